"""Gross and net energy of a sample are what the primary meter's windows give."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from edgebench import energy_figures
from edgebench.checks.submitted import Problem, Submitted
from edgebench.model.energy import Energy, EnergyWindow
from edgebench.model.reason import Reason
from edgebench.model.result import Result

RULE = "energy-value"
HALF = Fraction(501, 1000)
"""Of a unit: gross is rounded once, with a last bit to spare."""


def check(submitted: Submitted) -> list[Problem]:
    """Of an energy whose windows are all there; else other rules speak."""
    energy = energy_figures.sound(submitted.result)
    if energy is None:
        return []
    return [
        submitted.problem(
            RULE, f"$.energy.{place}", f"{what}.", "Submit the file as `edgebench run` wrote it."
        )
        for place, what in _faults(submitted.result, energy)
    ]


def _faults(result: Result, energy: Energy) -> Iterator[tuple[str, str]]:
    windows = energy_figures.windows_of(energy, energy.primary)
    per_query = result.load.samples_per_query
    gross = energy_figures.mean([energy_figures.gross_nj(one, per_query) for one in windows])
    if abs(energy.gross_per_sample_nj - gross) > HALF:
        yield (
            "gross_per_sample_nj",
            f"{energy.gross_per_sample_nj} is stored, the windows give {round(gross)}",
        )
    nets = [energy_figures.net_nj(one, per_query) for one in windows]
    known = [one for one in nets if one is not None]
    stored, why = energy.net_per_sample_nj, energy.net_per_sample_nj_reason
    if len(known) < len(nets):
        if stored is not None:
            yield "net_per_sample_nj", f"{stored} is stored, and an idle power is missing"
    elif stored is None:
        if why is not Reason.NOT_RESOLVED:
            yield (
                "net_per_sample_nj",
                f"It is missing ({why.value if why else ''}), and every idle power is there",
            )
    elif abs(stored - energy_figures.mean(known)) > _rounding(windows, per_query):
        yield "net_per_sample_nj", f"{stored} is stored, the windows give {round(energy_figures.mean(known))}"


def _rounding(windows: Sequence[EnergyWindow], samples_per_query: int) -> Fraction:
    """Net is made before idle powers are rounded to 1 mW, energies to 1 uJ and times to 1 us."""
    each = [
        (Fraction(energy_figures.duration_us(one), 2) + 500 + (one.idle_after_mw or 0))
        / (one.queries * samples_per_query)
        for one in windows
    ]
    return energy_figures.mean(each) + 1
