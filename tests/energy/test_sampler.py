"""Powers by hand: points, means, remainders."""

import pytest

from edgebench.energy import sampler
from edgebench.energy.series import prepare
from edgebench.energy.trace import Span
from edgebench.model.meter import MeterError
from edgebench.model.reason import Reason
from tests.energy.traces import J, S, sampled


def within_j(trace, began_s, ended_s):
    series = prepare(trace, round(began_s * S))
    return sampler.within(series, Span(0, round((ended_s - began_s) * S))).whole_nj / J


def mean_w(at, over=1.0, began=19.0):
    """2 W, from `began` on 6 W, as the mean over the time before."""
    return 2 + 4 * min(max((at - began) / over, 0), 1)


def test_points_are_joined_by_trapezoids():
    ramp = sampled(shown=lambda at: at / 10)
    assert within_j(ramp, 20, 80) == pytest.approx((8**2 - 2**2) / 2 * 10)


def test_at_the_edges_the_nearest_point_inside_holds():
    step = sampled(every_s=1, shown=lambda at: 6 if at >= 20 else 2)
    assert within_j(step, 19.5, 29.75) == pytest.approx(6 * 10.25)


def test_means_tile_the_window_from_both_ends_and_none_reaches_out():
    slow = sampled(shown=mean_w, averaging_us=1_000_000)
    assert within_j(slow, 19, 59) == pytest.approx(240)
    assert within_j(slow, 18, 59) == pytest.approx(242)


def test_means_that_are_held_until_the_next_are_not_used_where_they_may_reach_out():
    """A new mean every 0.5 s, read every 0.1 s; 2 W beside the window and 6 W in it, wherever updates lie."""
    for phase in (0.0, 0.1, 0.2, 0.3, 0.4):

        def held_w(at, phase=phase):
            updated = (at - phase) // 0.5 * 0.5 + phase
            return mean_w(updated, 0.5) - 4 * min(max((updated - 59) / 0.5, 0), 1)

        held = sampled(shown=held_w, averaging_us=500_000, update_period_us=500_000)
        assert within_j(held, 19, 59) == pytest.approx(240, abs=1e-6)


def test_the_remainder_of_a_mean_lies_in_the_middle():
    """40.3 s: 20 means from each end, and 0.3 s by the mean that is centred on them."""
    assert within_j(sampled(shown=mean_w, averaging_us=1_000_000), 19, 59.3) == pytest.approx(6 * 40.3)
    between = sampled(shown=lambda at: 16 if 39.1 < at < 40.2 else 6, averaging_us=1_000_000)
    assert within_j(between, 19, 59.3) == pytest.approx(6 * 40.3 + 10 * 0.3, abs=1e-6)


def test_a_mean_of_a_ramp_is_taken_to_the_interval_before_it():
    lagging = sampled(shown=lambda at: (at - 0.5) / 10, averaging_us=1_000_000)
    assert within_j(lagging, 20, 80) == pytest.approx((8**2 - 2**2) / 2 * 10)


def test_a_short_mean_between_distant_readings_is_a_point_half_of_it_ago():
    short = sampled(shown=lambda at: (at - 0.01) / 10, averaging_us=20_000)
    assert within_j(short, 20, 80) == pytest.approx((8**2 - 2**2) / 2 * 10, rel=1e-4)
    assert not sampler.are_means(short.specification, 0.1 * S)
    assert sampler.are_means(short.specification, 0.02 * S)


def test_one_point_is_no_curve():
    with pytest.raises(MeterError) as caught:
        within_j(sampled(every_s=40), 20, 80)
    assert caught.value.reason is Reason.SAMPLE_GAP
