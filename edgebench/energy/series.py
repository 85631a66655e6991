"""A trace, prepared once: its whole readings in order, as arrays, each at the time that it is of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from edgebench.energy.clocks import on_host_clock
from edgebench.energy.trace import Event, Span, Trace
from edgebench.model.meter import MeterError, Reading, Specification
from edgebench.model.reason import Reason

if TYPE_CHECKING:
    from edgebench.energy.curve import Array


class Series(NamedTuple):
    """Times in ns from an origin. A reading is whole where it has every rail of the total."""

    specification: Specification
    at_ns: Array
    """[n], rising. A reading's time less the meter's delay and half an update; of a mean, its end."""
    values: Array
    """[n, rails of the total], in nW or nJ."""
    half_width_ns: Array
    lost: Array
    missing_ns: Array
    """Times of the readings that are not whole."""
    events: tuple[Event, ...]
    spacing_ns: float
    """Between two readings, whole or not, in the middle of all."""
    stray: float
    """Half the range of four fifths of those distances, as a share of the spacing."""
    offset_nw: float
    """Of a counter: see Trace."""

    @property
    def total(self) -> Array:
        total: Array = self.values.sum(axis=1)
        return total

    @property
    def update_ns(self) -> float:
        """How old a reading can be. A meter with a clock of its own says when each is of."""
        return _update_ns(self.specification)

    @property
    def usual_gap_ns(self) -> float:
        """Between two readings: as it was asked for, or as slow as the meter turned out to be."""
        if self.specification.clock == "device":
            return self.spacing_ns
        return max(self.spacing_ns, 1000 * self.specification.period_us, self.update_ns)

    def within(self, span: Span, margin_ns: float = 0) -> Series:
        """What lies in the span, both ends included."""
        first = self.at_ns.searchsorted(span.began_ns - margin_ns, "left")
        last = self.at_ns.searchsorted(span.ended_ns + margin_ns, "right")
        missing = (self.missing_ns >= span.began_ns) & (self.missing_ns <= span.ended_ns)
        return self._replace(
            at_ns=self.at_ns[first:last],
            values=self.values[first:last],
            half_width_ns=self.half_width_ns[first:last],
            lost=self.lost[first:last],
            missing_ns=self.missing_ns[missing],
            events=tuple(one for one in self.events if span.began_ns <= one.at_ns <= span.ended_ns),
        )


def prepare(trace: Trace, origin_ns: int) -> Series:
    """The trace in order, whatever the order of its readings; of two at one time the later one counts.

    Raises MeterError: BAD_READING for a number that no meter shows; see clocks.on_host_clock.
    """
    import numpy

    specification = trace.specification
    times_ns, stamped = on_host_clock(specification, trace.readings, origin_ns)
    values = _values(specification, stamped)
    order = numpy.argsort(times_ns, kind="stable")
    times_ns, values = times_ns[order], values[order]
    times_ns = times_ns - (1000 * specification.delay_us + _update_ns(specification) / 2)
    spacing_ns, stray = _spacing(times_ns)
    whole = ~numpy.isnan(values).any(axis=1)
    last = numpy.append(times_ns[whole][1:] > times_ns[whole][:-1], values=True)[: whole.sum()]
    kept = numpy.flatnonzero(whole)[last]
    halves = numpy.array([one.half_width_ns for one in stamped], float)
    lost = numpy.array([one.lost for one in stamped], float)
    return Series(
        specification=specification,
        at_ns=times_ns[kept],
        values=values[kept],
        half_width_ns=halves[order][kept],
        lost=lost[order][kept],
        missing_ns=times_ns[~whole],
        events=tuple(Event(one.at_ns - origin_ns, one.reason) for one in trace.events),
        spacing_ns=spacing_ns,
        stray=stray,
        offset_nw=trace.offset_nw,
    )


def _update_ns(specification: Specification) -> float:
    return 1000.0 * specification.update_period_us if specification.clock == "host" else 0.0


def _values(specification: Specification, readings: Sequence[Reading]) -> Array:
    """[n, rails of the total]; NaN where there is none."""
    import numpy

    counted = [i for i, rail in enumerate(specification.rails) if rail.in_total]
    try:
        every = numpy.array([one.values for one in readings], float)
    except (OverflowError, ValueError):
        raise MeterError("a reading has no value that a meter could show", Reason.BAD_READING) from None
    return every.reshape(len(readings), len(specification.rails))[:, counted]


def _spacing(times_ns: Array) -> tuple[float, float]:
    """(middle distance, half the range of four fifths of them over it)."""
    gaps = times_ns[1:] - times_ns[:-1]
    gaps = gaps[gaps > 0]
    if not len(gaps):
        return 0.0, 0.0
    gaps.sort()
    middle = float(gaps[len(gaps) // 2])
    return middle, float(gaps[len(gaps) * 9 // 10] - gaps[len(gaps) // 10]) / 2 / middle
