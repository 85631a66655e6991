"""Reading meters and sensors took a part of the processor that a device notices."""

from __future__ import annotations

from typing import Final

from edgebench import energy_figures, units
from edgebench.checks import Values
from edgebench.model.finding import Finding
from edgebench.model.result import Result

RULE = "sampler-costs"
LEVEL: Final = "warning"
MOST_PPM = 5_000
"""0.5 % of one core, which the sampler is built to stay under."""


def check(result: Result) -> Finding | None:
    """The worst process decides."""
    worst = max(map(energy_figures.sampler_ppm, result.processes))
    return Finding(RULE, LEVEL, {"core-ppm": worst}) if worst > MOST_PPM else None


def text(values: Values) -> str:
    """In plain words."""
    return (
        f"Reading meters and sensors took {units.share(values['core-ppm'])} of one core. "
        "That work is in the energy, and may be in the latency where every core is busy. "
        "Read the meter less often (period_ms in lab.toml), or from another machine."
    )
