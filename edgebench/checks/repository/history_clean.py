"""No commit of the branch holds a file that its end does not have."""

from __future__ import annotations

from edgebench.checks.changed import Proposal, shown, whole
from edgebench.checks.submitted import Problem

RULE = "history-clean"
_SHOWN = 3


def check(proposal: Proposal) -> list[Problem]:
    """What was added and taken away again would stay in the history for ever, and be published with it."""
    if not proposal.touches_results or not proposal.passing:
        return []
    named = ", ".join(map(shown, proposal.passing[:_SHOWN]))
    more = len(proposal.passing) - _SHOWN
    named += f", and {more} more" if more > 0 else ""
    what = f"Its earlier commits hold what its end does not: {named}."
    return [whole(RULE, what, "Make it one commit: edgebench submit, or git rebase --interactive.")]
