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
    """Readings on the clock of time.monotonic_ns, and the reads that failed."""

    specification: Specification
    readings: tuple[Reading, ...]
    events: tuple[Event, ...] = ()
    offset_nw: float = 0.0
    """What a calibration adds to the power of a counter. A sampler's readings have it already."""


class Span(NamedTuple):
    """From one moment to another, on the clock of time.monotonic_ns or from an origin on it."""

    began_ns: int
    ended_ns: int

    @property
    def ns(self) -> int:
        return self.ended_ns - self.began_ns

    def since(self, origin_ns: int) -> Span:
        """The same span, counted from an origin."""
        return Span(self.began_ns - origin_ns, self.ended_ns - origin_ns)


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
