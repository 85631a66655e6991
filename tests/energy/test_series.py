import pytest

from edgebench.energy.series import prepare
from edgebench.energy.trace import Span, Trace
from edgebench.model.meter import MeterError, Rail, Reading
from edgebench.model.reason import Reason
from tests.energy.traces import S, specification


def trace(readings, kind="sampler", **facts):
    return Trace(specification(kind, **facts), tuple(readings))


def test_a_reading_is_of_a_delay_and_half_an_update_before():
    late = prepare(trace([Reading(10 * S, 0, (1,))], update_period_us=100_000, delay_us=30_000), 9 * S)
    assert late.at_ns.tolist() == [0.92 * S]


def test_a_meter_with_its_own_clock_says_when_its_update_was():
    own = trace(
        [Reading(10 * S, 0, (1,), device_ns=5)], update_period_us=100_000, delay_us=30_000, clock="device"
    )
    assert prepare(own, 9 * S).at_ns.tolist() == [0.97 * S]


def test_the_total_is_of_its_rails_and_needs_all_of_them():
    rails = (Rail("a"), Rail("inside a", in_total=False), Rail("b"))
    rows = [(1, 50, 2), (1, None, 4), (None, 50, 2)]
    found = prepare(trace([Reading(i * S, 0, row) for i, row in enumerate(rows)], rails=rails), 0)
    assert found.total.tolist() == [3, 5]
    assert found.missing_ns.tolist() == [2 * S]


def test_readings_are_put_in_order_and_the_later_of_two_at_one_time_counts():
    rows = [(3, 30), (1, 10), (2, 20), (1, 11)]
    found = prepare(trace([Reading(at * S, 0, (value,)) for at, value in rows]), 0)
    assert found.at_ns.tolist() == [1 * S, 2 * S, 3 * S]
    assert found.total.tolist() == [11, 20, 30]


def test_spacing_is_the_middle_one_and_stray_how_far_most_lie_from_it():
    steady = [Reading(i * S, 0, (1,)) for i in range(11)]
    jittered = [Reading(i * S + (i % 2) * S // 4, 0, (1,)) for i in range(12)]
    assert (prepare(trace(steady), 0).spacing_ns, prepare(trace(steady), 0).stray) == (S, 0)
    assert prepare(trace(jittered), 0).stray == pytest.approx(0.25 / 1.25)  # 0.75 s and 1.25 s in turn


def test_the_usual_gap_is_as_asked_for_or_as_slow_as_the_meter_is():
    second = [Reading(i * S, 0, (1,)) for i in range(5)]
    assert prepare(trace(second), 0).usual_gap_ns == S
    assert prepare(trace(second, update_period_us=3_000_000), 0).usual_gap_ns == 3 * S
    assert prepare(trace(second, period_us=2_000_000), 0).usual_gap_ns == 2 * S


def test_within_a_span_are_both_ends():
    found = prepare(trace([Reading(i * S, 0, (i,)) for i in range(10)]), 0)
    assert found.within(Span(2 * S, 4 * S)).total.tolist() == [2, 3, 4]
    assert found.within(Span(2 * S, 4 * S), margin_ns=S).total.tolist() == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("row", [(10**400,), (1, 2)])
def test_what_no_meter_shows_is_a_bad_reading(row):
    with pytest.raises(MeterError) as caught:
        prepare(trace([Reading(0, 0, (1,)), Reading(S, 0, row)]), 0)
    assert caught.value.reason is Reason.BAD_READING


def test_a_counter_that_counts_for_years_is_exact_to_a_microjoule():
    year = 10**18  # 1 GJ in nJ
    found = prepare(trace([Reading(i * S, 0, (year + i * 1_000_000,)) for i in range(3)], "counter"), 0)
    assert (found.total - found.total[0]).tolist() == pytest.approx([0, 1e6, 2e6], abs=1000)
