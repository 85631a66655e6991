import math

import pytest

from edgebench.energy import need
from edgebench.model.meter import MeterError
from edgebench.model.reason import Reason
from tests.energy.traces import S, specification

RAPL = specification("counter", boundary="soc_package", update_period_us=1_000, quantum_nj=61_000)
SHELLY = specification("counter", boundary="wall_ac", update_period_us=1_000_000, quantum_nj=3_600_000_000)
TESTER = specification("counter", update_period_us=500_000, quantum_nj=3_600_000_000)


@pytest.mark.parametrize(("meter", "seconds"), [(RAPL, 30), (SHELLY, 100), (TESTER, 50)])
def test_a_run_plans_a_hundred_updates_and_what_the_boundary_needs(meter, seconds):
    assert need.window_ns(meter) == seconds * S


@pytest.mark.parametrize(
    ("meter", "watts", "seconds"), [(RAPL, 5, 30), (SHELLY, 5, 100), (TESTER, 5, 72), (TESTER, 50, 50)]
)
def test_enough_is_a_hundred_steps_at_the_power_that_was_measured(meter, watts, seconds):
    """The table of energy.md 4.3, with the floors."""
    assert need.enough_ns(meter, watts * 1e9) == seconds * S


def test_a_samplers_step_is_a_reading():
    assert need.step_ns(specification("sampler"), 1e9) == 0.1 * S
    assert need.step_ns(specification("sampler", update_period_us=1_000_000), 1e9) == S
    assert need.step_ns(specification("sampler", clock="device", update_period_us=1_000), 1e9) == 1_000_000


def test_fewer_than_ten_quanta_are_too_few():
    """3.6 J at 5 W: 0.72 s."""
    need.refuse_few_steps(TESTER, round(7.3 * S), 36_500_000_000)
    with pytest.raises(need.NeededWindowError) as caught:
        need.refuse_few_steps(TESTER, round(7.1 * S), 35_500_000_000)
    assert caught.value.hint == "it needs 72 s: --duration 72, or none"


def test_a_counter_without_a_quantum_that_did_not_move_is_stuck():
    with pytest.raises(MeterError) as caught:
        need.refuse_few_steps(specification("counter"), 60 * S, 0)
    assert caught.value.reason is Reason.METER_STUCK


def test_the_length_is_rounded_up_to_whole_seconds():
    hint = need.NeededWindowError(S, 60.01 * S).hint
    assert hint == f"it needs {math.ceil(60.01)} s: --duration 61, or none"
