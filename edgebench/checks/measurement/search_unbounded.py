"""Nothing that a search tried missed the bound: what it found is its own limit, not the device's."""

from __future__ import annotations

from typing import Final

from edgebench import search
from edgebench.checks import Values
from edgebench.model.finding import Finding
from edgebench.model.result import Result

RULE = "search-unbounded"
LEVEL: Final = "warning"


def check(result: Result) -> Finding | None:
    """A finding on Server and Streams."""
    points = result.points or []
    if result.load.bound_ns is None or not search.is_unbounded(points[:-1]):
        return None
    if result.load.scenario == "streams":
        return Finding(RULE, LEVEL, {"streams": result.load.streams or 1})
    return Finding(RULE, LEVEL, {"rate-uhz": search.best_rate(points[:-1]) or 0})


def text(values: Values) -> str:
    """In plain words."""
    if "streams" in values:
        return (
            f"Even {values['streams']} streams met the bound, and the search goes no further. "
            "The device holds at least as many. Ask for an earlier deadline (--bound) to find its limit."
        )
    return (
        f"No rate that was tried missed the bound, up to {values['rate-uhz'] / 1e6:.4g} queries a second. "
        "The closed loop before the search was disturbed, so the search began too low and ended before it "
        "found a limit. Stop what else runs and run again."
    )
