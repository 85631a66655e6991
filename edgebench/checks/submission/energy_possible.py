"""No sample takes less energy than its multiply-accumulates do in any circuit."""

from __future__ import annotations

from edgebench import energy_figures
from edgebench.checks import ceilings
from edgebench.checks.submitted import Problem, Submitted

RULE = "energy-possible"
FJ_A_UJ = 10**9


def check(submitted: Submitted) -> list[Problem]:
    """Where the multiply-accumulates of a sample are known; of the primary meter, which the value is of."""
    energy, macs = energy_figures.sound(submitted.result), submitted.result.resources.macs
    if energy is None or macs is None:
        return []
    per_query = submitted.result.load.samples_per_query
    return [
        submitted.problem(
            RULE,
            f"$.energy.windows[{place}].gross_uj",
            f"{one.gross_uj} uJ for {macs * one.queries * per_query} multiply-accumulates cannot be.",
            "Check the meter's units and what it is connected to, and measure again.",
        )
        for place, one in enumerate(energy.windows)
        if one.meter == energy.primary
        and one.gross_uj * FJ_A_UJ < macs * one.queries * per_query * ceilings.LEAST_FJ_A_MAC
    ]
