"""A file has at most 256 KiB, a signature 8 KiB, a device profile 16 KiB, a power trace 5 MiB."""

from __future__ import annotations

from edgebench.checks.changed import Change, Proposal
from edgebench.checks.submitted import Problem
from edgebench.signers import LARGEST_SIGNATURE_BYTES

RULE = "file-size"
KIB = 1024
LARGEST = 256 * KIB
LARGEST_TRACE = 5 * KIB * KIB
LARGEST_PROFILE = 16 * KIB
"""Reading TOML takes time that grows faster than its length."""


def largest(change: Change) -> int:
    """What a file there may have."""
    own = {"trace": LARGEST_TRACE, "profile": LARGEST_PROFILE, "signature": LARGEST_SIGNATURE_BYTES}
    return own.get(change.place, LARGEST)


def check(proposal: Proposal) -> list[Problem]:
    """Looked at before a byte is read. What a tier's results may have is the rule size's."""
    if not proposal.touches_results:
        return []
    return [
        one.problem(
            RULE,
            f"It has {one.bytes} bytes; at most {largest(one)} are accepted.",
            "Leave it out" + (" and say so in the pull request: the result stands without it."
                              if one.place == "trace" else ": no result is as large."),
        )
        for one in proposal.present()
        if one.bytes is not None and one.bytes > largest(one)
    ]  # fmt: skip
