"""The meter's readings came nearly in step with the queries."""

from __future__ import annotations

from typing import Final

from edgebench import energy_figures, units
from edgebench.checks import Values
from edgebench.model.finding import Finding
from edgebench.model.result import Result

RULE = "alias-risk"
LEVEL: Final = "warning"


def check(result: Result) -> Finding | None:
    """A finding when windows of the primary meter are flagged; jittered: how many of these as well."""
    energy = energy_figures.sound(result)
    if energy is None:
        return None
    windows = energy_figures.windows_of(energy, energy.primary)
    flagged = [one for one in windows if "alias-risk" in one.flags]
    if not flagged:
        return None
    jittered = sum("jittered" in one.flags for one in flagged)
    return Finding(RULE, LEVEL, {"flagged": len(flagged), "jittered": jittered, "windows": len(windows)})


def text(values: Values) -> str:
    """In plain words."""
    flagged, windows = values["flagged"], units.counted(values["windows"], "window")
    seen = f"The meter was read nearly in step with the queries in {flagged} of {windows}"
    if values["jittered"] == flagged:
        return (
            f"{seen}, at random intervals. "
            "They keep it from seeing always the same part of a query; their scatter is in the uncertainty. "
            "A meter that averages, or a counter, has no such risk."
        )
    return (
        f"{seen}. "
        "It may have seen always the same part of a query, so the energy can be far off. "
        "Read it at another period (period_ms in lab.toml), or use a meter that averages, or a counter."
    )
