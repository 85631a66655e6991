"""The run was cut at its time limit before it had all its queries."""

from __future__ import annotations

from typing import Final

from edgebench import units
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
        {"cap-ns": result.load.cap_ns, "fewest": fewest, "wanted": result.load.min_queries},
    )


def text(values: Values) -> str:
    """In plain words."""
    cap, fewest, wanted = units.duration(values["cap-ns"]), values["fewest"], values["wanted"]
    if fewest < wanted:
        return (
            f"A process was cut after {cap}; the shortest had {fewest} of the {wanted} queries it needs. "
            "High percentiles rest on few queries; with too few for its percentile a result does not rank. "
            "Choose a smaller variant or a faster harness for this device."
        )
    return (
        f"A process was cut after {cap}; it had the {wanted} queries it needs, "
        "but not all that were planned after its warm-up. "
        "It became much slower within its window, and the figures mix both speeds. "
        "Cool the device, stop other programs (see: edgebench doctor) and run again."
    )
