"""The same cell gave medians more than 10 % apart in different processes."""

from __future__ import annotations

from typing import Final

from edgebench import units
from edgebench.checks import Values, facts
from edgebench.model.finding import Finding
from edgebench.model.result import Result

RULE = "noisy-between-processes"
LEVEL: Final = "warning"


def check(result: Result) -> Finding | None:
    """A finding from the fastest and the slowest process's median."""
    medians = sorted(map(facts.typical_ns, result.processes))
    if medians[-1] * 100 <= medians[0] * 110:
        return None
    return Finding(RULE, LEVEL, {"fastest-ns": medians[0], "slowest-ns": medians[-1]})


def text(values: Values) -> str:
    """In plain words."""
    fastest, slowest = units.duration(values["fastest-ns"]), units.duration(values["slowest-ns"])
    return (
        f"The median latency was {fastest} in the fastest process and {slowest} in the slowest. "
        "The interval is wide, and small differences to other results cannot be shown. "
        "Fix the clock (governor performance), stop other programs, and run again, or take --tier reference."
    )
