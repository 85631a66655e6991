"""A branch that adds results changes at most 200 files."""

from __future__ import annotations

from edgebench.checks.changed import Proposal, whole
from edgebench.checks.submitted import Problem

RULE = "file-count"
MOST = 200


def check(proposal: Proposal) -> list[Problem]:
    """More than that nobody reviews."""
    if not proposal.touches_results or len(proposal.changes) <= MOST:
        return []
    what = f"It changes {len(proposal.changes)} files; at most {MOST} are accepted. None of them was read."
    return [whole(RULE, what, "Split it: a pull request for each session.")]
