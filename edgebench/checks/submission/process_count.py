"""There are as many processes as the tier asks for."""

from __future__ import annotations

from edgebench.checks.submitted import Problem, Submitted
from edgebench.model.scenario import TIERS

RULE = "process-count"


def check(submitted: Submitted) -> list[Problem]:
    """Fewer make no interval; more would be a choice made after seeing the figures."""
    result = submitted.result
    seen, due = len(result.processes), TIERS[result.load.tier].processes
    if result.kind != "measured" or seen == due:
        return []
    what = f"{seen} processes; tier {result.load.tier} has {due}."
    return [submitted.problem(RULE, "$.processes", what, "Run the cell again without --repeats.")]
