"""The chart of choices at one width: points with error bars, the line in steps, labels that find room."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from msgspec import Struct

from edgebench import units
from edgebench.model.result import Result
from edgebench.publish import site
from edgebench.publish.charts import labels
from edgebench.publish.charts.axis import axis
from edgebench.publish.charts.choices import Dimension, Plotted, Reading
from edgebench.publish.charts.labels import Box, Label, Line, Wish
from edgebench.publish.charts.linear_axis import nice
from edgebench.publish.site import Site
from edgebench.publish.wording import numbers, words
from edgebench.publish.wording.words import Shape
from edgebench.units import Unit

WIDE = (624, 400)
NARROW = (328, 340)
LABELLED_BEATEN = 6
_RADIUS = 6
_MARGIN = Box(46, 14, 12, 44)
"""Room for the labels of the axes, on each side."""


class Tick(Struct, frozen=True):
    at: float
    label: str


class Point(Struct, frozen=True):
    """x, y in pixels, with the ends of both error bars. title: the point in words."""

    x: float
    y: float
    bars: tuple[Line, ...]
    shape: Shape
    on_line: bool
    title: str
    label: Label | None


class Step(Struct, frozen=True):
    """A part of the line. dashed: its gain is not significant."""

    path: str
    dashed: bool


class Target(Struct, frozen=True):
    y: float
    label: str


class Drawing(Struct, frozen=True):
    """One chart at one width."""

    width: int
    height: int
    plot: Box
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    x_title: str
    y_title: str
    target: Target | None
    steps: tuple[Step, ...]
    points: tuple[Point, ...]


class _Axis(NamedTuple):
    """From stored values to pixels."""

    at: Callable[[float], float]
    ticks: tuple[Tick, ...]


def drawing(
    size: tuple[int, int],
    drawn: Sequence[Plotted],
    line: Sequence[Plotted],
    gains: Sequence[bool],
    of: tuple[Dimension, Dimension],
    target_ppm: int | None,
    whole: Site,
) -> Drawing:
    width, height = size
    plot = Box(_MARGIN.left, _MARGIN.top, width - _MARGIN.right, height - _MARGIN.bottom)
    x, y = of
    x_axis = _axis(_reach([one.x for one in drawn], None), x, plot.left, plot.right, 64)
    y_axis = _axis(_reach([one.y for one in drawn], target_ppm), y, plot.bottom, plot.top, 34)
    on_line = {id(one.row) for one in line}
    bare = [_point(one, on_line, x_axis, y_axis, of, whole) for one in drawn]
    narrow = width == NARROW[0]
    steps = tuple(_steps(line, gains, x_axis, y_axis, plot, y))
    return Drawing(
        width=width,
        height=height,
        plot=plot,
        x_ticks=x_axis.ticks,
        y_ticks=y_axis.ticks,
        x_title=axis_words(x),
        y_title=axis_words(y),
        target=_target(target_ppm, y_axis, y),
        steps=steps,
        points=tuple(_labelled(bare, drawn, steps, len(line), plot, whole, narrow=narrow)),
    )


def _target(target_ppm: int | None, y_axis: _Axis, y: Dimension) -> Target | None:
    if target_ppm is None or y.unit is None:
        return None
    text = numbers.figure(target_ppm, None, None, y.unit).value
    return Target(_r(y_axis.at(target_ppm)), f"target {text}")


def _reach(readings: Sequence[Reading], also: int | None) -> list[int]:
    found = [end for one in readings for end in (one.value, one.low, one.high) if end]
    return [*found, *([also] if also is not None else [])]


def _axis(values: Sequence[int], of: Dimension, start: float, end: float, gap: float) -> _Axis:
    """start, end: pixels of the least and the most."""
    length = abs(end - start)
    made = axis(values, of.unit, 100 * gap / length) if of.log else None
    if made is None:
        return _linear(values, of.unit or units.PERCENT, start, end, gap)
    ticks = tuple(
        Tick(_r(start + (end - start) * float(tick.at[:-1]) / 100), _bare(tick.label, of))
        for tick in made.ticks
    )
    return _Axis(lambda value: start + (end - start) * made.at(value) / 100, ticks)


def _bare(label: str, of: Dimension) -> str:
    """Without the unit, which the axis' title has; where a column has none of its own, with it."""
    return label.partition(numbers.NO_BREAK)[0] if of.unit else label


def _linear(values: Sequence[int], unit: Unit, start: float, end: float, gap: float) -> _Axis:
    low, high = min(values) / unit.divisor, max(values) / unit.divisor
    spread = (high - low) or abs(high) or 1
    low, high = low - 0.08 * spread, high + 0.08 * spread
    step = nice((high - low) * gap / abs(end - start))
    places = max(0, -math.floor(math.log10(step) + 1e-9))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)

    def at(value: float) -> float:
        return start + (end - start) * (value / unit.divisor - low) / (high - low)

    whole = range(first, last + 1)
    return _Axis(at, tuple(Tick(_r(at(n * step * unit.divisor)), f"{n * step:.{places}f}") for n in whole))


