"""Two meters of one boundary differ by more than their uncertainties."""

from __future__ import annotations

import math
import statistics
from typing import Final, NamedTuple

from edgebench import energy_figures, units
from edgebench.checks import Values
from edgebench.model.energy import Energy
from edgebench.model.finding import Finding
from edgebench.model.result import Result

RULE = "meters-disagree"
LEVEL: Final = "warning"
COVERAGE = 2.0
"""Of the combined standard uncertainty of both: about 95 %."""


def check(result: Result) -> Finding | None:
    """The primary meter beside each other one that states its accuracy; the one furthest off is told."""
    energy = energy_figures.sound(result)
    if energy is None or energy.gross_u_nj is None:
        return None
    found = [one for place in range(len(energy.meters)) if (one := _apart(result, energy, place))]
    if not found:
        return None
    furthest = max(found, key=lambda one: abs(math.log(one.ratio)))
    values: dict[str, int | str] = {
        "boundary": energy_figures.primary(energy).boundary,
        "meter": energy_figures.primary(energy).driver,
        "other": furthest.driver,
        "ratio-ppm": round(furthest.ratio * 1e6),
        "uncertainty-ppm": round(furthest.uncertainty * 1e6),
    }
    return Finding(RULE, LEVEL, values)


class _Apart(NamedTuple):
    """A meter that reads something else, and how far it might by what is stated of both."""

    driver: str
    ratio: float
    uncertainty: float


def _apart(result: Result, energy: Energy, place: int) -> _Apart | None:
    own, other = energy_figures.primary(energy), energy.meters[place]
    windows = energy_figures.windows_of(energy, place)
    same = own.boundary == other.boundary and set(own.boundary_includes) == set(other.boundary_includes)
    if place == energy.primary or not same or len(windows) != len(result.processes):
        return None
    stated = energy_figures.accuracy_share(other, energy_figures.power_uw(windows))
    if stated is None or energy.gross_u_nj is None:
        return None
    per_query = result.load.samples_per_query
    each = [float(energy_figures.gross_nj(one, per_query)) for one in windows]
    value = statistics.fmean(each)
    if value <= 0:
        return None
    scatter = statistics.stdev(each) / math.sqrt(len(each)) / value if len(each) > 1 else 0.0
    ratio = value / max(1, energy.gross_per_sample_nj)
    u = math.hypot(energy.gross_u_nj / max(1, energy.gross_per_sample_nj), stated, scatter)
    return _Apart(other.driver, ratio, COVERAGE * u) if abs(math.log(ratio)) > COVERAGE * u else None


def text(values: Values) -> str:
    """In plain words."""
    ratio = units.ratio(values["ratio-ppm"] / 1e6)
    return (
        f"At one boundary ({values['boundary']}) {values['other']} read {ratio} what {values['meter']} did; "
        f"their uncertainties together allow {units.share(values['uncertainty-ppm'])}. "
        "One of them is wrong, or they do not measure the same. "
        "Check where each is connected, its range and its calibration."
    )
