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
    """A finding from the largest number of streams that the search tried and whose threads had a core each.

    One stream is held against several of the same batch, in the batch where these gain most.
    """
    if not facts.runs_on_cpu(result):
        return None
    rates = {
        (point.batch, point.streams): point.throughput_mhz
        for point in result.points or ()
        if point.streams is not None and point.throughput_mhz is not None
    }
    pairs = [
        (streams, rate, rates[batch, 1])
        for (batch, streams), rate in rates.items()
        if (batch, 1) in rates and 1 < streams <= facts.usable_cores(result) // result.sut.threads
    ]
    if not pairs:
        return None
    streams, together, alone = max(pairs, key=lambda pair: (pair[0], pair[1] / pair[2]))
    if together * 100 >= alone * LEAST_PERCENT:
        return None
    return Finding(RULE, LEVEL, {"alone-mhz": alone, "streams": streams, "together-mhz": together})


def text(values: Values) -> str:
    """In plain words."""
    alone, together = values["alone-mhz"], values["together-mhz"]
    return (
        f"{values['streams']} streams together reached {units.rate(together)}, {together / alone:.2f} times "
        f"the {units.rate(alone)} of one, though each had a core of its own. "
        "They wait for each other: for a lock in the runtime or the harness, or for memory. "
        "Try another harness; if none scales, the device's memory is the limit and one stream its answer."
    )
