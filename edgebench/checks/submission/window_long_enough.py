"""Every window has the queries and the time its tier asks for, unless it was cut and says so."""

from __future__ import annotations

from edgebench.checks.submitted import Problem, Submitted
from edgebench.model.scenario import TIERS

RULE = "window-long-enough"


def check(submitted: Submitted) -> list[Problem]:
    """The load's floors are at least the tier's, and each process keeps them."""
    load, floors = submitted.result.load, TIERS[submitted.result.load.tier]
    if submitted.result.kind != "measured":
        return []
    short = [
        (f"$.load.{name}", f"{seen} is less than the {due} of tier {load.tier}")
        for name, seen, due in (
            ("min_queries", load.min_queries, floors.min_queries),
            ("min_ns", load.min_ns, floors.min_ns),
        )
        if seen < due
    ]
    if load.ended != "cap":
        for place, process in enumerate(submitted.result.processes):
            if process.queries < load.min_queries:
                short.append(
                    (f"$.processes[{place}].queries", f"{process.queries} is less than {load.min_queries}")
                )
            if process.window_ns < load.min_ns:
                short.append(
                    (f"$.processes[{place}].window_ns", f"{process.window_ns} is less than {load.min_ns}")
                )
    return [submitted.problem(RULE, place, f"{what}.", "Run the cell again.") for place, what in short]
