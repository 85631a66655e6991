"""How long a window a meter needs, so that its update and its step are below 1 % of what is measured.

The worst error of both edges together is one update period of time and one quantum of energy; for 1 % a
window has a hundred of each, and one of fewer than ten is refused.
"""

from __future__ import annotations

import math

from edgebench.model.energy import Boundary
from edgebench.model.meter import MeterError, Specification
from edgebench.model.reason import Reason

ENOUGH = 100
TOO_FEW = 10
FLOOR_S: dict[Boundary, int] = {
    "soc_model": 30,
    "soc_rails": 30,
    "soc_package": 30,
    "gpu_board": 60,
    "module_dc": 30,
    "board_dc": 10,
    "device_battery": 60,
    "wall_ac": 60,
}
"""Whatever the meter: slow things such as fans and supplies need their time."""


class NeededWindowError(MeterError):
    """The window is too short for the meter."""

    def __init__(self, window_ns: float, needed_ns: float) -> None:
        super().__init__(
            f"a window of {window_ns / 1e9:.3g} s is too short for this meter",
            Reason.WINDOW_TOO_SHORT,
            f"it needs {math.ceil(needed_ns / 1e9)} s: --duration {math.ceil(needed_ns / 1e9)}, or none",
        )


def window_ns(specification: Specification) -> int:
    """The window that a run plans, before any power is known."""
    floor_ns = FLOOR_S[specification.boundary] * 10**9
    return max(floor_ns, ENOUGH * 1000 * specification.update_period_us)


def enough_ns(specification: Specification, power_nw: float) -> int:
    """The window that is not noted as short, at this power."""
    return max(window_ns(specification), round(ENOUGH * step_ns(specification, power_nw)))


def refuse_few_updates(specification: Specification, window_ns: int) -> None:
    """Raise NeededWindowError where the window has fewer than ten readings of a sampler, or updates."""
    if window_ns <= 0 or window_ns < TOO_FEW * step_ns(specification, math.inf):
        raise NeededWindowError(window_ns, enough_ns(specification, math.inf))


def refuse_few_steps(specification: Specification, window_ns: int, energy_nj: float) -> None:
    """Raise NeededWindowError where a counter made fewer than ten steps, METER_STUCK where it used nothing.

    energy_nj: as the counter has it. Without a step it was less than a quantum.
    """
    at_most_nj = max(energy_nj, specification.quantum_nj)
    if at_most_nj <= 0:
        raise MeterError("no energy was used in the window, as the meter has it", Reason.METER_STUCK)
    power_nw = at_most_nj / window_ns * 1e9
    if window_ns < TOO_FEW * step_ns(specification, power_nw):
        raise NeededWindowError(window_ns, enough_ns(specification, power_nw))


def step_ns(specification: Specification, power_nw: float) -> float:
    """How long the meter shows the same."""
    update_us = specification.update_period_us
    if specification.kind == "sampler":
        asked_us = specification.period_us if specification.clock == "host" else 0
        return 1000.0 * max(update_us, asked_us)
    return max(1000.0 * update_us, specification.quantum_nj / power_nw * 1e9)
