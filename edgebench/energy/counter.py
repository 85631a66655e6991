"""Readings of a counter as energy over time: wraps followed, resets and doubts refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edgebench.energy.curve import Curve
from edgebench.energy.series import Series
from edgebench.energy.trace import Span
from edgebench.model.meter import MeterError, Rail
from edgebench.model.reason import Reason

if TYPE_CHECKING:
    from edgebench.energy.curve import Array

RESET_OVER_USUAL = 5
"""A step back is a wrap where the power it stands for is below so many times the most seen otherwise."""
BACK_AS_NOISE = 0.01
"""A step back of less than this share of a usual one is noise: of a current that turned for a moment."""
STEPS_AT_END = 10
LARGEST_END = 4
"""No end is longer than this part of the window."""
POWER_OVER = 10
"""The power at an end of the window is that of the nearest tenth of it, at least."""


def read(inside: Series) -> Curve:
    """The counter as it was read, without its wraps and without a calibration's offset.

    Raises MeterError: METER_RESET, WRAP_AMBIGUOUS, SAMPLE_GAP.
    """
    import numpy

    if len(inside.at_ns) < 2:
        raise MeterError("fewer than two readings lie in the window", Reason.SAMPLE_GAP)
    rails = [rail for rail in inside.specification.rails if rail.in_total]
    energies = [_unwrapped(rail, inside, inside.values[:, i]) for i, rail in enumerate(rails)]
    return Curve(inside.at_ns, numpy.sum(energies, axis=0))


def within(series: Series, span: Span, query_ns: float = 0.0) -> Curve:
    """Energy over the span, from 0 on, by the readings inside alone. Raises as `read` does.

    What lies outside has no influence, so that idling before and after is not smeared into the window.
    query_ns: from one query to the next, over which the power may change.
    """
    import numpy

    curve = read(series.within(span))
    power_nw = curve.whole_nj / span.ns * 1e9
    settled_ns = settling_ns(series, power_nw, span, query_ns)
    began, ended = (_at_end(curve, end_ns, settled_ns, span.ns / POWER_OVER) for end_ns in span)
    between = (curve.at_ns > span.began_ns) & (curve.at_ns < span.ended_ns)
    at_ns = numpy.concatenate(([span.began_ns], curve.at_ns[between], [span.ended_ns]))
    counted_nj = numpy.concatenate(([began], curve.energy_nj[between], [ended])) - began
    return Curve(at_ns, counted_nj + series.offset_nw * (at_ns - span.began_ns) / 1e9)


def settling_ns(series: Series, power_nw: float, span: Span, query_ns: float) -> float:
    """How much of the span, from an end on, says where the counter was there: ten of its steps, ten queries.

    Its value is a staircase below the energy. At a single reading the distance is anything up to an update
    and a quantum; in the mean of ten steps it is the same at both ends, and falls out. So does what
    a window that begins and ends with a query has at the edges more or less than on average.
    """
    step_ns = max(series.update_ns, series.specification.quantum_nj / power_nw * 1e9, query_ns)
    return min(STEPS_AT_END * step_ns, span.ns / LARGEST_END)


def _at_end(curve: Curve, end_ns: float, settled_ns: float, power_ns: float) -> float:
    """The energy at one end of the span: the nearest readings' mean, and their power on to the end."""
    import numpy

    distance_ns = abs(curve.at_ns - end_ns)
    level = distance_ns <= max(settled_ns, distance_ns.min())
    near = distance_ns <= max(power_ns, numpy.partition(distance_ns, 1)[1], distance_ns[level].max())
    at_ns, energy_nj = curve.at_ns[near] - end_ns, curve.energy_nj[near]
    away_ns = at_ns - at_ns.mean()
    power = (away_ns @ energy_nj) / (away_ns @ away_ns)
    return float((curve.energy_nj[level] - power * (curve.at_ns[level] - end_ns)).mean())


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
