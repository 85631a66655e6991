"""Several streams on as many cores reach less than 1.2 times the throughput of one."""

from __future__ import annotations

from typing import Final

from edgebench import units
from edgebench.checks import Values, facts
from edgebench.model.finding import Finding
from edgebench.model.result import Result

RULE = "streams-do-not-scale"
LEVEL: Final = "warning"
LEAST_PERCENT = 120


def check(result: Result) -> Finding | None:
    """A finding from the largest number of streams that the search of Streams tried and that had a core each.

    There every stream has one thread. In Offline one stream has all of them, and several need not gain.
    """
    if result.load.scenario != "streams" or not facts.runs_on_cpu(result):
        return None
    rates = {
        point.streams: point.throughput_mhz
        for point in result.points or ()
        if point.streams is not None and point.throughput_mhz is not None
    }
    streams = max((count for count in rates if 1 < count <= facts.usable_cores(result)), default=1)
    if streams == 1 or 1 not in rates or rates[streams] * 100 >= rates[1] * LEAST_PERCENT:
        return None
    return Finding(RULE, LEVEL, {"alone-mhz": rates[1], "streams": streams, "together-mhz": rates[streams]})


def text(values: Values) -> str:
    """In plain words."""
    alone, together = values["alone-mhz"], values["together-mhz"]
    return (
        f"{values['streams']} streams together reached {units.rate(together)}, {together / alone:.2f} times "
        f"the {units.rate(alone)} of one, though each had a core of its own. "
        "They wait for each other: for a lock in the runtime or the harness, or for memory. "
        "Try another harness; if none scales, the device's memory is the limit and one stream its answer."
    )
