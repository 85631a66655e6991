"""A meter was read by a driver that has never been run on the real thing."""

from __future__ import annotations

from typing import Final

from edgebench import energy_figures, units
from edgebench.checks import Values
from edgebench.model.finding import Finding
from edgebench.model.result import Result

RULE = "meter-emulated-only"
LEVEL: Final = "info"


def check(result: Result) -> Finding | None:
    """A finding with the drivers, of whichever meters."""
    energy = energy_figures.sound(result)
    drivers = sorted({one.driver for one in (energy.meters if energy else ()) if one.validated != "metal"})
    if not drivers:
        return None
    return Finding(RULE, LEVEL, {"drivers": " ".join(drivers)[:200], "number": len(drivers)})


def text(values: Values) -> str:
    """In plain words."""
    return (
        f"The {units.counted(values['number'], 'driver')} {values['drivers']} has only been run against "
        "emulated meters. "
        "It follows their documents, and a real meter may differ. "
        "Compare a reading with the meter's own display, and tell the project."
    )
