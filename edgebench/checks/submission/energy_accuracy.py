"""An energy has an uncertainty if, and only if, somebody states the accuracy of its meter."""

from __future__ import annotations

from edgebench import energy_figures
from edgebench.checks.submitted import Problem, Submitted
from edgebench.model.reason import Reason

RULE = "energy-accuracy"


def check(submitted: Submitted) -> list[Problem]:
    """Without one only how well the value repeats is known, and the file says so."""
    energy = energy_figures.sound(submitted.result)
    if energy is None:
        return []
    stated, where = energy_figures.states_accuracy(energy_figures.primary(energy)), "$.energy.gross_u_nj"
    todo = "Submit the file as `edgebench run` wrote it."
    if stated and energy.gross_u_nj is None:
        return [submitted.problem(RULE, where, "It is missing, and the meter states its accuracy.", todo)]
    if not stated and energy.gross_u_nj is not None:
        return [submitted.problem(RULE, where, "It is there, and nobody states the meter's accuracy.", todo)]
    if not stated and energy.gross_u_nj_reason is not Reason.ACCURACY_UNSPECIFIED:
        return [submitted.problem(RULE, f"{where}_reason", "It is not accuracy_unspecified.", todo)]
    return []
