"""A path has at most 240 characters, and each part of it at most 200."""

from __future__ import annotations

from edgebench.checks.changed import Proposal
from edgebench.checks.submitted import Problem

RULE = "path-length"
LONGEST_PART = 200
LONGEST = 240
"""Beside the folder of a checkout, what Windows takes by itself."""


def check(proposal: Proposal) -> list[Problem]:
    """In bytes, as file systems count."""
    if not proposal.touches_results:
        return []
    return [
        one.problem(RULE, f"{fault}.", "Shorten the names of the workload, the variant or the harness.")
        for one in proposal.present()
        if (fault := _fault(one.path))
    ]


def _fault(path: str) -> str | None:
    longest = max(map(_bytes, path.split("/")))
    if longest > LONGEST_PART:
        return f"A part of it has {longest} bytes, at most {LONGEST_PART} are accepted"
    return f"It has {_bytes(path)} bytes, at most {LONGEST} are accepted" if _bytes(path) > LONGEST else None


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "surrogateescape"))
