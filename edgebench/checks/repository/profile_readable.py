"""The profile of a new device can be read, and recognises no other device's signs."""

from __future__ import annotations

from edgebench.checks.changed import Proposal
from edgebench.checks.submitted import Problem

RULE = "profile-readable"


def check(proposal: Proposal) -> list[Problem]:
    """Of the profiles that were read."""
    return [
        one.problem(RULE, f"{read.fault}.", "Mend it: CONTRIBUTING.md, Devices, says what a profile holds.")
        for one in proposal.at("profile")
        if (read := proposal.profiles.get(one.path)) and read.fault
    ]
