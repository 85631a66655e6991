"""The figures of a result that depend on its scenario."""

import pytest
from msgspec import structs

from edgebench import summary
from edgebench.model.process import Series
from edgebench.model.reason import Reason
from edgebench.model.result import Point
from tests.build import load, process, processes

BOUND_NS = 20_000_000


def point(met, **changes):
    usual = {"batch": 1, "streams": 1, "rate_uhz": None, "queries": 662, "latency_p99_ns": 1}
    return Point(throughput_mhz=1, met=met, **usual | changes)


def searched(scenario, points, ms=10.0, rate_uhz=None, **changes):
    """rate_uhz: at which the processes were measured."""
    windows = [process([ms] * 700) for _ in range(5)]
    asked = load(scenario=scenario, bound_ns=BOUND_NS, percentile_ppm=990_000, **changes)
    return summary.summarize(windows, asked, [*points, point(None, rate_uhz=rate_uhz)])


FOUND = [point(True), point(True, rate_uhz=100_000_000)]
"""Of Server: the closed loop, and one rate."""


def test_server_is_the_rate_that_was_answered_and_has_no_interval():
    found = searched("server", FOUND, rate_uhz=100_000_000).throughput_mhz
    assert found.value == pytest.approx(99_990, abs=1)
    assert (found.low, found.low_reason) == (None, Reason.ONE_SEARCH)


def test_server_whose_confirmation_misses_the_bound_has_no_value():
    found = searched("server", FOUND, ms=21, rate_uhz=100_000_000)
    assert found.throughput_mhz.value_reason is Reason.BOUND_MISSED


def test_server_that_met_the_bound_in_a_closed_loop_only_has_no_rate():
    found = searched("server", [point(True), point(False, rate_uhz=50_000_000)])
    assert found.throughput_mhz.value_reason is Reason.BOUND_BELOW_SERVICE_TIME


def test_a_process_in_which_most_answers_were_late_is_not_hidden_by_the_mean_of_five():
    windows = [process([5.0] * 700)] * 4 + [process([5.0] * 100 + [40.0] * 600)]
    asked = load(scenario="server", bound_ns=BOUND_NS, percentile_ppm=990_000)
    found = summary.summarize(windows, asked, [point(True, rate_uhz=10**8)] * 2)
    assert (found.latency_p99_ns.value or BOUND_NS) < BOUND_NS
    assert found.throughput_mhz.value_reason is Reason.BOUND_MISSED


def test_a_search_in_which_nothing_met_the_bound_is_a_bound_below_the_service_time():
    found = searched("streams", [point(False)], streams=1)
    assert found.streams.value_reason is Reason.BOUND_BELOW_SERVICE_TIME
    assert found.throughput_mhz.value is not None  # what was measured stays


def test_server_whose_rate_met_the_bound_once_and_not_again_has_none():
    assert searched("server", FOUND).throughput_mhz.value_reason is Reason.BOUND_MISSED


def test_server_whose_lowest_rate_ended_by_the_cap_has_too_few_queries():
    probes = [point(True), point(False, rate_uhz=3_000_000, queries=360)]
    assert searched("server", probes).throughput_mhz.value_reason is Reason.TOO_FEW_QUERIES


def test_streams_are_the_number_that_was_found():
    assert searched("streams", [point(True)], streams=5).streams.value == 5


def test_offline_has_no_latencies_of_queries():
    found = summary.summarize(processes(), load(scenario="offline", percentile_ppm=None), None)
    assert found.latency_p50_ns.value_reason is Reason.NOT_APPLICABLE
    assert found.throughput_mhz.value is not None


def sustained(queries, period_ms):
    rows = process().series
    blank = [None] * len(queries)
    series = Series(
        **structs.asdict(rows)
        | {"period_ms": period_ms, "queries": queries, "p50_ns": blank, "p90_ns": blank, "max_ns": blank}
    )
    total = sum(queries)
    return structs.replace(process([8.0], repeats=total), series=series)


def test_the_last_minute_is_compared_with_the_first_and_the_cut_last_row_left_out():
    queries = [200] * 6 + [150] * 40 + [100] * 6 + [7]  # rows of 10 s
    windows = [sustained(queries, 10_000)] * 2
    found = summary.summarize(windows, load(scenario="sustained"), None)
    assert found.last_minute_mhz.value == 10_000  # 600 in 60 s
    assert found.last_over_first_minute_ppm.value == 2_000_000


def test_a_minute_of_twelve_queries_tells_its_rate_to_a_query():
    """1.96 times 1 / (12 sqrt(3)), and for the ratio of two such minutes sqrt(2) times that."""
    windows = [sustained([2] * 6 + [1, 2] * 20 + [2] * 6 + [1], 10_000)] * 3
    found = summary.summarize(windows, load(scenario="sustained"), None)
    last, ratio = found.last_minute_mhz, found.last_over_first_minute_ppm
    assert (last.value, last.low, last.high) == (200, 182, 220)
    assert (ratio.value, ratio.low, ratio.high) == (1_000_000, 875_151, 1_142_660)


def test_method_1_took_a_count_for_exact_and_is_recomputed_so():
    windows = [sustained([2] * 6 + [1, 2] * 20 + [2] * 6 + [1], 10_000)] * 3
    last = summary.METHODS[1](windows, load(scenario="sustained"), None).last_minute_mhz
    assert (last.value, last.low, last.high) == (200, 200, 200)


def test_a_minute_without_a_query_has_no_rate():
    found = summary.summarize(
        [sustained([1] + [0] * 5 + [1] * 10 + [0] * 8, 10_000)] * 2, load(scenario="sustained"), None
    )
    assert found.last_minute_mhz.value_reason is Reason.TOO_FEW_QUERIES
    assert found.last_over_first_minute_ppm.value_reason is Reason.TOO_FEW_QUERIES


def test_other_scenarios_have_no_last_minute():
    found = summary.summarize(processes(), load(), None)
    assert found.last_minute_mhz.value_reason is Reason.NOT_APPLICABLE
    assert found.streams.value_reason is Reason.NOT_APPLICABLE
