"""A power trace is what edgebench writes: gzipped CSV of whole numbers below two lines of text."""

from __future__ import annotations

from edgebench.checks.changed import Proposal
from edgebench.checks.submitted import Problem

RULE = "trace-readable"


def check(proposal: Proposal) -> list[Problem]:
    """Of the traces that were read."""
    return [
        one.problem(RULE, f"{read.fault}.", "Submit it as `edgebench run` wrote it, or leave it out.")
        for one in proposal.at("trace")
        if (read := proposal.traces.get(one.path)) and read.fault
    ]
