"""Energies are measured: made-up readings are for trying out a meter, not for others."""

from __future__ import annotations

from edgebench import energy_figures
from edgebench.checks.changed import Proposal
from edgebench.checks.submitted import Problem

RULE = "simulated-energy"
WHAT = "Its energy comes from made-up readings (flag simulated)."
TODO = "Measure with a real meter, or without --meter."


def check(proposal: Proposal) -> list[Problem]:
    """Shown and never ranked where they are one's own; not accepted."""
    return [
        one.problem(RULE, WHAT, TODO)
        for one in proposal.at("result")
        if (result := proposal.results.get(one.path)) and energy_figures.is_simulated(result)
    ]
