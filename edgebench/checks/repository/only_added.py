"""Results are added, never changed, renamed or removed; a name that is taken stays taken."""

from __future__ import annotations

from collections.abc import Iterator

from edgebench.checks.changed import Change, Proposal
from edgebench.checks.submitted import Problem

RULE = "only-added"
CORRECT = "Put it back. A correction is a new result; one that is wrong is named in results/withdrawn.toml."


def check(proposal: Proposal) -> list[Problem]:
    """What was published can be cited. The list of withdrawals grows: withdrawals-appended."""
    return [
        one.problem(RULE, what, todo) for one in proposal.changes for what, todo in _faults(one, proposal)
    ]


def _faults(one: Change, proposal: Proposal) -> Iterator[tuple[str, str]]:
    if one.place in {"elsewhere", "profile"}:
        return  # code, whose rule is only-results
    if one.status == "removed":
        yield "It is removed or renamed.", CORRECT
    elif one.status == "changed" and one.place != "withdrawals":
        yield "It is changed.", CORRECT
    elif one.status == "added" and proposal.base.get(one.path, one.blob) != one.blob:
        yield (
            "The branch that it would be merged into has another file of this name.",
            "Rebase on that branch, and leave out what is there already.",
        )
