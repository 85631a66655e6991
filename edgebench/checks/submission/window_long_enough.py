"""Every window has the queries and the time its tier asks for, unless it lasted until the cap."""

from __future__ import annotations

from edgebench.checks import floors
from edgebench.checks.submitted import Problem, Submitted

RULE = "window-long-enough"


def check(submitted: Submitted) -> list[Problem]:
    """The load's floors are at least the tier's, and each process keeps them."""
    if submitted.result.kind != "measured":
        return []
    return [
        submitted.problem(RULE, short.place, f"{short.what}.", "Run the cell again.")
        for short in floors.shortfalls(submitted.result)
    ]
