"""Paced queries came faster than they were answered, so that each waited for all before it."""

from __future__ import annotations

from typing import Final

from edgebench import units
from edgebench.checks import Values, facts
from edgebench.model.finding import Finding
from edgebench.model.result import Result

RULE = "queries-pile-up"
LEVEL: Final = "warning"


def check(result: Result) -> Finding | None:
    """A finding where the median latency in a process is longer than the period."""
    period_ns = result.load.period_ns
    longest_ns = max(map(facts.typical_ns, result.processes))
    if period_ns is None or longest_ns <= period_ns:
        return None
    return Finding(RULE, LEVEL, {"p50-ns": longest_ns, "period-ns": period_ns})


def text(values: Values) -> str:
    """In plain words."""
    return (
        f"A query was due every {units.duration(values['period-ns'])} and answered after "
        f"{units.duration(values['p50-ns'])} in the median. "
        "Queries waited for those before them, so this is a queue's length and no latency of the device. "
        "Ask for a longer --period."
    )
