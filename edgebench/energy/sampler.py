"""Readings of a power as energy over time. A point is the power of a moment; a mean that of an interval."""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from edgebench.energy.trace import Curve, Point, Span, Trace, age_ns, totals
from edgebench.model.meter import MeterError
from edgebench.model.reason import Reason


class Power(NamedTuple):
    """Watts of the total at a moment (a point), or over the `averaging` before it (a mean), in nW."""

    at_ns: float
    nw: float


def powers(trace: Trace) -> list[Power]:
    """At the time that each stands for."""
    lag_ns = age_ns(trace.specification)
    return [Power(reading.at_ns - lag_ns, total) for reading, total in totals(trace)]


def within(series: Sequence[Power], averaging_ns: int, span: Span) -> Curve:
    """Energy over the span, from 0 on, of readings inside alone. Raises MeterError: SAMPLE_GAP."""
    if averaging_ns > 0 and span.ns > 2 * averaging_ns:
        return _means(series, averaging_ns, span)
    return _points(series, span)


def _points(series: Sequence[Power], span: Span) -> Curve:
    """Trapezoids between the readings inside; at both ends the nearest one holds."""
    inside = [one for one in series if span.began_ns <= one.at_ns <= span.ended_ns]
    if len(inside) < 2:
        raise MeterError("fewer than two readings lie in the window", Reason.SAMPLE_GAP)
    ends = [Power(span.began_ns, inside[0].nw), *inside, Power(span.ended_ns, inside[-1].nw)]
    curve = [Point(span.began_ns, 0.0)]
    for a, b in itertools.pairwise(ends):
        if b.at_ns > a.at_ns:
            energy = curve[-1].energy_nj + (a.nw + b.nw) / 2 * (b.at_ns - a.at_ns) / 1e9
            curve.append(Point(b.at_ns, energy))
    return curve


def _means(series: Sequence[Power], averaging_ns: int, span: Span) -> Curve:
    """Steps, each over the interval of its own mean: from the beginning on and from the end back, so that
    no mean reaches out of the span. What is left, less than one interval, lies in the middle of the
    window, where the power is steady.
    """
    times = [one.at_ns for one in series]
    blocks = span.ns // averaging_ns
    ahead = blocks // 2
    edges = [span.began_ns + i * averaging_ns for i in range(ahead + 1)]
    edges += [span.ended_ns - i * averaging_ns for i in range(blocks - ahead, -1, -1)]
    curve = [Point(edges[0], 0.0)]
    for a, b in itertools.pairwise(edges):
        if b > a:
            # A mean that ends at b; the rest in the middle has one that is centred on it.
            until = b if b - a == averaging_ns else (a + b + averaging_ns) / 2
            curve.append(Point(b, curve[-1].energy_nj + _read(series, times, until) * (b - a) / 1e9))
    return curve


def _read(series: Sequence[Power], times: Sequence[float], at_ns: float) -> float:
    """What the meter showed then, between two readings in proportion."""
    place = bisect_right(times, at_ns)
    if place in {0, len(series)}:
        return series[min(place, len(series) - 1)].nw
    a, b = series[place - 1], series[place]
    return a.nw + (b.nw - a.nw) * (at_ns - a.at_ns) / (b.at_ns - a.at_ns)
