"""One query after the other, on a fake clock."""

from edgebench.worker import one_stream
from edgebench.worker.samples import Samples
from tests.worker.requests import LIMITS, request


def measured(clock, **changes):
    return one_stream.measure(Samples(clock, list(range(8))), request(**changes))[0]


def test_the_number_of_queries_is_fixed_after_warm_up_with_a_tenth_in_reserve(clocked):
    assert measured(clocked(10_000_000))["queries"] == 660


def test_a_slow_model_runs_the_least_number_of_queries(clocked):
    window = measured(clocked(500_000_000))
    assert (window["queries"], window["ended"], window["window_ns"]) == (64, "complete", 32_000_000_000)


def test_a_window_that_ends_early_goes_on_until_its_floor(clocked):
    window = measured(clocked(lambda call: 10_000_000 if call < 40 else 5_000_000))
    assert window["window_ns"] >= 6_000_000_000
    assert window["ended"] == "complete"


def test_a_window_is_cut_at_its_cap_and_says_so(clocked):
    window = measured(clocked(2_000_000_000))
    assert (window["ended"], window["queries"]) == ("cap", 31)


def test_a_call_below_5_us_is_batched(clocked):
    window = measured(clocked(2_000), min_ns=10_000_000, warm_up=LIMITS | {"min_ns": 1_000_000})
    assert window["calls_per_clock"] == 25
    assert sum(count for _, count in window["latency"]["buckets"]) == window["queries"]


def test_a_query_of_eight_samples_is_timed_as_one(clocked):
    clock = clocked(10_000_000)
    window = measured(clock, samples_per_query=8)
    assert (window["queries"], window["calls_per_clock"]) == (83, 1)  # 6 s of 80 ms with a tenth in reserve
    assert window["latency"]["min_ns"] == window["latency"]["max_ns"] == 80_000_000
    assert window["latency"]["sum_ns"] == 83 * 80_000_000


def test_queries_of_eight_samples_too_fast_for_the_clock_are_batched(clocked):
    window = measured(
        clocked(500), samples_per_query=8, min_ns=10_000_000, warm_up=LIMITS | {"min_ns": 1_000_000}
    )
    assert window["calls_per_clock"] == 13  # 13 queries of 4 us are 52 us
    assert window["latency"]["max_ns"] == 4_000


def test_the_histogram_holds_every_query_and_their_sum(clocked):
    window = measured(clocked(10_000_000))
    assert window["latency"]["sum_ns"] == 660 * 10_000_000
    assert [count for _, count in window["latency"]["buckets"]] == [660]


def test_a_long_window_is_kept_in_at_most_60_rows(clocked):
    rows = measured(clocked(10_000_000), min_ns=50_000_000_000, cap_ns=500_000_000_000)["series"]
    assert rows["period_ms"] == 1600
    assert len(rows["queries"]) == 35
    assert sum(rows["queries"]) == 5500


def test_the_engines_own_time_is_kept_beside_wall_time(clocked):
    clock = clocked(10_000_000)
    clock.engine_ns = lambda: 9_000_000
    window = measured(clock)
    assert window["engine_latency"]["sum_ns"] == 660 * 9_000_000
    assert window["latency"]["sum_ns"] == 660 * 10_000_000


def test_a_runtime_without_an_own_time_has_none(clocked):
    assert measured(clocked(10_000_000))["engine_latency"] is None
