"""A query has as many samples as its scenario gives it, or as its batch."""

from __future__ import annotations

from edgebench.checks.submitted import Problem, Submitted
from edgebench.model.scenario import SCENARIOS

RULE = "samples-per-query"


def check(submitted: Submitted) -> list[Problem]:
    """The larger of the two: throughput counts samples, and would grow with a query made larger."""
    load = submitted.result.load
    due = max(SCENARIOS[load.scenario].samples_per_query, load.batch)
    if load.samples_per_query == due:
        return []
    what = f"{load.samples_per_query} is stored, {load.scenario} in batches of {load.batch} has {due}."
    todo = "Submit the file as `edgebench run` wrote it."
    return [submitted.problem(RULE, "$.load.samples_per_query", what, todo)]
