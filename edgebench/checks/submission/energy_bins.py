"""The bins of an energy window add up to its energy."""

from __future__ import annotations

from edgebench.checks.submitted import Problem, Submitted

RULE = "energy-bins"


def check(submitted: Submitted) -> list[Problem]:
    """Exactly: they are differences of one rounded sum."""
    energy = submitted.result.energy
    return [
        submitted.problem(
            RULE,
            f"$.energy.windows[{place}].bins_uj",
            f"They add up to {sum(one.bins_uj)}, the window has {one.gross_uj}.",
            "Submit the file as `edgebench run` wrote it.",
        )
        for place, one in enumerate(energy.windows if energy else ())
        if sum(one.bins_uj) != one.gross_uj
    ]
