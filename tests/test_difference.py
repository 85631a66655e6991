"""When a difference may be claimed, when it is not shown, and when nothing can be tested."""

from __future__ import annotations

import math
from typing import Any

import pytest
from scipy import stats

from edgebench.difference import (
    Difference,
    Question,
    Samples,
    Unshown,
    Untestable,
    absence,
    differences,
    reaches,
    samples,
)
from edgebench.metrics import ENERGY, METRICS
from edgebench.model.energy import MeterAccuracy
from edgebench.model.reason import Reason
from edgebench.model.result import Result
from tests.build import edited, meter, metered, process, result

P50, P90, P99 = (METRICS[f"latency_p{number}_ns"] for number in (50, 90, 99))
THROUGHPUT = METRICS["throughput_mhz"]
NOISE = (1.0, 1.005, 0.995, 1.002, 0.998)


def cell(ms: float = 8.0, session: int = 1, noise: tuple[float, ...] = NOISE, **changes: object) -> Result:
    """One process for each factor of the noise, each of equal queries."""
    windows = [process([ms * factor], 2001) for factor in noise]
    fields = {"session.id": f"{session:016x}", **{k.replace("__", "."): v for k, v in changes.items()}}
    return result(ms, fields, processes=windows)


def compared(a: list[Result], b: list[Result], metric=P90) -> Difference:
    (one,) = differences([Question(a, b, metric)])
    return one


class TestWithinOneSession:
    def test_a_slowdown_of_three_percent_is_significant(self) -> None:
        found = compared([cell(8.0)], [cell(8.24)])
        assert (found.verdict, found.why, found.unit, found.better) == ("significant", None, "process", "a")
        assert found.ratio == pytest.approx(1.03, rel=1e-3)
        assert (found.processes, found.sessions) == ((5, 5), (1, 1))

    def test_ratio_interval_and_p_value_are_welchs_of_b_over_a(self) -> None:
        a, b = cell(8.0), cell(8.24, noise=(1.0, 1.01, 0.99, 1.004))
        first, second = ([math.log(value) for value in P90.per_process(one) or ()] for one in (a, b))
        expected = stats.ttest_ind(second, first, equal_var=False)
        bounds = expected.confidence_interval(0.95)
        found = compared([a], [b])
        assert found.p_value == pytest.approx(expected.pvalue, rel=1e-9)
        assert (found.low, found.high) == pytest.approx((math.exp(bounds.low), math.exp(bounds.high)))

    def test_a_difference_of_one_percent_is_not_claimed_however_small_its_p_value(self) -> None:
        still = (1.0, 1.001, 0.999, 1.0, 1.0)
        found = compared([cell(8.0, noise=still)], [cell(8.08, noise=still)])
        assert found.p_value is not None
        assert found.p_value < 1e-4
        assert (found.verdict, found.why) == ("no-difference-shown", Unshown.BELOW_MINIMUM)
        assert found.better is None

    def test_a_large_difference_within_the_noise_is_not_claimed(self) -> None:
        wild = (0.7, 1.0, 1.4, 0.9, 1.3)
        found = compared([cell(8.0, noise=wild)], [cell(9.0, noise=wild)])
        assert (found.verdict, found.why) == ("no-difference-shown", Unshown.WITHIN_NOISE)
        assert found.smallest_detectable is not None
        assert found.smallest_detectable > 1.5

    def test_a_cell_compared_with_its_like_shows_no_difference(self) -> None:
        found = compared([cell(8.0)], [cell(8.0)])
        assert (found.ratio, found.p_value, found.verdict) == (1, 1, "no-difference-shown")

    def test_more_throughput_is_better(self) -> None:
        found = compared([cell(8.24)], [cell(8.0)], THROUGHPUT)
        assert found.ratio == pytest.approx(1.03, rel=1e-3)
        assert found.better == "b"

    def test_cells_that_ran_one_after_the_other_are_not_testable(self) -> None:
        found = compared([cell(8.0, session__interleaved=False)], [cell(9.0, session__interleaved=False)])
        assert (found.verdict, found.why) == ("not-testable", Untestable.NOT_INTERLEAVED)

    def test_one_process_a_side_is_not_testable(self) -> None:
        found = compared([cell(8.0, noise=(1.0,))], [cell(9.0)])
        assert (found.verdict, found.why) == ("not-testable", Untestable.ONE_PROCESS)

    def test_of_several_sessions_that_both_share_the_latest_is_tested(self) -> None:
        found = compared([cell(8.0, 1), cell(8.0, 2)], [cell(9.0, 1), cell(8.8, 2)])
        assert found.ratio == pytest.approx(1.1, rel=1e-3)
        assert found.sessions == (1, 1)


