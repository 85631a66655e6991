"""litert-benchmark: what it states of a run, from JSON that it wrote."""

import json

import pytest

from edgebench.errors import ImportRefusedError
from edgebench.imports.report import File, Stated, WarmUp
from tests.imports.build import files, report


def changed(**latency) -> File:
    document = json.loads(files("litert_benchmark/mobilenet_v2.json")[0].data)
    document["latency"] |= latency
    return File("result.json", json.dumps(document).encode())


def test_every_figure_is_the_files_own():
    one = report("litert-benchmark", *files("litert_benchmark/mobilenet_v2.json"))
    assert one.latencies == Stated(queries=250, mean_ns=5_520_000, p50_ns=4_220_000, max_ns=14_260_000)
    assert (one.load_ns, one.first_query_ns) == (16_270_000, 12_300_000)
    assert one.warm_up == WarmUp(10, 94_500_000)
    assert (one.runtime, one.accelerator, one.threads) == ("LiteRT", "cpu", 1)
    least, most = one.model_bytes
    assert least < 3_610_798 < most
    assert most - least < 12_000


def test_a_mean_that_is_mostly_rounding_is_refused():
    with pytest.raises(ImportRefusedError, match=r"rounds to 0.01 ms, and the mean is 0.03 ms: up to 16 %"):
        report("litert-benchmark", *files("litert_benchmark/keyword_spotting.json"))


def test_half_a_millisecond_is_the_shortest_mean():
    assert report("litert-benchmark", changed(avg_ms=0.5)).latencies.mean_ns == 500_000
    with pytest.raises(ImportRefusedError, match="rounds"):
        report("litert-benchmark", changed(avg_ms=0.49))


@pytest.mark.parametrize("names", [["NPU", "CPU"], ["GPU", "CPU"]])
def test_which_part_an_accelerator_took_must_be_told(names):
    document = json.loads(files("litert_benchmark/mobilenet_v2.json")[0].data) | {"accelerators": names}
    assert report("litert-benchmark", File("a", json.dumps(document).encode())).accelerator is None
    whole = document | {"fully_accelerated": True}
    assert report("litert-benchmark", File("a", json.dumps(whole).encode())).accelerator == names[0].lower()


@pytest.mark.parametrize(
    "latency",
    [
        {"avg_ms": -1.5},
        {"avg_ms": None},
        {"num_runs": 0},
        {"num_runs": 1.5},
        {"num_runs": 10**12},
        {"max_ms": "x"},
    ],
)
def test_what_cannot_be_is_refused(latency):
    with pytest.raises(ImportRefusedError, match=next(iter(latency))):
        report("litert-benchmark", changed(**latency))


@pytest.mark.parametrize(
    "data", [b"{}", b"[]", b"5", b'{"latency": 5}', b"", b"\xff", b'{"a": NaN}', b'{"a":1,"a":2}']
)
def test_what_is_no_such_json_is_refused(data):
    with pytest.raises(ImportRefusedError):
        report("litert-benchmark", File("a", data))
