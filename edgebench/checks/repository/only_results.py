"""A branch that adds results changes nothing else but adds the profile of their device."""

from __future__ import annotations

from edgebench.checks.changed import Proposal, device_of
from edgebench.checks.submitted import Problem

RULE = "only-results"


def check(proposal: Proposal) -> list[Problem]:
    """So that nobody changes with a result what judges it: rules, schema, catalogue, workflows."""
    if not proposal.touches_results:
        return []
    devices = {device_of(one.path) for one in proposal.at("result") if one.status == "added"}
    return [
        one.problem(
            RULE,
            "It is changed together with results.",
            "Put it into a pull request of its own; results come alone, with the profile of a new device.",
        )
        for one in proposal.at("elsewhere", "profile")
        if not (one.place == "profile" and one.status == "added" and device_of(one.path) in devices)
    ]
