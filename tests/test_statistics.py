"""The estimators against MLPerf LoadGen's vectors and SciPy."""

import math

import pytest
from scipy import stats

from edgebench import statistics

P90 = [(64, 0, 63), (128, 4, 123), (256, 13, 242), (1024, 79, 944), (4096, 364, 3731), (24_576, 2347, 22_228)]
P99 = [
    (662, 0, 661),
    (1024, 2, 1021),
    (2048, 9, 2038),
    (4096, 25, 4070),
    (10_000, 76, 9923),
    (24_576, 208, 24_367),
]


@pytest.mark.parametrize(("n", "discarded", "rank"), P90)
def test_early_stopping_reproduces_loadgen_at_p90(n, discarded, rank):
    assert statistics.early_stop(n, 900_000) == (discarded, rank)


@pytest.mark.parametrize(("n", "discarded", "rank"), P99)
def test_early_stopping_reproduces_loadgen_at_p99(n, discarded, rank):
    assert statistics.early_stop(n, 990_000) == (discarded, rank)


@pytest.mark.parametrize(("n", "discarded"), [(563_820, 55_857), (745, 54)])
def test_early_stopping_reproduces_printed_loadgen_runs(n, discarded):
    stop = statistics.early_stop(n, 900_000)
    assert stop is not None
    assert stop.discarded == discarded


@pytest.mark.parametrize(
    ("ppm", "least"),
    [(500_000, 11), (900_000, 64), (950_000, 130), (970_000, 219), (990_000, 662), (999_000, 6636)],
)
def test_early_stopping_needs_the_least_number_of_queries_mlperf_lists(ppm, least):
    assert statistics.early_stop(least - 1, ppm) is None
    assert statistics.early_stop(least, ppm) == (0, least - 1)


@pytest.mark.parametrize("freedom", [1, 2, 4, 9, 3.7, 29, 200])
def test_t_quantiles_are_scipys(freedom):
    assert statistics.t_quantile(0.975, freedom) == pytest.approx(stats.t.ppf(0.975, freedom), rel=1e-9)


def test_the_geometric_interval_is_t_on_the_logarithms():
    values = [10.0, 10.4, 9.8, 10.1, 10.3]
    low, high = stats.t.interval(
        0.95,
        4,
        loc=stats.tmean([math.log(v) for v in values]),
        scale=stats.sem([math.log(v) for v in values]),
    )
    interval = statistics.geometric_interval(values)
    assert interval.value == pytest.approx(stats.gmean(values))
    assert (interval.low, interval.high) == pytest.approx((math.exp(low), math.exp(high)))


def test_equal_processes_give_an_interval_of_no_width():
    assert statistics.geometric_interval([5.0, 5.0, 5.0]) == pytest.approx((5, 5, 5))


def test_welch_is_scipys_on_the_logarithms():
    a, b = [10.0, 10.4, 9.8, 10.1], [11.0, 11.9, 10.8]
    expected = stats.ttest_ind([math.log(v) for v in a], [math.log(v) for v in b], equal_var=False).pvalue
    assert statistics.welch(a, b) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(("k", "n"), [(178, 200), (0, 10), (10, 10), (1, 3)])
def test_wilson_is_scipys(k, n):
    interval = stats.binomtest(k, n).proportion_ci(method="wilson")
    assert statistics.wilson(k, n) == pytest.approx((interval.low, interval.high), abs=1e-12)
