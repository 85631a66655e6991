"""Profiles, traces and the list of withdrawals tell nothing of a person or one machine."""

from __future__ import annotations

from edgebench import scrubber
from edgebench.checks.changed import Proposal
from edgebench.checks.submitted import Problem

RULE = "private-text"


def check(proposal: Proposal) -> list[Problem]:
    """Comments are looked at as well. Results have a rule of their own: personal-data."""
    return [
        Problem(
            rule=RULE,
            where=f"{path}: {place}",
            what=f"{one.text!a} looks like {one.kind}.",
            todo="Write what it is, not whose: this becomes public and stays so.",
        )
        for path, text in _texts(proposal)
        for place, one in scrubber.in_lines(text)
    ]


def _texts(proposal: Proposal) -> list[tuple[str, str]]:
    texts = [(path, read.text) for path, read in proposal.profiles.items()]
    texts += [(path, read.head) for path, read in proposal.traces.items()]
    if (read := proposal.withdrawals) is not None:
        added = read.after.removeprefix(read.before).decode("utf-8", "replace")
        texts += [(one.path, added) for one in proposal.at("withdrawals")]
    return texts
