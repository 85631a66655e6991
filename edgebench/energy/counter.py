"""Readings of a counter as energy over time: wraps followed, resets and doubts refused."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

from edgebench.energy.curve import Curve
from edgebench.energy.series import Series
from edgebench.energy.trace import Span
from edgebench.model.meter import MeterError, Rail
from edgebench.model.reason import Reason

if TYPE_CHECKING:
    import numpy

    Array = numpy.ndarray[Any, numpy.dtype[Any]]

RESET_OVER_USUAL = 5
"""A step back is a wrap where the power it stands for is below so many times the most seen otherwise."""
BACK_AS_NOISE = 0.01
"""A step back of less than this share of a usual one is noise: of a current that turned for a moment."""
NEAR_ENDS = 10
"""The power at an end of the window is that of the nearest tenth of it."""


class ToldApart(NamedTuple):
    """Energies in nJ: what passes in the time that is unknown, and what the value itself leaves open."""

    time_nj: float
    step_nj: float
    by_change: bool
    """It is known best when its value changed, else when it was read."""


def read(inside: Series) -> Curve:
    """The counter as it was read, without its wraps.

    Raises MeterError: METER_RESET, WRAP_AMBIGUOUS, SAMPLE_GAP.
    """
    import numpy

    if len(inside.at_ns) < 2:
        raise MeterError("fewer than two readings lie in the window", Reason.SAMPLE_GAP)
    rails = [rail for rail in inside.specification.rails if rail.in_total]
    energies = [_unwrapped(rail, inside, inside.values[:, i]) for i, rail in enumerate(rails)]
    return Curve(inside.at_ns, numpy.sum(energies, axis=0))


def sharpest(inside: Series) -> Curve:
    """A point a reading, or one a change of the value where those tell more. Raises as `read` does."""
    curve = read(inside)
    power_nw = curve.whole_nj / float(inside.at_ns[-1] - inside.at_ns[0]) * 1e9
    return _changes(curve, inside.update_ns) if told_apart(inside, power_nw).by_change else curve


def told_apart(series: Series, power_nw: float) -> ToldApart:
    """How far apart two energies at least are that this meter, read so often, can tell apart.

    A reading is up to an update old and up to a quantum low. At a change only the time between two reads
    is unknown, and what was not shown yet: a quantum, or what one update brings where that is less.
    """
    update_nj, read_nj = power_nw * series.update_ns / 1e9, power_nw * series.spacing_ns / 1e9
    quantum_nj = float(series.specification.quantum_nj)
    as_read = ToldApart(update_nj, quantum_nj, by_change=False)
    at_change = ToldApart(read_nj, min(update_nj, quantum_nj), by_change=True)
    return min(as_read, at_change, key=lambda one: math.hypot(one.time_nj, one.step_nj))


def within(series: Series, span: Span) -> Curve:
    """Energy over the span, from 0 on, by the readings inside alone. Raises as `read` does.

    At both ends the power next to it inside is taken to go on: what lies outside has no influence, so that
    idling before and after is not smeared into the window.
    """
    import numpy

    at_ns, energy_nj = sharpest(series.within(span, series.update_ns))
    first = int(at_ns.searchsorted(span.began_ns, "left"))
    last = int(at_ns.searchsorted(span.ended_ns, "right")) - 1
    if last - first < 1:
        raise MeterError("its counter moved less than twice in the window", Reason.WINDOW_TOO_SHORT)
    near = min(last - first, max(3, (last - first) // NEAR_ENDS))

    def power(a: int, b: int) -> float:
        return float((energy_nj[b] - energy_nj[a]) / (at_ns[b] - at_ns[a]))

    began = energy_nj[first] - power(first, first + near) * (at_ns[first] - span.began_ns)
    ended = energy_nj[last] + power(last - near, last) * (span.ended_ns - at_ns[last])
    inside = slice(first, last + 1)
    return Curve(
        numpy.concatenate(([span.began_ns], at_ns[inside], [span.ended_ns])),
        numpy.concatenate(([began], energy_nj[inside], [ended])) - began,
    )


def _unwrapped(rail: Rail, series: Series, values: Array) -> Array:
    """Energy since the first reading. Steps back are wraps, or the meter began again."""
    import numpy

    specification = series.specification
    steps, lengths_ns = numpy.diff(values), numpy.diff(series.at_ns)
    spans_ns = lengths_ns + 1000 * specification.update_period_us
    told = (steps >= 0) & (lengths_ns >= series.spacing_ns / 2)
    usual = float((steps[told] / spans_ns[told]).max(initial=0.0))
    modulus = rail.modulus_nj
    if modulus is not None and usual * lengths_ns.max() > modulus / 2:
        raise MeterError(
            f"{rail.name}: its counter could have wrapped twice within {lengths_ns.max() / 1e9:.1f} s",
            Reason.WRAP_AMBIGUOUS,
            "read it more often: period_ms in lab.toml",
        )
    back = steps < -BACK_AS_NOISE * usual * lengths_ns
    if back.any():
        steps = numpy.where(back, steps + (modulus or 0), steps)
        if modulus is None or (steps[back] > RESET_OVER_USUAL * usual * spans_ns[back]).any():
            raise MeterError(
                f"{rail.name}: its counter began again during the run", Reason.METER_RESET, "run again"
            )
    return numpy.concatenate(([0.0], numpy.cumsum(steps)))


def _changes(curve: Curve, update_ns: float) -> Curve:
    """Where the value changed: between two reads, in the middle of which it is put."""
    import numpy

    changed = numpy.flatnonzero(curve.energy_nj[1:] > curve.energy_nj[:-1])
    # Readings are taken for half an update old; a change is new.
    moments_ns = (curve.at_ns[changed] + curve.at_ns[changed + 1] + update_ns) / 2
    return Curve(moments_ns, curve.energy_nj[changed + 1])