class TestFoundBySearch:
    """Server's rate and the number of streams: one figure for all processes of a session."""

    def server(self, ms: float, session: int) -> Result:
        load = {"scenario": "server", "bound_ns": 10**9, "percentile_ppm": 990_000}
        points = [
            {"batch": 1, "streams": 1, "rate_uhz": rate, "queries": 2001, "latency_p99_ns": 1}
            | {"throughput_mhz": 1, "met": True}
            for rate in (10**8, 10**8)
        ]
        asked: dict[str, Any] = {f"load__{name}": value for name, value in load.items()}
        return cell(ms, session, points=points, **asked)

    def test_within_one_session_it_is_not_testable_and_the_ratio_is_told(self) -> None:
        found = compared([self.server(8.0, 1)], [self.server(10.0, 1)], THROUGHPUT)
        assert (found.verdict, found.why) == ("not-testable", Untestable.ONE_SEARCH)
        assert found.ratio == pytest.approx(0.8, rel=1e-3)

    def test_with_three_sessions_a_side_it_is_tested(self) -> None:
        a = [self.server(8.0 * factor, number) for number, factor in enumerate((1.0, 1.01, 0.99))]
        b = [self.server(10.0 * factor, 10 + number) for number, factor in enumerate((1.0, 1.01, 0.99))]
        found = compared(a, b, THROUGHPUT)
        assert (found.verdict, found.unit, found.better) == ("significant", "session", "a")


class TestAcrossSessions:
    def test_one_session_each_is_not_testable_and_the_ratio_is_told(self) -> None:
        found = compared([cell(8.0, 1)], [cell(10.0, 2)])
        assert (found.verdict, found.why) == ("not-testable", Untestable.FEW_SESSIONS)
        assert found.ratio == pytest.approx(1.25, rel=1e-3)
        assert (found.low, found.high, found.p_value, found.smallest_detectable) == (None,) * 4
        assert (found.processes, found.sessions) == ((5, 5), (1, 1))

    def test_two_sessions_a_side_are_too_few(self) -> None:
        found = compared([cell(8.0, 1), cell(8.0, 2)], [cell(10.0, 3), cell(10.0, 4)])
        assert found.verdict == "not-testable"
        assert found.sessions == (2, 2)

    def test_with_three_a_side_the_session_is_the_unit(self) -> None:
        a = [cell(8.0 * factor, number) for number, factor in enumerate((1.0, 1.01, 0.99))]
        b = [cell(8.4 * factor, 10 + number) for number, factor in enumerate((1.0, 1.01, 0.99))]
        found = compared(a, b)
        assert (found.verdict, found.unit) == ("significant", "session")
        assert found.ratio == pytest.approx(1.05, rel=1e-3)
        assert (found.processes, found.sessions) == ((15, 15), (3, 3))

    def test_a_sessions_value_is_the_geometric_mean_of_its_processes(self) -> None:
        one = [cell(8.0, number, noise=(1.0, 4.0)) for number in range(3)]
        tested = samples(one, one, P50)
        assert isinstance(tested, Samples)
        assert tested.a == pytest.approx([16e6] * 3, rel=1e-3)

    def test_a_session_effect_is_not_taken_for_a_difference(self) -> None:
        """Fifteen steady processes a side would prove it; three sessions 4 % apart do not."""
        steady = (1.0, 1.0, 1.001)
        a = [cell(8.0 * factor, number, steady) for number, factor in enumerate((1.0, 1.04, 0.96))]
        b = [cell(8.2 * factor, 10 + number, steady) for number, factor in enumerate((1.0, 1.04, 0.96))]
        assert compared(a, b).verdict == "no-difference-shown"


