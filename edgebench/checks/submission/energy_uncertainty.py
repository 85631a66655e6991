"""The uncertainty of an energy is what its terms, its windows and the meter's stated accuracy give."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator, Sequence

from edgebench import energy_figures
from edgebench.checks.submitted import Problem, Submitted
from edgebench.energy import recomputed
from edgebench.model.energy import Energy, EnergyWindow, UncertaintyTerm
from edgebench.model.result import Result

RULE = "energy-uncertainty"
SHAPES = ("normal", "rectangular", "triangular", "t")
LARGEST_FREEDOM = 1_000_000


def check(submitted: Submitted) -> list[Problem]:
    """Terms are rounded to 1 nJ, which is the tolerance; coverage is edgebench/energy/coverage.py's."""
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
    combined = math.hypot(*(term.u_nj for term in energy.terms))
    rounding = len(energy.terms) + 1
    if energy.gross_u_nj is not None and abs(energy.gross_u_nj - combined) > rounding:
        yield "gross_u_nj", f"{energy.gross_u_nj} is stored, the terms give {round(combined)}"
    repeats = _repeatability(result, windows)
    if repeats is not None and abs(energy.repeatability_nj - repeats) > _rounded(result, windows):
        yield "repeatability_nj", f"{energy.repeatability_nj} is stored, the windows give {round(repeats)}"
    if len(windows) > 1 and combined + rounding < energy.repeatability_nj:
        yield "terms", f"They give {round(combined)}, less than the scatter of {energy.repeatability_nj}"
    common = math.hypot(*(term.u_nj for term in energy.terms if term.correlated))
    if common + rounding < (due := _stated(result, energy, windows)) * 0.999:
        yield "terms", f"Those of the meter give {round(common)}, its accuracy {round(due)}"
    yield from _coverage_faults(energy, len(windows), combined)


def _repeatability(result: Result, windows: Sequence[EnergyWindow]) -> float | None:
    """Standard uncertainty of the mean from the scatter of the processes; of one it is of its parts."""
    values = energy_figures.per_process_nj(result)
    if values is None or len(windows) < 2:
        return None
    return statistics.stdev(values) / math.sqrt(len(values))


def _rounded(result: Result, windows: Sequence[EnergyWindow]) -> float:
    """Of energies to 1 uJ a window."""
    return 1 + 1000 / min(one.queries * result.load.samples_per_query for one in windows)


def _stated(result: Result, energy: Energy, windows: Sequence[EnergyWindow]) -> float:
    share = energy_figures.accuracy_share(
        energy_figures.primary(energy), _typical_uw(result, energy, windows)
    )
    return 0.0 if share is None else share * energy.gross_per_sample_nj


def _typical_uw(result: Result, energy: Energy, windows: Sequence[EnergyWindow]) -> int:
    """The power at which an offset is the same part of the mean energy of a sample."""
    per_query = result.load.samples_per_query
    microseconds = statistics.fmean(
        energy_figures.duration_us(one) / (one.queries * per_query) for one in windows
    )
    return round(1000 * energy.gross_per_sample_nj / microseconds)


def _coverage_faults(energy: Energy, processes: int, combined: float) -> Iterator[tuple[str, str]]:
    strange = [term.distribution for term in energy.terms if term.distribution not in SHAPES]
    if strange:
        yield "terms", f"Distribution {strange[0]} is none of {', '.join(SHAPES)}"
        return
    most = _most_freedom(energy.terms, processes, combined)
    if not 1 <= energy.effective_dof <= most:
        yield "effective_dof", f"{energy.effective_dof} is stored, the terms give at most {math.floor(most)}"
        return
    low, high = (1000 * factor for factor in recomputed.coverage_factors(energy, processes))
    spare = 5 + 4000 * len(energy.terms) / max(1.0, combined)  # of terms that are rounded to 1 nJ
    if not low - spare <= energy.coverage_factor_milli <= high + spare:
        yield (
            "coverage_factor_milli",
            f"{energy.coverage_factor_milli} is stored, the terms give {round(high)}",
        )


def _most_freedom(terms: Sequence[UncertaintyTerm], processes: int, combined: float) -> float:
    """By the scatter of the processes alone (Welch, Satterthwaite): other scatters only lower it."""
    scatter = math.hypot(*(term.u_nj for term in terms if term.name == "repeats"))
    if processes < 2 or scatter <= 1:
        return LARGEST_FREEDOM
    return min(LARGEST_FREEDOM, (processes - 1) * ((combined + len(terms)) / (scatter - 0.5)) ** 4 + 1)
