"""benchmark_model: what it prints, in its published forms of several years."""

import pytest

from edgebench.errors import ImportRefusedError
from edgebench.imports.report import File, Stated, WarmUp
from tests.imports.build import report, with_bytes
from tests.imports.forms import benchmark_model

LOGCAT = "11-21 22:07:33.522  5395  5395 I tflite  : "
OLDER_LOGCAT = "11-21 22:07:33.522 I/tflite  ( 5395): "


def read(before: str = "INFO: ", **said: str):
    return report("tflite-benchmark", benchmark_model(before, **said))


@pytest.mark.parametrize("before", ["INFO: ", "", LOGCAT, OLDER_LOGCAT])
def test_a_terminal_and_androids_log_say_the_same(before):
    one = read(before)
    assert one.latencies == Stated(queries=2000, mean_ns=6_101_250, p50_ns=6_085_000, max_ns=9_120_000)
    assert (one.load_ns, one.first_query_ns) == (2_517_000, 12_002_000)
    assert one.warm_up == WarmUp(80, 498_440_000)
    assert (one.min_queries, one.min_ns, one.threads) == (50, 12_000_000_000, 4)
    assert (one.accelerator, one.provider) == ("cpu", "XNNPACK")
    assert one.model_file == "mobilenet_v2_1.0_224_quant.tflite"


def test_before_2024_there_is_no_median():
    assert (
        read(run="count=50 first=6122 curr=6090 min=5980 max=9120 avg=6101.25 std=41").latencies.p50_ns
        is None
    )


def test_a_mean_of_six_digits_may_have_an_exponent():
    run = "count=10 first=2653894 curr=2709263 min=2640862 max=3025403 avg=2.71985e+06 std=105101"
    assert read(run=run, mean="2.71985e+06").latencies.mean_ns == 2_719_850_000


def test_one_query_has_neither_mean_nor_largest():
    assert read(run="count=1 curr=637079", mean="637079").latencies == Stated(
        queries=1, mean_ns=637_079_000, max_ns=637_079_000
    )


def test_the_size_of_the_model_is_known_to_six_digits():
    least, most = read().model_bytes
    assert least < 3_610_798 < most
    assert most - least < 60


@pytest.mark.parametrize(
    ("line", "accelerator"),
    [
        (b"Use gpu: [1]", "gpu"),
        (b"Use NNAPI: [1]", "nnapi"),
        (b"Use gpu: [0]", "cpu"),
        (b"External delegate path: [/usr/lib/libethosu_delegate.so]", None),
        (b"INFO: Explicitly applied VX delegate, and the model graph will be completely executed.", None),
    ],
)
def test_which_accelerator_it_was_is_told_or_must_be(line, accelerator):
    log = with_bytes(benchmark_model(""), b"STARTING!", b"STARTING!\n" + line)
    assert report("tflite-benchmark", log).accelerator == accelerator


def test_profiling_of_operators_is_an_option_and_its_table_is_passed_over():
    table = b"\n=== Run Order ===\n\t[node type]\t[first]\t[avg ms]\n\tCONV_2D\t0.1\t0.2\t\n"
    log = with_bytes(benchmark_model(""), b"STARTING!", b"STARTING!\nEnable op profiling: [1]")
    one = report("tflite-benchmark", File(log.name, log.data + table))
    assert one.options == {"enable_op_profiling": True}
    assert one.latencies.queries == 2000


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"mean": "6101.26"}, "the mean is 6101.25 in one line and 6101.26 in another"),
        ({"run": "count=0 curr=5", "mean": "5"}, "count is 0"),
        ({"run": "count=99999999999 curr=5", "mean": "5"}, "no whole number"),
        ({"run": "count=5 max=-3 avg=inf", "mean": "inf"}, "no number that can be"),
        ({"run": "count=5 max=3 avg=nan", "mean": "nan"}, "no number that can be"),
        ({"run": "count=5 max=3 avg=0", "mean": "0"}, "no time that can be"),
        ({"run": "first=3"}, "1 lines 'count='"),
    ],
)
def test_what_cannot_be_is_refused(said, why):
    with pytest.raises(ImportRefusedError, match=why):
        read(**said)


def test_two_runs_in_one_file_are_refused():
    log = benchmark_model()
    with pytest.raises(ImportRefusedError, match="2 lines 'Inference timings in us'"):
        report("tflite-benchmark", File("both", log.data + b"\n" + log.data))


def test_an_output_that_was_cut_off_is_refused():
    log = benchmark_model()
    with pytest.raises(ImportRefusedError, match="no line 'Inference timings in us'"):
        report("tflite-benchmark", File("cut", log.data[: log.data.index(b"Inference timings")]))
