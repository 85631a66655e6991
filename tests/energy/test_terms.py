"""What is known of one window's error, by hand."""

import math

import numpy
import pytest

from edgebench.energy import terms
from edgebench.energy.series import prepare
from edgebench.energy.trace import Span
from edgebench.energy.window import energy
from edgebench.model.meter import between
from tests.energy.traces import J, S, W, counted, edited, energy_j, power_w, sampled

SPAN = Span(0, 60 * S)


def own(trace, alias_nw=0.0, began_s=20):
    series = prepare(trace, began_s * S)
    return terms.own(series, SPAN, energy(series, SPAN), 0.0, alias_nw)


def in_joules(found):
    return {term.name: term.u_nj / J for term in found}


def test_a_counter_is_an_update_old_and_a_quantum_low_at_both_edges():
    """Read every 0.1 s: 6 W for 1 ms, and 61 uJ; the difference of two even spreads."""
    found = in_joules(own(counted(update_period_us=1_000, quantum_nj=61_000)).independent)
    assert found == pytest.approx(
        {"read-time": 0, "update-period": 0.006 / math.sqrt(6), "quantum": 61e-6 / math.sqrt(6)}
    )


def test_a_read_that_takes_long_is_taken_somewhere_within():
    slow = edited(counted(), lambda _, one: one._replace(half_width_ns=S // 50))
    assert in_joules(own(slow).independent)["read-time"] == pytest.approx(6 * 0.04 / math.sqrt(6))
    assert between(0, 40_000_000).half_width_ns == S // 50


def test_ten_steps_leave_of_each_edge_what_a_line_through_ten_leaves():
    """3.6 J at 6 W is a step in 0.6 s; its line runs over 6 s."""
    coarse = counted(shown=lambda at: energy_j(at) // 3.6 * 3.6, quantum_nj=36 * J // 10)
    expected = 3.6 / math.sqrt(6) * 2 * math.sqrt(0.6 / 6)
    assert in_joules(own(coarse).independent)["quantum"] == pytest.approx(expected, rel=0.01)


def test_updates_as_fast_as_the_reads_do_not_average():
    found = own(counted(update_period_us=100_000)).independent
    assert in_joules(found)["update-period"] == pytest.approx(0.6 / math.sqrt(6))


def test_a_counter_with_its_own_clock_says_when_it_was_updated():
    device = counted(update_period_us=100_000, clock="device")
    streaming = edited(device, lambda _, one: one._replace(device_ns=one.at_ns))
    assert in_joules(own(streaming).independent)["update-period"] == 0


def test_the_age_of_a_samplers_reading_matters_where_the_power_changes_next_to_the_window():
    """1 s old at most: 0.29 s about the half that is taken off, with 4 W less before the window."""
    steady = own(sampled(update_period_us=S // 1000)).independent
    stepping = own(
        sampled(shown=lambda at: 2.0 if at < 20.5 else 6.0, update_period_us=S // 1000)
    ).independent
    assert in_joules(steady) == {"update-period": pytest.approx(0, abs=1e-6)}
    assert in_joules(stepping)["update-period"] == pytest.approx(4 / math.sqrt(12), rel=0.2)


def test_a_clock_that_is_off_moves_the_window():
    """Half a second into the step up at 19 s or down at 81 s: neither, from 20 to 80 s; one, from 19 on."""
    imported = sampled(sync_u_us=500_000)
    assert own(imported).shifted_nj == pytest.approx((0, 0), abs=1e-3)
    early, late = own(imported, began_s=19).shifted_nj
    assert (early / J, late / J) == (pytest.approx(-4 * 0.5, abs=0.21), pytest.approx(0, abs=1e-6))


def test_a_clock_that_is_right_moves_nothing():
    assert own(sampled(), began_s=19).shifted_nj == (0, 0)


def test_moved_into_what_is_not_known_the_window_loses_all():
    reset = counted(shown=lambda at: energy_j(at) if at >= 20 else 1e6, sync_u_us=500_000)
    assert own(reset).shifted_nj == pytest.approx((-3 * J, -3 * J))


def test_points_stand_for_the_time_between_them_as_their_scatter_lets_them():
    two_powers = sampled(shown=lambda at: 6.0 + (-1) ** round(at * 10))
    (u_nj, freedom) = (own(two_powers).sampling.u_nj, own(two_powers).sampling.freedom)
    assert freedom == 600
    assert u_nj == pytest.approx(60 * J / math.sqrt(601), rel=1e-3)


def test_means_stand_for_it_as_what_they_differ_by_from_one_to_the_next_lets_them():
    """5 and 7 W in turn are a noise of 2 W / sqrt(2) each; 600 of them in 60 s. A ramp is none."""
    two_powers = sampled(shown=lambda at: 6.0 + (-1) ** round(at * 10), averaging_us=100_000)
    assert own(two_powers).sampling.u_nj == pytest.approx(math.sqrt(2) * 60 * J / math.sqrt(600))
    ramp = sampled(shown=lambda at: at / 10, averaging_us=100_000)
    assert own(ramp).sampling.u_nj == pytest.approx(0.01 / math.sqrt(2) * 60 * J / math.sqrt(600))


def test_means_that_overlap_are_taken_one_averaging_apart():
    overlapping = sampled(shown=lambda at: 6.0 + (-1) ** int(at), averaging_us=1_000_000)
    assert own(overlapping).sampling.u_nj == pytest.approx(math.sqrt(2) * math.sqrt(60) * J)


def test_a_counter_assumes_the_power_before_its_first_and_after_its_last_reading():
    """Steps of 0.5 and 0.7 J in turn: 1 W about 6. Its readings begin and end 0.05 s within the window."""
    uneven = counted(shown=lambda at: energy_j(at) + 0.1 * (round(at * 10) % 2))
    moved = edited(uneven, lambda _, one: one._replace(at_ns=one.at_ns + S // 20))
    assert own(moved).sampling.u_nj == pytest.approx(W * math.sqrt(0.1 * 0.1), rel=0.01)


def test_a_display_rounds_the_same_power_to_the_same_side():
    plug = own(sampled(shown=lambda at: round(power_w(at) + 0.3 + 0.02 * (at % 1), 1))).shared
    assert in_joules(plug)["resolution"] == pytest.approx(0.1 / math.sqrt(12) * 60, rel=1e-6)


def test_a_display_whose_last_digit_moves_rounds_to_both():
    noise = numpy.random.default_rng(1).normal(0, 0.2, 1000)
    moving = own(sampled(shown=lambda at: round(power_w(at) + noise[round(at * 10)], 1))).shared
    assert in_joules(moving)["resolution"] == 0


def test_what_resonance_leaves_open_may_be_so_in_every_process():
    assert in_joules(own(sampled(), alias_nw=0.5 * W).shared)["aliasing"] == 30
