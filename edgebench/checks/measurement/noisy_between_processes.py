"""The same cell gave medians more than 10 % apart in different processes."""

from __future__ import annotations

from typing import Final

from edgebench import units
from edgebench.checks import Values, facts
from edgebench.model.finding import Finding
from edgebench.model.result import Result

RULE = "noisy-between-processes"
LEVEL: Final = "warning"
LONGEST = "reference"
"""The tier beyond which there is none to be advised."""


def check(result: Result) -> Finding | None:
    """A finding from the fastest and the slowest process's median."""
    medians = sorted(map(facts.typical_ns, result.processes))
    if medians[-1] * 100 <= medians[0] * 110:
        return None
    tier = {"tier": result.load.tier} if result.load.tier == LONGEST else {}
    return Finding(RULE, LEVEL, {"fastest-ns": medians[0], "slowest-ns": medians[-1], **tier})


def text(values: Values) -> str:
    """In plain words."""
    fastest, slowest = units.duration(values["fastest-ns"]), units.duration(values["slowest-ns"])
    longer = "" if "tier" in values else ", or take --tier reference"
    return (
        f"The median latency was {fastest} in the fastest process and {slowest} in the slowest. "
        "The interval is wide, and small differences to other results cannot be shown. "
        "Stop other programs, fix the clock where the device has a governor (edgebench doctor shows both), "
        f"and run again{longer}."
    )
