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
    return [submitted.problem(RULE, "$.load.tier", what, "Run again with --tier standard.")]
