"""Readings of a counter as energy over time: wraps followed, resets and doubts refused."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import NamedTuple

from edgebench.energy.trace import Curve, Point, Span, Trace, age_ns
from edgebench.model.meter import MeterError, Rail, Reading
from edgebench.model.reason import Reason

RESET_OVER_USUAL = 5
"""A step back is a wrap where the power it stands for is below so many times the most seen otherwise."""
FEW_CHANGES = 0.7
"""Where fewer of the reads than this show a new value, the moments of change are what is known."""


class Followed(NamedTuple):
    """A counter's total without wraps. by_change: the points are the moments at which its value changed."""

    curve: Curve
    by_change: bool
    spacing_ns: float
    """Between two reads, in the middle of all."""


def follow(trace: Trace) -> Followed:
    """The whole trace's curve. Raises MeterError: METER_RESET, WRAP_AMBIGUOUS."""
    rails = trace.specification.rails
    counted = [i for i, rail in enumerate(rails) if rail.in_total]
    whole = [one for one in trace.readings if all(one.values[i] is not None for i in counted)]
    if len(whole) < 2:
        return Followed([Point(one.at_ns, 0.0) for one in whole], by_change=False, spacing_ns=0)
    sums = [0.0] * len(whole)
    for i in counted:
        for place, energy in enumerate(_unwrapped(rails[i], whole, i)):
            sums[place] += energy
    gaps = sorted(b.at_ns - a.at_ns for a, b in itertools.pairwise(whole))
    spacing_ns = gaps[len(gaps) // 2]
    changes = sum(b > a for a, b in itertools.pairwise(sums))
    if changes >= FEW_CHANGES * (len(sums) - 1):
        lag_ns = age_ns(trace.specification)
        points = [Point(one.at_ns - lag_ns, e) for one, e in zip(whole, sums, strict=True)]
        return Followed(points, by_change=False, spacing_ns=spacing_ns)
    return Followed(_changes(whole, sums, 1000 * trace.specification.delay_us), True, spacing_ns)


def within(followed: Followed, span: Span) -> Curve:
    """The curve from the span's beginning to its end, from 0 on, by the readings inside alone.

    What lies outside has no influence: at both ends the power next to it inside is taken to go on, so
    that idling before and after is not smeared into the window.
    """
    inside = [one for one in followed.curve if span.began_ns <= one.at_ns <= span.ended_ns]
    if len(inside) < 2:
        raise MeterError("fewer than two readings lie in the window", Reason.SAMPLE_GAP)
    near = max(1, min(len(inside) - 1, 3 if followed.by_change else 1))
    first = _slope(inside[0], inside[near]) * (inside[0].at_ns - span.began_ns)
    last = _slope(inside[-1 - near], inside[-1]) * (span.ended_ns - inside[-1].at_ns)
    start = inside[0].energy_nj - first
    moved = [Point(one.at_ns, one.energy_nj - start) for one in inside]
    ended = Point(span.ended_ns, moved[-1].energy_nj + last)
    return [Point(span.began_ns, 0.0), *moved, ended]


def _slope(a: Point, b: Point) -> float:
    return (b.energy_nj - a.energy_nj) / (b.at_ns - a.at_ns)


def _unwrapped(rail: Rail, readings: Sequence[Reading], i: int) -> list[float]:
    """Energy since the first reading. Steps back are wraps, or the meter began again."""
    times = [one.at_ns for one in readings]
    values = [one.values[i] or 0 for one in readings]
    steps = [b - a for a, b in itertools.pairwise(values)]
    lengths = [max(1, b - a) for a, b in itertools.pairwise(times)]
    usual = max((step / ns for step, ns in zip(steps, lengths, strict=True) if step >= 0), default=0.0)
    energy, found = 0.0, [0.0]
    for step, ns in zip(steps, lengths, strict=True):
        energy += _forward(rail, step, ns, usual)
        found.append(energy)
    return found


def _forward(rail: Rail, step: int, ns: int, usual: float) -> int:
    """The energy between two readings. usual: the most power of the other steps, in nJ a ns."""
    modulus = rail.modulus_nj
    if modulus is not None and usual * ns > modulus / 2:
        raise MeterError(
            f"{rail.name}: its counter could have wrapped twice within {ns / 1e9:.1f} s",
            Reason.WRAP_AMBIGUOUS,
            "read it more often: period_ms in lab.toml",
        )
    if step >= 0:
        return step
    if modulus is None or (step + modulus) / ns > RESET_OVER_USUAL * usual:
        raise MeterError(
            f"{rail.name}: its counter began again during the run", Reason.METER_RESET, "run again"
        )
    return step + modulus


def _changes(readings: Sequence[Reading], sums: Sequence[float], delay_ns: float) -> Curve:
    """Where the value changed: somewhere between two reads, in the middle of which it is put."""
    found: Curve = []
    for a, b, before, after in zip(readings, readings[1:], sums, sums[1:], strict=False):
        if after > before:
            found.append(Point((a.at_ns + b.at_ns) / 2 - delay_ns, after))
    return found
