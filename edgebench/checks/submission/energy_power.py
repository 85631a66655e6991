"""The mean power of every window is above nothing and within the meter's range."""

from __future__ import annotations

from edgebench import energy_figures
from edgebench.checks.submitted import Problem, Submitted
from edgebench.model.energy import Meter

RULE = "energy-power"
MOST_UW = 10_000_000_000
"""10 kW: no single device uses as much; a unit mistaken by a thousand does."""


def check(submitted: Submitted) -> list[Problem]:
    """Of every meter that the file has."""
    energy = submitted.result.energy
    if energy is None:
        return []
    return [
        submitted.problem(
            RULE,
            f"$.energy.windows[{place}].gross_uj",
            f"That is {power_uw} uW, and the meter reads 1 to {most_uw}.",
            "Check the meter's range and its units, and measure again.",
        )
        for place, one in enumerate(energy.windows)
        if one.meter < len(energy.meters)
        for power_uw in [energy_figures.power_uw([one])]
        for most_uw in [_most_uw(energy.meters[one.meter])]
        if not 0 < power_uw <= most_uw
    ]


def _most_uw(meter: Meter) -> int:
    """Full scale is no more than its share in the constant part of an accuracy of power tells."""
    told = [
        (one.absolute_uw + 1) * 1_000_000 // one.range_ppm
        for one in meter.accuracy or ()
        if one.range_ppm and one.quantity == "power"
    ]
    return min([MOST_UW, *told])
