"""A window is shorter than the meter needs for an error of 1 %."""

from __future__ import annotations

from typing import Final

from edgebench import energy_figures, units
from edgebench.checks import Values
from edgebench.model.finding import Finding
from edgebench.model.result import Result

RULE = "energy-window-short"
LEVEL: Final = "warning"


def check(result: Result) -> Finding | None:
    """A finding when the primary meter's windows are flagged, with the shortest of them."""
    energy = energy_figures.sound(result)
    if energy is None:
        return None
    windows = energy_figures.windows_of(energy, energy.primary)
    short = [one for one in windows if "short" in one.flags]
    if not short:
        return None
    least_ns = 1000 * min(map(energy_figures.duration_us, short))
    return Finding(RULE, LEVEL, {"short": len(short), "shortest-ns": least_ns, "windows": len(windows)})


def text(values: Values) -> str:
    """In plain words."""
    windows = units.counted(values["windows"], "window")
    return (
        f"In {values['short']} of {windows} the meter had less time than it needs, "
        f"in the shortest {units.duration(values['shortest-ns'])}. "
        "Its steps and slow parts of the device, such as a fan, then weigh more than 1 %. "
        "Run without --duration: windows are then as long as the meter needs."
    )
