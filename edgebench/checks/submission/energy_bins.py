"""The bins of an energy window add up to its energy, and their periods cover it."""

from __future__ import annotations

from edgebench.checks.submitted import Problem, Submitted
from edgebench.model.energy import EnergyWindow

RULE = "energy-bins"


def check(submitted: Submitted) -> list[Problem]:
    """Exactly: they are differences of one rounded sum."""
    energy = submitted.result.energy
    return [
        submitted.problem(
            RULE,
            f"$.energy.windows[{place}].bins_uj",
            f"{fault}.",
            "Submit the file as `edgebench run` wrote it.",
        )
        for place, one in enumerate(energy.windows if energy else ())
        if (fault := _fault(one))
    ]


def _fault(one: EnergyWindow) -> str | None:
    if sum(one.bins_uj) != one.gross_uj:
        return f"They add up to {sum(one.bins_uj)}, the window has {one.gross_uj}"
    length_us, period_us, count = one.ended_us - one.began_us, 1000 * one.period_ms, len(one.bins_uj)
    if (count - 1) * period_us <= length_us + 1 and length_us <= count * period_us:
        return None
    return f"{count} of {one.period_ms} ms do not cover a window of {length_us} us"
