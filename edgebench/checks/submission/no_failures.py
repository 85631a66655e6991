"""No query failed."""

from __future__ import annotations

from edgebench.checks.submitted import Problem, Submitted

RULE = "no-failures"


def check(submitted: Submitted) -> list[Problem]:
    """A query without an answer took no time that may be counted, and is no sample either."""
    return [
        submitted.problem(
            RULE,
            f"$.processes[{place}].failures",
            f"{one.failures} of {one.queries} queries failed.",
            "Find out why they fail, then measure again.",
        )
        for place, one in enumerate(submitted.result.processes)
        if one.failures
    ]
