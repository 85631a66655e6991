"""Counters by hand: steps, edges, wraps. The faults of counters are in test_faults.py."""

import pytest
from msgspec import structs

from edgebench.energy import counter
from edgebench.energy.series import prepare
from edgebench.energy.trace import Span
from edgebench.energy.window import energy
from tests.energy.traces import MARKS, J, S, counted, edited, energy_j, gross_j


def within_j(trace, began_s, ended_s):
    series = prepare(trace, round(began_s * S))
    return energy(series, Span(0, round((ended_s - began_s) * S))).whole_nj / J


def test_between_two_readings_an_edge_takes_the_power_inside():
    assert within_j(counted(), 30.03, 40.07) == pytest.approx(6 * 10.04, abs=1e-6)


@pytest.mark.parametrize(("began_s", "watts"), [(19.0, 6), (19.05, 6), (2.05, 2)])
def test_a_step_of_power_next_to_the_window_has_no_influence(began_s, watts):
    assert within_j(counted(), began_s, began_s + 15.02) == pytest.approx(15.02 * watts, abs=1e-6)


def test_a_ramp_is_counted_exactly_between_readings_and_nearly_at_the_edges():
    ramp = counted(shown=lambda at: at + 0.05 * at**2)  # 1 W + 0.1 W/s
    assert within_j(ramp, 20, 80) == pytest.approx(60 + 0.05 * (80**2 - 20**2), abs=1e-6)
    assert within_j(ramp, 20.04, 80.04) == pytest.approx(60 + 0.05 * (80.04**2 - 20.04**2), abs=0.03)


def test_a_reading_that_is_half_an_update_old_is_set_back():
    """6 W show 0.25 s late and are 1.5 J low, at both ends; a rise by 4 W/s would show it."""
    old = counted(shown=lambda at: energy_j(at // 0.5 * 0.5), update_period_us=500_000)
    assert gross_j(old) == pytest.approx(360, abs=0.3)


def test_a_staircase_of_ten_steps_is_told_to_a_fraction_of_a_step():
    """3.6 J at 6 W: a step each 0.6 s. At single readings it could be a step off."""
    for shift in range(12):

        def staircase_j(at, more=shift * 0.3):
            return (energy_j(at) + more) // 3.6 * 3.6

        assert gross_j(counted(shown=staircase_j, quantum_nj=36 * J // 10)) == pytest.approx(360, abs=0.4)


def test_the_ends_settle_over_ten_steps_or_queries_and_a_quarter_of_the_window_at_most():
    series = prepare(counted(quantum_nj=J, update_period_us=1_000), 0)
    assert counter.settling_ns(series, 2e9, Span(0, 60 * S), 0) == 5 * S  # 1 J at 2 W, ten times
    assert counter.settling_ns(series, 2e9, Span(0, 10 * S), 0) == 2.5 * S
    assert counter.settling_ns(series, 1e15, Span(0, 60 * S), 0) == 0.01 * S
    assert counter.settling_ns(series, 1e15, Span(0, 60 * S), 0.2 * S) == 2 * S


def test_a_window_that_begins_with_the_busy_part_of_a_query_is_not_taken_to_be_busy_throughout():
    """10 W for the first 0.3 s of each second and 2 W for the rest, read at 0.05 s, 0.15 s ...: 4.4 W."""

    def paced_j(at):
        at += 0.05
        return 2 * at + 8 * (at // 1 * 0.3 + min(at % 1, 0.3))

    late = counted(shown=paced_j)
    moved = edited(late, lambda _, one: one._replace(at_ns=one.at_ns + S // 20))
    paced = structs.replace(MARKS, queries=60, samples=60)
    assert gross_j(moved, paced) == pytest.approx(4.4 * 60, abs=0.1)


def test_a_current_that_turns_for_a_moment_is_no_reset():
    assert gross_j(counted(shown=lambda at: energy_j(at) + (0.002 if at == 50 else 0))) == pytest.approx(360)
