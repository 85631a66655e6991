"""How long a window a meter needs, so that its update and its step are below 1 % of what is measured.

The worst error of both edges together is one update period of time and one quantum of energy; for 1 % a
window has a hundred of each, and one of fewer than ten is refused.
"""

from __future__ import annotations

from edgebench.model.energy import Boundary
from edgebench.model.meter import Specification

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


def window_ns(specification: Specification) -> int:
    """The window that a run plans, before any power is known."""
    floor_ns = FLOOR_S[specification.boundary] * 10**9
    return max(floor_ns, ENOUGH * 1000 * specification.update_period_us)


def by_steps_ns(specification: Specification, power_nw: float, steps: int = ENOUGH) -> int:
    """The window in which the meter updates and advances so many times at this power."""
    update_ns = steps * 1000 * specification.update_period_us
    quantum_ns = steps * specification.quantum_nj * 10**9 / power_nw if power_nw > 0 else 0
    return round(max(update_ns, quantum_ns))
