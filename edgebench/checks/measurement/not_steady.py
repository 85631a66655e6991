"""Warm-up ended at its time limit before the latency was steady."""

from __future__ import annotations

from typing import Final

from edgebench.checks import Values
from edgebench.model.finding import Finding
from edgebench.model.result import Result

RULE = "not-steady"
LEVEL: Final = "warning"


def check(result: Result) -> Finding | None:
    """A finding when any process was not warm."""
    unsteady = sum(not process.warm_up.steady for process in result.processes)
    if not unsteady:
        return None
    return Finding(RULE, LEVEL, {"processes": len(result.processes), "unsteady": unsteady})


def text(values: Values) -> str:
    """In plain words."""
    return (
        f"In {values['unsteady']} of {values['processes']} processes two warm-up windows still had medians "
        "more than 2 % apart at the time limit. "
        "The figures mix warming up with the steady state. "
        "Stop other programs, let the device cool to a constant temperature, and run again."
    )
