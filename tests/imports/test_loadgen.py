"""LoadGen's logs, from runs of it: each latency of the trace, and the tool's own percentiles."""

import re

import pytest

from edgebench import histogram
from edgebench.errors import ImportRefusedError
from edgebench.imports import loadgen
from edgebench.imports.report import File, Stated
from edgebench.statistics import early_stop
from tests.imports.build import files, report, single_stream, with_bytes

SUMMARY, DETAIL, TRACE = range(3)
SAMPLE = '{"name":"Sample","cat":"default","ph":"b","pid":1,"id":0,'


def altered(which: int, old: bytes, new: bytes) -> list[File]:
    logs = single_stream()
    logs[which] = with_bytes(logs[which], old, new)
    return logs


def traced(queries: int, per_query: int) -> tuple[File, File]:
    """MultiStream, in LoadGen's form with made-up times: query q takes 8 ms and q us, its last sample."""
    took = [
        [(8_000_000 + q * 1_000) // per_query * (s + 1) for s in range(per_query)] for q in range(queries)
    ]
    ordered = sorted(max(one) for one in took)
    values = {
        "effective_scenario": '"MultiStream"',
        "effective_test_mode": '"PerformanceOnly"',
        "effective_samples_per_query": per_query,
        "effective_target_latency_percentile": 0.99,
        "result_validity": '"VALID"',
        "num_errors": 0,
        "result_query_count": queries,
        "result_mean_query_latency_ns": sum(ordered) // queries,
        "result_max_query_latency_ns": ordered[-1],
        **{
            f"result_{p}.00_percentile_per_query_latency_ns": ordered[queries * p // 100]
            for p in (50, 90, 99)
        },
    }
    detail = "".join(f':::MLLOG {{"key": "{key}", "value": {value}}}\n' for key, value in values.items())
    lines = [
        f'{SAMPLE}"ts":{q * 9000}.000,"args":{{"sample_seq":0,'
        f'"query_seq":{q},"sample_idx":0,"issue_start_ns":0,"complete_ns":{ns}}}}},'
        for q, query in enumerate(took)
        for ns in query
    ]
    return File("detail", detail.encode()), File("trace", "\n".join(['{"traceEvents":[', *lines]).encode())


def test_every_latency_comes_from_the_trace_and_the_window_spans_them():
    one = report("loadgen", *single_stream())
    assert len(one.latencies) == 100
    assert (min(one.latencies), max(one.latencies)) == (1_074_301, 8_733_389)
    assert sum(one.latencies) // 100 == 1_324_494
    assert 750.725 < 100 / (one.window_ns / 1e9) < 755.005  # LoadGen: with its overhead, and without
    assert one.scenario == "single-stream"


def test_percentiles_and_early_stopping_of_the_trace_are_loadgens_own():
    latencies = sorted(report("loadgen", *single_stream()).latencies)
    text = single_stream()[SUMMARY].data.decode()
    said = {
        float(p): int(ns)
        for p, ns in re.findall(r"^([\d.]+) percentile latency \(ns\) +: (\d+)$", text, re.MULTILINE)
    }
    assert len(said) == 6
    assert all(latencies[int(100 * p * 100) // 10_000] == ns for p, ns in said.items())
    stopped = early_stop(100, 900_000)
    assert stopped is not None
    assert (stopped.discarded, latencies[stopped.rank]) == (2, 4_663_352)


def test_the_histogram_gives_the_tools_percentiles_to_a_thousandth():
    kept = histogram.of(report("loadgen", *single_stream()).latencies)
    for ppm, ns in ((500_000, 1_096_425), (900_000, 1_122_373), (990_000, 8_733_389)):
        assert ns <= histogram.percentile(kept, ppm) <= ns * 1.001


def test_without_a_trace_the_mean_and_the_tools_percentiles_remain():
    one = report("loadgen", *single_stream()[:TRACE])
    assert one.latencies == Stated(
        queries=100, mean_ns=1_324_494, p50_ns=1_096_425, p90_ns=1_122_373, max_ns=8_733_389
    )
    assert one.window_ns == round(100 / 750.725 * 1e9)
    assert one.each == loadgen.EACH
    assert not report("loadgen", *single_stream()).each


def test_a_trace_that_was_switched_off_is_an_empty_file():
    detail = single_stream()[DETAIL]
    assert isinstance(report("loadgen", detail, File("mlperf_log_trace.json", b"")).latencies, Stated)


def test_offline_is_one_query_of_all_samples():
    one = report(
        "loadgen", *files("loadgen/offline/mlperf_log_detail.txt", "loadgen/offline/mlperf_log_summary.txt")
    )
    assert (one.scenario, one.batch, one.streams, one.latencies) == ("offline", 198, 1, (239_832_111,))
    assert one.batch / (one.latencies[0] / 1e9) == pytest.approx(825.578, rel=1e-6)


def test_a_query_of_multi_stream_takes_as_long_as_its_last_sample():
    one = report("loadgen", *traced(700, 8))
    assert one.latencies[:2] == (8_000_000, 8_001_000)
    assert (len(one.latencies), one.samples_per_query) == (700, 8)
    assert one.window_ns == 699 * 9_000_000 + 8_699_000


def test_multi_stream_has_eight_samples_a_query():
    with pytest.raises(ImportRefusedError, match="a query has 4 samples, one of multi-stream has 8"):
        report("loadgen", *traced(700, 4))


def test_a_server_log_is_one_rate_and_no_search():
    with pytest.raises(ImportRefusedError, match="a Server log is of one rate"):
        report("loadgen", *files("loadgen/server/mlperf_log_detail.txt"))


def test_when_and_by_which_version_it_was_measured():
    one = report("loadgen", *single_stream())
    assert re.fullmatch(r"2026-11-21T22:\d\dZ", one.created)
    assert one.tool_version == "6.0.17 @ d6147c7eb7"


def test_the_files_may_come_in_any_order_and_are_hashed_in_one():
    names = [one.name.rpartition("_")[2] for one in report("loadgen", *reversed(single_stream())).files]
    assert names == ["detail.txt", "summary.txt", "trace.json"]


@pytest.mark.parametrize(
    ("which", "old", "new", "why"),
    [
        (DETAIL, b'"value": "VALID"', b'"value": "INVALID"', "LoadGen calls it 'INVALID'"),
        (DETAIL, b'"key": "num_errors", "value": 0', b'"key": "num_errors", "value": 3', "noted errors"),
        (DETAIL, b'"PerformanceOnly"', b'"AccuracyOnly"', "the mode is 'AccuracyOnly'"),
        (
            DETAIL,
            b'"result_query_count", "value": 100',
            b'"result_query_count", "value": 101',
            "100 samples in 100",
        ),
        (
            DETAIL,
            b'"result_max_latency_ns", "value": 8733389',
            b'"result_max_latency_ns", "value": 9',
            "Max latency",
        ),
        (DETAIL, b'"value": 1324494', b'"value": -1', "result_mean_latency_ns"),
        (DETAIL, b'"value": 1324494', b'"value": NaN', "NaN is not a number"),
        (DETAIL, b'"value": 1324494', b'"value": 1e400', "beyond measure"),
        (DETAIL, b'"result_mean_latency_ns"', b'"result_max_latency_ns"', "is said twice"),
        (DETAIL, b":::MLLOG", b"MLLOG", "no log of LoadGen"),
        (SUMMARY, b"1122373", b"1122374", "90.00 percentile latency"),
        (SUMMARY, b"Result is : VALID", b"Result is : INVALID", "Result is"),
        (TRACE, b'"complete_ns":8733389', b'"complete_ns":8733390', "percentile 99.00 is 8733390"),
        (TRACE, b'"complete_ns":8733389', b'"complete_ns":-5', "a sample's line"),
        (TRACE, b'"query_seq":7,', b'"query_seq":8,', "100 samples in 99 queries"),
    ],
)
def test_logs_that_disagree_or_cannot_be_are_refused(which, old, new, why):
    with pytest.raises(ImportRefusedError, match=re.escape(why)):
        report("loadgen", *altered(which, old, new))


def test_a_percentile_other_than_the_scenarios_is_refused():
    logs = altered(DETAIL, b'percentile", "value": 0.9', b'percentile", "value": 0.99')
    with pytest.raises(ImportRefusedError, match=r"judged by percentile '0.99', the scenario by 0.9"):
        report("loadgen", *logs)


@pytest.mark.parametrize("twice", range(3))
def test_a_second_log_of_one_kind_is_refused(twice):
    logs = single_stream()
    with pytest.raises(ImportRefusedError, match="it is a second"):
        report("loadgen", *logs, logs[twice])


def test_there_must_be_a_detail_log():
    with pytest.raises(ImportRefusedError, match="no detail log"):
        report("loadgen", single_stream()[SUMMARY])


def test_a_line_of_a_million_signs_is_refused_at_once():
    with pytest.raises(ImportRefusedError, match="longer lines"):
        report("loadgen", File("detail", b":::MLLOG " + b"[" * 1_000_001))
