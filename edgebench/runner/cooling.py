"""The cooling gate: a process begins only when the device is about as cool as when the session began.

Else the later processes of a session measure the heat of those before them: a hot processor leaks
more, boosts less, and throttles sooner. Where no sensor is, nothing is known and nothing is waited for.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Literal

from msgspec import Struct

RISE_MC = 3_000
"""So much hotter than at the session's start may a process begin. Sensors count in steps of up to 1 °C
and wander by one more at rest, so a tighter gate would wait for luck; finding hot-start speaks above
5 °C, so that what passes here stays silent there.

Held against the session's start rather than a fixed temperature: what a device cools down to is its
room's and its case's affair, and processes are comparable when they begin alike.
"""
LONGEST_NS = 120_000_000_000
"""Ten windows of tier standard: with more, a session would be waiting rather than measuring. What heat
is left then is told by the finding."""
SETTLED_NS = 30_000_000_000
"""No new low for so long is as cool as the device gets: it was switched on shortly before the session,
or the room has warmed up since. Waiting longer would gain little."""
PERIOD_NS = 1_000_000_000
"""Between readings: sensors are slow, and reading more often would itself keep a small board warm."""


class Reading(Struct, frozen=True):
    """The hottest sensor of the CPU, and when it was read, on a monotonic clock."""

    at_ns: int
    value_mc: int


Ended = Literal["no-sensor", "cool", "settled", "too-long"]


class Cooled(Struct, frozen=True):
    """How long was waited, from and to which temperature (None: no sensor), and why it ended."""

    waited_ns: int
    from_mc: int | None
    to_mc: int | None
    ended: Ended


def decide(start_mc: int, readings: Sequence[Reading]) -> Ended | None:
    """Why the wait is over, or None: go on waiting.

    start_mc: the temperature at the session's start. readings: since the wait began, in order, not empty.
    """
    first, last = readings[0], readings[-1]
    coolest = min(readings, key=lambda one: one.value_mc)  # the first of equals
    if last.value_mc <= start_mc + RISE_MC:
        return "cool"
    if last.at_ns - first.at_ns >= LONGEST_NS:
        return "too-long"
    return "settled" if last.at_ns - coolest.at_ns >= SETTLED_NS else None


def wait(
    start_mc: int | None,
    read_mc: Callable[[], int | None],
    clock_ns: Callable[[], int] = time.monotonic_ns,
    sleep: Callable[[float], None] = time.sleep,
) -> Cooled:
    """Return when the device is cool, as cool as it gets, or has had its time.

    start_mc: the temperature at the session's start; None: no sensor, returns at once.
    read_mc: the hottest sensor of the CPU in milli-degrees; None, where it falls silent, ends the wait.
    """
    readings: list[Reading] = []
    if start_mc is None:
        return _cooled(readings, "no-sensor")
    while (value_mc := read_mc()) is not None:
        readings.append(Reading(clock_ns(), value_mc))
        if ended := decide(start_mc, readings):
            return _cooled(readings, ended)
        sleep(PERIOD_NS / 1e9)
    return _cooled(readings, "no-sensor")


def _cooled(readings: Sequence[Reading], ended: Ended) -> Cooled:
    if not readings:
        return Cooled(0, None, None, ended)
    first, last = readings[0], readings[-1]
    return Cooled(last.at_ns - first.at_ns, first.value_mc, last.value_mc, ended)