def _point(
    one: Plotted,
    on_line: set[int],
    x_axis: _Axis,
    y_axis: _Axis,
    of: tuple[Dimension, Dimension],
    whole: Site,
) -> Point:
    x, y = _r(x_axis.at(one.x.value)), _r(y_axis.at(one.y.value))
    bars = []
    if one.x.low and one.x.high:
        bars.append(Line(_r(x_axis.at(one.x.low)), y, _r(x_axis.at(one.x.high)), y))
    if one.y.low and one.y.high:
        bars.append(Line(x, _r(y_axis.at(one.y.low)), x, _r(y_axis.at(one.y.high))))
    return Point(
        x=x,
        y=y,
        bars=tuple(bars),
        shape=words.shape(one.row.result.sut.harness),
        on_line=id(one.row) in on_line,
        title=said(one, *of, whole),
        label=None,
    )


def _steps(
    line: Sequence[Plotted], gains: Sequence[bool], x_axis: _Axis, y_axis: _Axis, plot: Box, y: Dimension
) -> Iterator[Step]:
    """From the edge down to the first, a step to each next, and on to the other edge."""
    at = [(_r(x_axis.at(one.x.value)), _r(y_axis.at(one.y.value))) for one in line]
    (x0, y0), worst = at[0], plot.top if y.better == "lower" else plot.bottom
    yield Step(f"M{x0} {worst}V{y0}", dashed=False)
    for ((xa, ya), (xb, yb)), gain in zip(pairwise(at), gains, strict=True):
        yield Step(f"M{xa} {ya}H{xb}V{yb}", dashed=not gain)
    (x_end, y_end), beyond = at[-1], plot.right if len(at) < 2 or at[-1][0] >= at[0][0] else plot.left
    yield Step(f"M{x_end} {y_end}H{beyond}", dashed=bool(gains) and not gains[-1])


def _labelled(
    points: Sequence[Point],
    drawn: Sequence[Plotted],
    steps: Sequence[Step],
    on_line: int,
    plot: Box,
    of: Site,
    *,
    narrow: bool,
) -> Iterator[Point]:
    """Those on the line, then the extremes of the others; on a phone the line's devices only."""
    wishes = []
    for place, (point, one) in enumerate(zip(points, drawn, strict=True)):
        device, kind = _short(of.device(one.row.result)), _kind(one.row.result)
        if place < on_line:
            wishes.append(Wish(point.x, point.y, (device,) if narrow else (device, kind), far=True))
        elif not narrow and place < on_line + LABELLED_BEATEN:
            wishes.append(Wish(point.x, point.y, (f"{device}, {kind}",), far=False))
    taken = [Box(p.x - _RADIUS, p.y - _RADIUS, p.x + _RADIUS, p.y + _RADIUS) for p in points]
    taken += [_bar_box(bar) for point in points for bar in point.bars]
    taken += _along(steps)
    found = labels.placed(wishes, taken, Box(plot.left + 2, plot.top, plot.right, plot.bottom))
    for place, point in enumerate(points):
        label = found[place] if place < len(found) else None
        yield Point(point.x, point.y, point.bars, point.shape, point.on_line, point.title, label)


def _along(steps: Sequence[Step]) -> list[Box]:
    """Around every step, so that no label is struck through."""
    made = []
    for step in steps:
        x, y = map(float, re.findall(r"M([\d.]+) ([\d.]+)", step.path)[0])
        for way, end in re.findall(r"([HV])([\d.]+)", step.path):
            to_x, to_y = (float(end), y) if way == "H" else (x, float(end))
            made.append(Box(min(x, to_x) - 2, min(y, to_y) - 2, max(x, to_x) + 2, max(y, to_y) + 2))
            x, y = to_x, to_y
    return made


def _bar_box(bar: Line) -> Box:
    return Box(bar.x1 - 1, min(bar.y1, bar.y2) - 1, bar.x2 + 1, max(bar.y1, bar.y2) + 1)


def axis_words(of: Dimension, *, later: bool = False) -> str:
    symbol = of.unit.symbol if of.unit else ""
    marks = ", ".join(filter(None, (symbol, "log" if of.log else "linear")))
    title = of.title[:1].lower() + of.title[1:] if later else of.title
    return f"{title} ({marks})"


def said(one: Plotted, x: Dimension, y: Dimension, of: Site) -> str:
    return f"{_whose(one.row.result, of)}: {_text(one.x, x)}, {_text(one.y, y)}"


def _whose(result: Result, of: Site) -> str:
    return f"{of.device(result)}, {site.runtime(result)}, {site.variant(result)}"


def _text(reading: Reading, of: Dimension) -> str:
    unit = of.unit or units.unit_of(reading.value, "nJ" if of.choice == "energy" else "ns")
    figure = numbers.figure(reading.value, reading.low, reading.high, unit)
    return f"{figure.value} ({figure.interval})" if figure.interval else figure.value


def _short(name: str) -> str:
    """`Core i5-8250U` of what a processor calls itself; at most 24 characters."""
    plain = re.sub(r"\((R|TM)\)|\b(CPU|Processor|Intel|AMD)\b|@.*|\d+-Core|with .*", "", name)
    folded = " ".join(plain.split()) or name
    return folded if len(folded) <= 24 else f"{folded[:23]}…"


def _kind(result: Result) -> str:
    return f"{result.sut.runtime.name} {words.precision(result.variant.precision).partition(' ')[0]}"


def _r(pixels: float) -> float:
    return round(pixels, 1)
