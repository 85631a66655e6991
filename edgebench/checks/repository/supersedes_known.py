"""What a result says that it supersedes is a result of the base, or one that the same branch adds."""

from __future__ import annotations

from pathlib import PurePosixPath

from edgebench.checks.changed import Proposal, place
from edgebench.checks.submitted import Problem

RULE = "supersedes-known"
DIGITS_IN_NAME = 16
"""Of an id, at the end of a result's name."""


def check(proposal: Proposal) -> list[Problem]:
    """Of the results that were read."""
    paths = [*proposal.base, *proposal.results]
    known = {PurePosixPath(path).stem[-DIGITS_IN_NAME:] for path in paths if place(path) == "result"}
    return [
        change.problem(
            RULE,
            f"It supersedes {older[:DIGITS_IN_NAME]}, which is no result here.",
            "Name the id of a result of the base (its name ends in the first 16 digits), or none.",
        )
        for change in proposal.at("result")
        if (result := proposal.results.get(change.path))
        and (older := result.provenance.supersedes)
        and older[:DIGITS_IN_NAME] not in known
    ]
