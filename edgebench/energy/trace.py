"""What was recorded of one process on one meter, and the moments that matter."""

from __future__ import annotations

from typing import NamedTuple

from msgspec import Struct

from edgebench.model.meter import Reading, Specification
from edgebench.model.reason import Reason


class Event(NamedTuple):
    """A read that failed."""

    at_ns: int
    reason: Reason


class Trace(Struct, frozen=True):
    """Readings in order, on the clock of time.monotonic_ns, and the reads that failed."""

    specification: Specification
    readings: tuple[Reading, ...]
    events: tuple[Event, ...] = ()


class Span(NamedTuple):
    """From one moment to another, on the clock of time.monotonic_ns."""

    began_ns: int
    ended_ns: int

    @property
    def ns(self) -> int:
        return self.ended_ns - self.began_ns


class Marks(Struct, frozen=True):
    """When one process idled with its model loaded, and when its window was."""

    window: Span
    queries: int
    samples: int
    since_session_ns: int = 0
    """When the window began, from the session's start: the axis of stored windows and traces."""
    idle_before: Span | None = None
    idle_after: Span | None = None
    wall_moved_ns: int = 0
    """How far the wall clock moved against the monotonic one from the first mark to the last."""


class Point(NamedTuple):
    """Energy since a curve's beginning."""

    at_ns: float
    energy_nj: float


Curve = list[Point]
"""Energy over time: times rise, the first energy is 0."""


def energy_at(curve: Curve, at_ns: float) -> float:
    """Between two points as if the power were constant; at the ends what the end holds."""
    low, high = 0, len(curve) - 1
    if at_ns <= curve[0].at_ns:
        return curve[0].energy_nj
    if at_ns >= curve[high].at_ns:
        return curve[high].energy_nj
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if curve[middle].at_ns <= at_ns else (low, middle)
    a, b = curve[low], curve[high]
    return a.energy_nj + (b.energy_nj - a.energy_nj) * (at_ns - a.at_ns) / (b.at_ns - a.at_ns)


def totals(trace: Trace) -> list[tuple[Reading, int]]:
    """Each reading that has every rail of the total, with their sum."""
    counted = [i for i, rail in enumerate(trace.specification.rails) if rail.in_total]
    found = []
    for reading in trace.readings:
        values = [reading.values[i] for i in counted]
        known = [value for value in values if value is not None]
        if len(known) == len(values):
            found.append((reading, sum(known)))
    return found


def age_ns(specification: Specification) -> float:
    """How old a reading is on average: the meter's delay, and half an update where it is asked for one."""
    waits = specification.update_period_us / 2 if specification.clock == "host" else 0
    return 1000 * (specification.delay_us + waits)
