"""A calibration changes what readings are worth, and nothing of what is wrong with them."""

from __future__ import annotations

import pytest

from edgebench.energy.calibrated import calibrated
from edgebench.energy.trace import Marks, Trace
from edgebench.model.meter import Rail
from edgebench.model.reason import Reason
from tests.energy.traces import MARKS, J, S, counted, edited, energy_j, gross_j, reason, sampled, valued

DAYS_NS = 12 * 24 * 3600 * S


def staircase() -> Trace:
    """A step each 0.4 s at 6 W, read every 0.1 s."""
    return counted(shown=lambda at: energy_j(at) // 2.5 * 2.5, quantum_nj=2_500_000_000)


@pytest.mark.parametrize("trace", [sampled(), counted(), staircase()], ids=["points", "counter", "staircase"])
@pytest.mark.parametrize("offset_w", [0.5, -0.5])
def test_a_window_has_the_gain_and_the_offset_for_as_long_as_it_lasts(trace: Trace, offset_w: float) -> None:
    due_j = 1.1 * gross_j(trace) + offset_w * 60
    assert gross_j(calibrated(trace, 1.1, offset_w)) == pytest.approx(due_j, rel=1e-3)


def test_a_counter_is_worth_the_same_on_a_machine_that_has_been_up_for_days() -> None:
    later = edited(counted(), lambda _, one: one._replace(at_ns=one.at_ns + DAYS_NS))
    window, before, after = (
        span.since(-DAYS_NS) for span in (MARKS.window, MARKS.idle_before, MARKS.idle_after) if span
    )
    marks = Marks(window, MARKS.queries, MARKS.samples, 0, before, after)
    assert gross_j(calibrated(later, 1.0, -0.5), marks) == pytest.approx(330, abs=1e-3)


def test_a_wrap_is_followed_at_the_gain() -> None:
    wrapped = counted(shown=lambda at: energy_j(at) % 200, rails=(Rail("all", modulus_nj=200 * J),))
    assert gross_j(calibrated(wrapped, 1.1, -0.5)) == pytest.approx(1.1 * 360 - 30, abs=1e-3)


@pytest.mark.parametrize(("quantum_j", "why"), [(0, Reason.METER_STUCK), (7, Reason.WINDOW_TOO_SHORT)])
def test_an_offset_does_not_move_a_counter_that_stands_still(quantum_j: int, why: Reason) -> None:
    still = valued(counted(quantum_nj=quantum_j * J), lambda *_: 6 * J)
    assert reason(calibrated(still, 1.0, 0.5)) is reason(still) is why


def test_an_offset_is_shared_by_the_rails_of_a_samplers_total() -> None:
    rails = (Rail("a"), Rail("inside a", in_total=False), Rail("b"))
    trace = sampled(rails=rails)
    both = edited(trace, lambda _, one: one._replace(values=one.values * 3))
    assert gross_j(calibrated(both, 1.0, 0.5)) == pytest.approx(2 * 360 + 30, abs=1e-3)
