"""Previews are not submitted: tier smoke has one process and no interval."""

from __future__ import annotations

from edgebench.checks.submitted import Problem, Submitted
from edgebench.model.scenario import TIERS

RULE = "ranked-tier"


def check(submitted: Submitted) -> list[Problem]:
    """Whatever its figures are."""
    tier = submitted.result.load.tier
    if TIERS[tier].ranked:
        return []
    what = f"Tier {tier} is a preview for the one who ran it."
    todo = "Run again with --tier standard."
    if submitted.result.kind == "imported":
        standard = TIERS["standard"]
        least = f"{standard.min_queries} queries and {standard.min_ns // 10**9} s"
        todo = f"Have the tool run for {least} at least, and import that."
    return [submitted.problem(RULE, "$.load.tier", what, todo)]
