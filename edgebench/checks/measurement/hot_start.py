"""The processes of the result began at temperatures more than 5 °C apart."""

from __future__ import annotations

from typing import Final

from edgebench.checks import Values
from edgebench.model.finding import Finding
from edgebench.model.result import Result

RULE = "hot-start"
LEVEL: Final = "warning"
MOST_APART_MC = 5_000
"""The gate between processes lets 3 °C pass (edgebench/runner/cooling.py); warm-up adds to it."""


def check(result: Result) -> Finding | None:
    """A finding from the coolest and the hottest begin of a window, where there is a sensor."""
    begins = [one.temperature_mc.start for one in result.processes if one.temperature_mc is not None]
    if not begins or max(begins) - min(begins) <= MOST_APART_MC:
        return None
    return Finding(RULE, LEVEL, {"coolest-mc": min(begins), "hottest-mc": max(begins)})


def text(values: Values) -> str:
    """In plain words."""
    coolest, hottest = values["coolest-mc"] / 1000, values["hottest-mc"] / 1000
    return (
        f"The coolest process began at {coolest:.1f} °C and the hottest at {hottest:.1f} °C. "
        "A hot one has to lower its clock sooner, so part of what differs between them is the heat. "
        "Between processes edgebench waits two minutes at most: let the device rest before the run, "
        "or cool it better, and run again."
    )
