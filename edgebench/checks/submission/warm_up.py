"""A process that calls itself warm had the queries and the time that warming up takes."""

from __future__ import annotations

from edgebench.checks.submitted import Problem, Submitted
from edgebench.model.process import WarmUpRecord
from edgebench.model.scenario import WARM_UP

RULE = "warm-up"


def check(submitted: Submitted) -> list[Problem]:
    """One that does not was given up after the most time there is for it."""
    if submitted.result.kind != "measured":
        return []
    return [
        submitted.problem(
            RULE,
            f"$.processes[{place}].warm_up",
            f"{one.warm_up.queries} queries in {one.warm_up.ns} ns do not make it {_state(one.warm_up)}.",
            "Submit the file as `edgebench run` wrote it.",
        )
        for place, one in enumerate(submitted.result.processes)
        if not _is_possible(one.warm_up)
    ]


def _is_possible(one: WarmUpRecord) -> bool:
    if one.steady:
        return one.queries >= WARM_UP.min_queries and one.ns >= WARM_UP.min_ns
    return one.queries > 0 and one.ns > WARM_UP.max_ns


def _state(one: WarmUpRecord) -> str:
    return "steady" if one.steady else "given up"
