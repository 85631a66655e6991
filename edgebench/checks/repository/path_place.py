"""Below results/ lie results, their power traces, and the list of withdrawals; each in its place."""

from __future__ import annotations

from edgebench.checks.changed import WITHDRAWALS, Proposal
from edgebench.checks.submitted import Problem

RULE = "path-place"
RESULT = "results/<device>/<workload>/<harness>-<variant>-<scenario>-<id16>.json"
SIGNATURE = "results/signatures/<id>.sig"
TRACE = "results/<device>/<workload>/power-<sha16>.csv.gz"


def check(proposal: Proposal) -> list[Problem]:
    """Whether the path is the one that the content asks for is the rule path's."""
    return [
        one.problem(
            RULE,
            f"It is neither {RESULT} nor {TRACE} nor {SIGNATURE} nor {WITHDRAWALS}.",
            "Leave it out, or move it where `edgebench run` puts it.",
        )
        for one in proposal.at("misplaced")
        if one.status != "removed"
    ]
