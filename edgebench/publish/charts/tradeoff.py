"""Accuracy against latency of the variants of a family on one device: which to take.

x: latency p90, logarithmic, in percent of the width. y: accuracy, linear, in pixels. Filled: measured here,
with both intervals; hollow: what the authors publish, of the model whatever its precision.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from msgspec import Struct, structs

from edgebench import units
from edgebench.publish.charts.axis import Axis, axis
from edgebench.publish.line import Amount
from edgebench.publish.wording.numbers import NO_BREAK
from edgebench.publish.wording.words import Shape
from edgebench.units import Unit

TOP, BOTTOM = 16, 260
LABEL_GAP = 9.0
"""Percent of the width that a label of the x axis needs."""
LABEL_HEIGHT = 15
FLIP = 62.0
"""Percent of the width from which on a label stands left of its point."""
_STEPS = (10_000, 20_000, 50_000, 100_000, 200_000)


class Point(Struct, frozen=True):
    """latency, accuracy: in ns and ppm. published: the accuracy was not measured here."""

    label: str
    latency: Amount
    accuracy: Amount
    published: bool
    shape: Shape


class Drawn(Struct, frozen=True):
    """Coordinates of a point, the ends of its intervals, and where its label stands; empty: it has none."""

    label: str
    shape: Shape
    hollow: bool
    x: str
    y: int
    x_from: str
    x_to: str
    y_from: int
    y_to: int
    label_y: int
    side: str


class Level(Struct, frozen=True):
    """A grid line of the y axis."""

    y: int
    label: str


class Tradeoff(Struct, frozen=True):
    """starts: where the y axis begins, in words; it is not zero."""

    axis: Axis
    levels: tuple[Level, ...]
    points: tuple[Drawn, ...]
    starts: str
    height: int = BOTTOM


def chart(points: Sequence[Point], unit: Unit) -> Tradeoff | None:
    """unit: of the accuracy. None without a point."""
    found = [value for one in points for value in (one.latency.value, one.latency.low, one.latency.high)]
    across = axis(found, units.column_unit(found, "ns"), LABEL_GAP)
    if across is None:
        return None
    values = [value for one in points for value in _ends(one)]
    low, high, step = _span(min(values), max(values))
    levels = tuple(Level(_y(at, low, high), _level(at, step, unit)) for at in range(low, high + 1, step))
    in_order = sorted(points, key=lambda one: (-(one.accuracy.value or 0), one.latency.value or 0, one.label))
    drawn = tuple(_labelled([_drawn(one, across, low, high) for one in in_order]))
    return Tradeoff(across, levels, drawn, levels[0].label)


def _ends(of: Point) -> list[int]:
    """Its value and the ends of its interval."""
    return [value for value in (of.accuracy.value, of.accuracy.low, of.accuracy.high) if value is not None]


def _span(low: int, high: int) -> tuple[int, int, int]:
    """Ends on the grid, and its step: at most six of them."""
    wide = max(high - low, _STEPS[0])
    step = next((one for one in _STEPS if wide <= 5 * one), _STEPS[-1])
    room = step // 4  # no point stands on an edge
    return (low - room) // step * step, math.ceil((high + room) / step) * step, step


def _level(ppm: int, step: int, unit: Unit) -> str:
    """`80 %`, `0.18`: as many digits as the grid needs."""
    place = math.floor(math.log10(step / unit.divisor) + 1e-9)
    return units.with_symbol(units.decimal(ppm / unit.divisor, min(0, place)), unit.symbol, NO_BREAK)


def _y(ppm: int, low: int, high: int) -> int:
    return round(BOTTOM - (BOTTOM - TOP) * (ppm - low) / (high - low))


def _drawn(one: Point, across: Axis, low: int, high: int) -> Drawn:
    at = across.at(one.latency.value or 1)
    accuracies = _ends(one)
    y = _y(accuracies[0], low, high)
    return Drawn(
        label=one.label,
        shape=one.shape,
        hollow=one.published,
        x=_percent(at),
        y=y,
        x_from=_percent(across.at(one.latency.low or one.latency.value or 1)),
        x_to=_percent(across.at(one.latency.high or one.latency.value or 1)),
        y_from=_y(min(accuracies), low, high),
        y_to=_y(max(accuracies), low, high),
        label_y=y + 4,
        side="left" if at > FLIP else "right",
    )


def _labelled(points: Sequence[Drawn]) -> list[Drawn]:
    """A label moves down until it touches none before it; one that would leave the chart is dropped."""
    taken: list[tuple[float, str, int]] = []
    made = []
    for one in points:
        at, y = float(one.x[:-1]), one.label_y
        while any(_touch(at, one.side, y, *other) for other in taken):
            y += 2
        kept = y <= BOTTOM and y - one.label_y <= 2 * LABEL_HEIGHT
        if kept:
            taken.append((at, one.side, y))
        made.append(_moved(one, y) if kept else _moved(one, one.y, ""))
    return made


def _touch(at: float, side: str, y: int, other_at: float, other_side: str, other_y: int) -> bool:
    """Labels of one side near each other, whatever their length."""
    near = abs(at - other_at) < 100 - FLIP if side == other_side else False
    return near and abs(y - other_y) < LABEL_HEIGHT


def _moved(one: Drawn, y: int, label: str | None = None) -> Drawn:
    return structs.replace(one, label_y=y, label=one.label if label is None else label)


def _percent(share: float) -> str:
    return f"{share:.2f}%"