class TestManyComparisons:
    def test_what_holds_alone_need_not_hold_among_many(self) -> None:
        a, b = cell(8.0, noise=(1.0, 1.02, 0.98, 1.01, 0.99)), cell(8.24, noise=(1.0, 1.02, 0.98, 1.01, 0.99))
        alone = compared([a], [b])
        assert alone.p_value == pytest.approx(0.0179, abs=1e-3)
        assert alone.verdict == "significant"
        among = differences([Question([a], [b], P90)] + [Question([a], [a], P90)] * 3)
        assert (among[0].verdict, among[0].why) == ("no-difference-shown", Unshown.MANY_COMPARISONS)
        assert among[0].p_value == alone.p_value

    def test_the_more_is_asked_the_larger_a_difference_must_be_to_be_detected(self) -> None:
        noisy = cell(8.0, noise=(1.0, 1.02, 0.98, 1.01, 0.99))  # an error of the ratio of 0.01
        question = Question([noisy], [noisy], P90)
        detectable = [differences([question] * tests)[0].smallest_detectable for tests in (1, 4)]
        assert detectable == pytest.approx([1.0326, 1.0427], abs=2e-4)

    def test_the_smallest_detectable_difference_allows_for_the_minimum_effect(self) -> None:
        # An error of 0.00241 alone would show 0.8 %: 1.02 x exp(0.8416 x 0.00241) = 1.0221.
        assert compared([cell(8.0)], [cell(8.0)]).smallest_detectable == pytest.approx(1.0221, abs=2e-4)

    def test_what_is_not_testable_does_not_count_among_the_tests(self) -> None:
        testable = Question([cell(8.0)], [cell(8.24)], P90)
        apart = Question([cell(8.0, 1)], [cell(8.0, 2)], P90)
        assert differences([apart, testable])[1] == differences([testable])[0]

    def test_no_questions_have_no_answers(self) -> None:
        assert differences([]) == []


class TestTheMinimumEffect:
    def test_it_is_the_same_up_and_down(self) -> None:
        assert reaches(1.02, 1.02)
        assert reaches(0.98, 1.02)
        assert not reaches(1.0199, 1.02)
        assert not reaches(1 / 1.0199, 1.02)


class TestWhatHasNoFigure:
    def test_calls_timed_in_groups_have_a_throughput_and_no_percentile(self) -> None:
        grouped = result(8.0, processes=[process([0.004] * 10, 310_000, calls_per_clock=10)] * 5)
        assert absence(grouped, P50) is Reason.BATCHED
        assert absence(grouped, THROUGHPUT) is None

    @pytest.mark.parametrize(
        ("queries", "missing"),
        [(10, [P50, P90, P99]), (11, [P90, P99]), (63, [P90, P99]), (64, [P99]), (662, [])],
    )
    def test_a_percentile_needs_the_queries_that_resolve_it_in_every_process(self, queries, missing) -> None:
        cut = result(8.0, {"load.ended": "cap"}, processes=[process([8.0], 1000), process([8.0], queries)])
        assert [metric for metric in (P50, P90, P99) if absence(cut, metric)] == missing
        assert {absence(cut, metric) for metric in missing} <= {Reason.TOO_FEW_QUERIES}

    def test_a_summary_that_does_not_fit_its_processes_is_no_figure(self) -> None:
        made_up = edited(result(), {"processes.2.latency": process([0.0], 2001).latency})
        assert absence(made_up, P50) is Reason.UNKNOWN


class TestEnergy:
    """A slower cell at the same power uses as much more energy."""

    def test_on_one_meter_only_the_scatter_of_the_processes_decides(self) -> None:
        a, b = metered(8.0), metered(8.4)
        values = [ENERGY.per_process(one) or () for one in (a, b)]
        found = compared([a], [b], ENERGY)
        due = stats.ttest_ind(*([math.log(value) for value in group] for group in values), equal_var=False)
        assert (found.verdict, found.better) == ("significant", "a")
        assert found.ratio == pytest.approx(1.05, rel=1e-3)
        assert found.p_value == pytest.approx(due.pvalue, rel=1e-6)

    def test_on_different_meters_the_accuracies_of_both_widen_the_interval(self) -> None:
        """3 % of reading each, in squares, and over the root of three: 2.4 %."""
        plug = [MeterAccuracy("power", 30_000, 0, 0, "datasheet", None)]
        a, b = (metered(ms, by=meter(driver=name, accuracy=plug)) for ms, name in ((8.0, "x"), (8.3, "y")))
        found = compared([a], [b], ENERGY)
        assert (found.verdict, found.why) == ("no-difference-shown", Unshown.WITHIN_NOISE)
        assert found.low is not None
        assert math.log(found.ratio / found.low) == pytest.approx(1.96 * 0.0246, rel=0.02)

    def test_without_energy_there_is_nothing_to_compare(self) -> None:
        assert absence(result(), ENERGY) is Reason.NO_METER
        assert absence(metered(), ENERGY) is None
