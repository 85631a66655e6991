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


@pytest.mark.parametrize(("n", "discarded"), [(563_820, 55_857), (745, 54), (700, 50), (400, 25)])
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


@pytest.mark.parametrize("freedom", [1, 2.5, 8, 40, 1000])
@pytest.mark.parametrize("t", [-40, -2, -0.1, 0, 0.7, 3, 12])
def test_the_t_distribution_is_scipys(t, freedom):
    assert statistics.t_distribution(t, freedom) == pytest.approx(stats.t.cdf(t, freedom), rel=1e-10)


A, B = [10.0, 10.4, 9.8, 10.1], [11.0, 11.9, 10.8]
SCIPY = stats.ttest_ind([math.log(v) for v in A], [math.log(v) for v in B], equal_var=False)


def test_welch_is_scipys_on_the_logarithms():
    found = statistics.welch(A, B)
    assert found.p_value == pytest.approx(SCIPY.pvalue, rel=1e-10)
    assert found.freedom == pytest.approx(SCIPY.df, rel=1e-10)
    assert found.ratio == pytest.approx(stats.gmean(A) / stats.gmean(B), rel=1e-12)


def test_the_interval_of_a_ratio_is_scipys():
    expected = SCIPY.confidence_interval(0.95)
    interval = statistics.welch(A, B).interval
    assert interval == pytest.approx(
        (stats.gmean(A) / stats.gmean(B), math.exp(expected.low), math.exp(expected.high)), rel=1e-10
    )


def test_a_p_value_far_in_the_tail_is_not_rounded_to_0():
    found = statistics.LogRatio(value=0.5, error=0.001, freedom=8)
    assert found.p_value == pytest.approx(2 * stats.t.sf(500, 8), rel=1e-10)


@pytest.mark.parametrize(("other", "p_value"), [(5.0, 1), (6.0, 0)])
def test_groups_without_any_spread_differ_or_do_not(other, p_value):
    found = statistics.welch([5.0, 5.0], [other, other])
    assert (found.error, found.p_value) == (0, p_value)
    assert found.interval == pytest.approx((5 / other,) * 3)


class TestTheSmallestDetectableRatio:
    def test_it_grows_with_the_error_and_the_strictness_of_the_level(self):
        found = statistics.LogRatio(value=0.0, error=0.02, freedom=8)
        assert found.smallest_detectable(1.02, 0.05) == pytest.approx(1.0662, abs=1e-4)
        assert found.smallest_detectable(1.02, 0.05 / 30) == pytest.approx(1.1226, abs=1e-4)

    def test_it_is_above_the_least_ratio_that_counts_by_what_the_estimate_may_fall_short(self):
        # z(0.8) = 0.8416: 1.02 x exp(0.8416 x 0.001) = 1.02086
        precise = statistics.LogRatio(value=0.0, error=0.001, freedom=8)
        assert precise.smallest_detectable(1.02, 0.05) == pytest.approx(1.02086, abs=1e-5)
        exact = statistics.LogRatio(value=0.0, error=0.0, freedom=8)
        assert exact.smallest_detectable(1.02, 0.05) == pytest.approx(1.02, rel=1e-12)

    def test_beyond_every_number_it_is_infinite(self):
        wild = statistics.LogRatio(value=0.0, error=18.0, freedom=1)
        assert wild.smallest_detectable(1.02, 0.05 / 1000) == math.inf

    @pytest.mark.parametrize("freedom", [2, 4, 8, 18, 100])
    @pytest.mark.parametrize("level", [0.05, 0.05 / 3, 0.05 / 30])
    def test_a_difference_of_that_size_is_found_with_a_probability_of_80_percent(self, freedom, level):
        error = 0.05
        ratio = statistics.LogRatio(0.0, error, freedom).smallest_detectable(1.02, level)
        power = stats.nct.sf(stats.t.ppf(1 - level / 2, freedom), freedom, math.log(ratio) / error)
        assert power == pytest.approx(0.8, abs=0.015)


class TestHolm:
    # Worked example: Holm (1979) on four p-values at 5 %: 0.005 <= 0.05/4, 0.01 <= 0.05/3, 0.03 > 0.05/2.
    def test_it_steps_down_and_stops_at_the_first_that_fails(self):
        assert statistics.holm([0.01, 0.04, 0.03, 0.005]) == [True, False, False, True]

    def test_of_one_hypothesis_it_asks_for_the_level_itself(self):
        assert statistics.holm([0.05]) == [True]
        assert statistics.holm([0.051]) == [False]
        assert statistics.holm([]) == []


@pytest.mark.parametrize(("k", "n"), [(178, 200), (0, 10), (10, 10), (1, 3)])
def test_wilson_is_scipys(k, n):
    interval = stats.binomtest(k, n).proportion_ci(method="wilson")
    assert statistics.wilson(k, n) == pytest.approx((interval.low, interval.high), abs=1e-12)


class TestACommonError:
    """What all values of a side share, such as the gain of a meter."""

    NOISE = (1.0, 1.01, 0.99, 1.005, 0.995)

    def test_it_is_added_to_the_standard_error_in_squares(self) -> None:
        alone = statistics.welch([2 * one for one in self.NOISE], self.NOISE)
        both = statistics.welch([2 * one for one in self.NOISE], self.NOISE, 0.03)
        assert both.ratio == pytest.approx(2)
        assert both.error == pytest.approx(math.hypot(alone.error, 0.03))

    def test_it_raises_the_freedom_as_welch_and_satterthwaite_have_it(self) -> None:
        alone, both = (statistics.welch(self.NOISE, self.NOISE, error) for error in (0.0, 0.01))
        assert both.freedom == pytest.approx(alone.freedom * (both.error / alone.error) ** 4)

    def test_alone_it_is_normal(self) -> None:
        found = statistics.welch([2.0, 2.0], [1.0, 1.0], 0.01)
        assert found.interval.high / 2 == pytest.approx(math.exp(1.96 * 0.01), rel=1e-4)


class TestTypical:
    """What is far from a group, whatever outliers it has itself."""

    def test_z_is_the_distance_from_the_median_in_robust_deviations_of_the_logarithms(self) -> None:
        group = statistics.typical([math.exp(one) for one in (1.0, 1.1, 1.2, 1.3, 9.0)])
        assert (group.middle, group.spread, group.n) == pytest.approx((1.2, 1.4826 * 0.1, 5))
        assert group.z(math.exp(1.2 + 3 * 1.4826 * 0.1)) == pytest.approx(3)

    def test_as_far_below_as_above_in_ratio_is_as_far(self) -> None:
        group = statistics.typical([90, 95, 100, 105, 200])
        assert group.z(50) == pytest.approx(-group.z(200))

    def test_equal_values_count_as_two_per_cent_apart(self) -> None:
        assert statistics.typical([8, 8, 8]).z(8 * math.exp(0.06)) == pytest.approx(3)
