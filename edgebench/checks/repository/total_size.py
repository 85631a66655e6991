"""A branch adds at most 5 MiB of data beside power traces."""

from __future__ import annotations

from edgebench.checks.changed import Proposal, whole
from edgebench.checks.submitted import Problem

RULE = "total-size"
MOST = 5 * 1024 * 1024


def check(proposal: Proposal) -> list[Problem]:
    """A repository of results lasts when each addition is small."""
    if not proposal.touches_results:
        return []
    total = sum(one.bytes or 0 for one in proposal.present() if one.place != "trace")
    if total <= MOST:
        return []
    what = f"It adds {total} bytes beside power traces; at most {MOST} are accepted. None of them was read."
    return [whole(RULE, what, "Split it: a pull request for each session.")]
