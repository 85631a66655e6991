"""The list of withdrawn results only grows at its end."""

from __future__ import annotations

from edgebench.checks.changed import Proposal
from edgebench.checks.submitted import Problem

RULE = "withdrawals-appended"


def check(proposal: Proposal) -> list[Problem]:
    """A withdrawal is not taken back in silence. What an entry must say is looked at elsewhere."""
    read = proposal.withdrawals
    if read is None or only_adds(read.before, read.after):
        return []
    at = next(
        (place for place, (old, new) in enumerate(zip(read.before, read.after, strict=False)) if old != new),
        len(read.after),
    )
    line = read.before.count(b"\n", 0, at) + 1
    return [
        one.problem(
            RULE,
            f"Line {line}, which was there before, is not any more as it was.",
            "Put it back, and add new entries at the end.",
        )
        for one in proposal.at("withdrawals")
    ]


def only_adds(before: bytes, after: bytes) -> bool:
    """Whether these contents differ, if at all, by whole lines that were added at the end."""
    whole_lines = before if before.endswith(b"\n") or not before else before + b"\n"
    return after == before or after.startswith(whole_lines)
