"""Data are plain files: no symbolic link, no submodule, nothing executable."""

from __future__ import annotations

from edgebench.checks.changed import Proposal
from edgebench.checks.submitted import Problem

RULE = "file-mode"
PLAIN = "100644"
_KINDS = {"120000": "a symbolic link", "160000": "a submodule", "100755": "executable"}

_TODO = {"100755": "Make it plain: git update-index --chmod=-x FILE, then commit."}


def check(proposal: Proposal) -> list[Problem]:
    """A link shows what is elsewhere on the machine that follows it."""
    if not proposal.touches_results:
        return []
    return [
        one.problem(
            RULE,
            f"It is {_KINDS.get(one.mode, f'of mode {one.mode}')}.",
            _TODO.get(one.mode, "Submit the file itself in its place."),
        )
        for one in proposal.present()
        if one.mode != PLAIN
    ]
