"""trtexec's log and times, in their published forms."""

import pytest

from edgebench import histogram
from edgebench.errors import ImportRefusedError
from edgebench.imports import trtexec
from edgebench.imports.report import File, Stated, WarmUp
from tests.imports.build import report, with_bytes
from tests.imports.forms import LATENCIES_MS, WARM_MS, trtexec_log, trtexec_times


def test_queries_of_warm_up_are_left_out():
    one = report("trtexec", trtexec_log(), trtexec_times())
    assert one.latencies == tuple(round(ms * 1e6) for ms in LATENCIES_MS)
    assert one.warm_up == WarmUp(2, 200_000_000)
    assert one.window_ns == 20_000_000


def test_times_that_are_without_warm_up_are_taken_as_they_are():
    assert len(report("trtexec", trtexec_log(), trtexec_times(LATENCIES_MS)).latencies) == 10


def test_percentiles_of_the_times_are_those_of_the_log():
    said = report("trtexec", trtexec_log())
    kept = histogram.of(report("trtexec", trtexec_log(), trtexec_times()).latencies)
    assert said.latencies == Stated(
        queries=10, mean_ns=1_675_000, p50_ns=1_500_000, p90_ns=2_000_000, max_ns=3_000_000
    )
    assert kept.max_ns == 3_000_000
    assert 1_500_000 <= histogram.percentile(kept, 500_000) <= 1_501_500


def test_the_log_alone_gives_a_mean_and_the_engines():
    one = report("trtexec", trtexec_log())
    assert (one.latencies.mean_ns, one.engine_mean_ns, one.each) == (1_675_000, 1_425_000, trtexec.EACH)


def test_what_the_log_says_of_the_system():
    one = report("trtexec", trtexec_log())
    assert (one.runtime, one.runtime_version, one.accelerator) == ("TensorRT", "10.3.0", "gpu")
    assert (one.threads, one.execution_precision, one.provider) == (1, "FP32+FP16", "Orin")
    assert (one.includes_input_copy, one.load_ns, one.batch) == (True, 103_310_000, 1)
    assert one.options == {"cuda_graph": False, "expose_dma": True, "spin_wait": False}
    assert one.model_file == "mobilenetv2-12.onnx"


@pytest.mark.parametrize(
    ("settings", "scenario", "streams"),
    [
        ({}, "single-stream", None),
        ({"expose_dma": "Disabled"}, "offline", 2),
        ({"streams": "3"}, "offline", 3),
        ({"streams": "3", "expose_dma": "Disabled"}, "offline", 6),
    ],
)
def test_queries_that_overlap_are_offline(settings, scenario, streams):
    one = report("trtexec", trtexec_log(**settings), trtexec_times())
    assert (one.scenario, one.streams) == (scenario, streams)


def test_the_batch_is_the_first_dimension_of_the_input():
    assert report("trtexec", trtexec_log(input="8x3x224x224")).batch == 8


@pytest.mark.parametrize(
    ("log", "times", "why"),
    [
        (trtexec_log(status="FAILED"), trtexec_times(), "trtexec failed"),
        (trtexec_log(), trtexec_times(LATENCIES_MS[1:]), "9 queries, and the log has 2 of warm-up and 10"),
        (trtexec_log(), trtexec_times((*WARM_MS, *LATENCIES_MS[:-1], 3.1)), "the largest is 3100000 ns"),
        (
            trtexec_log(),
            trtexec_times((*WARM_MS, *LATENCIES_MS[:3], 9e-9, *LATENCIES_MS[4:])),
            "no time that can be",
        ),
        (
            trtexec_log(),
            File("t", b'[ { "count" : 10 }\n, { "name" : "conv", "averageMs" : 0.1 } ]'),
            "a profile holds",
        ),
        (trtexec_log(), File("t", b"[ { } ]"), "not what --exportTimes writes"),
        (trtexec_log(), File("t", b'[{"a":' * 40), "deeper"),
        (trtexec_log(expose_dma="?"), trtexec_times(), "whether queries overlap"),
        (trtexec_log(streams="0"), trtexec_times(), "streams is 0"),
        (trtexec_log(input="0x3"), trtexec_times(), "batch is 0"),
    ],
)
def test_what_cannot_be_or_is_of_another_run_is_refused(log, times, why):
    with pytest.raises(ImportRefusedError, match=why):
        report("trtexec", log, times)


def test_two_runs_in_one_log_are_refused():
    log = trtexec_log()
    with pytest.raises(ImportRefusedError, match="2 lines of 'status'"):
        report("trtexec", File("both", log.data * 2), trtexec_times())


def test_times_without_their_log_do_not_say_where_warm_up_ends():
    with pytest.raises(ImportRefusedError, match="0 logs and 1 files of times"):
        report("trtexec", trtexec_times())


def test_a_saved_engine_is_named_as_the_file_that_was_loaded():
    log = with_bytes(
        trtexec_log(),
        b"Model: mobilenetv2-12.onnx",
        b"Model: \n[11/21/2026-10:07:33] [I] Load engine: /data/a.engine",
    )
    assert report("trtexec", log).model_file == "a.engine"
