"""The run was cut at its time limit before it had all its queries."""

from __future__ import annotations

from typing import Final

from edgebench.checks import Values
from edgebench.model.finding import Finding
from edgebench.model.result import Result

RULE = "cap-reached"
LEVEL: Final = "warning"


def check(result: Result) -> Finding | None:
    """A finding when the load says it was cut."""
    if result.load.ended != "cap":
        return None
    fewest = min(process.queries for process in result.processes)
    return Finding(
        RULE,
        LEVEL,
        {"cap-s": result.load.cap_ns // 10**9, "fewest": fewest, "wanted": result.load.min_queries},
    )


def text(values: Values) -> str:
    """In plain words."""
    return (
        f"A process was cut after {values['cap-s']} s; the shortest had {values['fewest']} queries "
        f"and the tier asks for {values['wanted']}. "
        "High percentiles rest on few queries; without those its percentile needs a result does not rank. "
        "Choose a smaller variant or a faster harness for this device."
    )
