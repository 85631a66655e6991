"""The choices that nothing else beats: two figures of every ranked row against each other.

On the line is what no other row beats in both. Energies are of one boundary, so each has a chart of its own.
A step of the line is dashed where its gain is not significant.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

from msgspec import Struct

from edgebench import quality, units
from edgebench.metrics import ENERGY, Metric
from edgebench.model.result import Result
from edgebench.publish import site
from edgebench.publish.boards import rows, table
from edgebench.publish.charts import labels
from edgebench.publish.charts.axis import axis
from edgebench.publish.charts.labels import Box, Label, Line, Wish
from edgebench.publish.site import Site
from edgebench.publish.wording import numbers, scenarios, words
from edgebench.publish.wording.words import Shape
from edgebench.ranking import Row, table_of
from edgebench.units import Unit

LEAST_POINTS = 3
MOST_BEATEN = 150
"""Of those not on the line so many are drawn; the rest is counted."""
LABELLED_BEATEN = 6
DOLLARS = Unit(1, "USD", whole=True)
WIDE = (624, 400)
NARROW = (328, 340)
_RADIUS = 6
_MARGIN = Box(46, 14, 12, 44)
"""Room for the labels of the axes, on each side."""

Better = Literal["lower", "higher"]


class Reading(NamedTuple):
    """A figure of a row in stored units, with its interval where it has one."""

    value: int
    low: int | None = None
    high: int | None = None


class Dimension(NamedTuple):
    """What an axis shows. choice: what the reader picks. is_better: whether two rows differ significantly."""

    choice: str
    boundary: str
    title: str
    better: Better
    log: bool
    unit: Unit | None
    read: Callable[[Row], Reading | None]
    is_better: Callable[[Row, Row], bool]


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


class Pareto(Struct, frozen=True):
    """key: of the pair. finding: what the drawing shows, in a sentence. note: what is not in it."""

    key: str
    x: str
    y: str
    boundary: str
    count: int
    heading: str
    lede: str
    finding: str
    note: str
    wide: Drawing
    narrow: Drawing


class Plotted(NamedTuple):
    """A row with both figures."""

    row: Row
    x: Reading
    y: Reading


def of_rows(ranked: Sequence[Row], metric: Metric, target_ppm: int, of: Site) -> tuple[Pareto, ...]:
    """Every pair of figures that enough rows have, the best to begin with first."""
    made = []
    for x, y in _pairs(ranked, metric, of):
        found = plotted(ranked, x, y)
        if len(found) >= LEAST_POINTS:
            made.append(_pareto(found, x, y, ranked, target_ppm, of))
    return tuple(made)


def pairs_of(ranked: Sequence[Row], metric: Metric, of: Site) -> Iterator[tuple[Dimension, Dimension]]:
    """The pairs that are drawn."""
    return ((x, y) for x, y in _pairs(ranked, metric, of) if len(plotted(ranked, x, y)) >= LEAST_POINTS)


def plotted(ranked: Sequence[Row], x: Dimension, y: Dimension) -> list[Plotted]:
    """The rows that have both figures."""
    both = ((row, x.read(row), y.read(row)) for row in ranked)
    return [Plotted(row, one, other) for row, one, other in both if one and other]


def key_of(x: Dimension, y: Dimension) -> str:
    """`judged-energy-wall_ac`."""
    return "-".join(filter(None, (x.choice, y.choice, x.boundary or y.boundary))).replace(" ", "-")


def _pairs(ranked: Sequence[Row], metric: Metric, of: Site) -> Iterator[tuple[Dimension, Dimension]]:
    counts: dict[str, int] = {}
    for row in ranked:
        if boundary := table.boundary_of(row.result):
            counts[boundary] = counts.get(boundary, 0) + 1
    boundaries = sorted(counts, key=lambda name: (not name.startswith("wall_ac"), -counts[name], name))
    judged, price, accuracy = _judged(ranked, metric), _price(of), _accuracy(ranked)
    energies = [_energy(ranked, name) for name in boundaries]
    yield from ((judged, energy) for energy in energies)
    yield judged, accuracy
    yield price, accuracy
    yield from ((price, energy) for energy in energies)
    yield from ((energy, accuracy) for energy in energies)


def _judged(ranked: Sequence[Row], metric: Metric) -> Dimension:
    unit = units.column_unit((row.value for row in ranked), metric.unit)

    def read(row: Row) -> Reading | None:
        return Reading(row.value, *rows.ends(row)) if row.value else None

    title = scenarios.judgement(ranked[0].result).column if ranked else metric.title
    return Dimension("judged", "", title, metric.better, True, unit, read, _significant(metric))


def _energy(ranked: Sequence[Row], boundary: str) -> Dimension:
    found = [row for row in ranked if table.boundary_of(row.result) == boundary]
    unit = units.column_unit((ENERGY.read(row.result).value for row in found), "nJ")

    def read(row: Row) -> Reading | None:
        one = ENERGY.read(row.result)
        if not one.value or table.boundary_of(row.result) != boundary:
            return None
        return Reading(one.value, one.low or None, one.high)

    title = f"Energy a sample, {boundary}"
    return Dimension("energy", boundary, title, "lower", True, unit, read, _significant(ENERGY))


def _price(of: Site) -> Dimension:
    def read(row: Row) -> Reading | None:
        usd = of.price_usd(row.result.device.slug, row.result.device.memory_bytes)
        return Reading(usd) if usd else None

    return Dimension("price", "", "List price", "lower", True, DOLLARS, read, lambda one, other: True)


def _accuracy(ranked: Sequence[Row]) -> Dimension:
    named = [row.result.accuracy.metric for row in ranked if row.result.accuracy]
    metric = named[0] if named else "top1"

    def read(row: Row) -> Reading | None:
        one = quality.decisive(row.result.accuracy)
        return Reading(one.value_ppm, one.low_ppm, one.high_ppm) if one else None

    unit, title = words.accuracy_unit(metric), words.capital(words.metric(metric))
    return Dimension("accuracy", "", title, "higher", False, unit, read, _clearly(read))


def _significant(metric: Metric) -> Callable[[Row, Row], bool]:
    """As a ranking of the two alone has it."""

    def is_better(one: Row, other: Row) -> bool:
        pair = [rows.row_for(row, metric) for row in (one, other)]
        return table_of(pair, metric).rows[0].tie is None

    return is_better


def _clearly(read: Callable[[Row], Reading | None]) -> Callable[[Row, Row], bool]:
    """Two shares differ by more than both intervals' halves together in squares."""

    def is_better(one: Row, other: Row) -> bool:
        a, b = read(one), read(other)
        if not a or not b or None in {a.low, a.high, b.low, b.high}:
            return False
        halves = math.hypot(*(((r.high or 0) - (r.low or 0)) / 2 for r in (a, b)))
        return abs(a.value - b.value) > halves

    return is_better


def front(found: Sequence[Plotted], x: Dimension, y: Dimension) -> list[Plotted]:
    """What nothing beats in both, the best in x first."""
    best_first = sorted(found, key=lambda one: (_cost(one.x, x), _cost(one.y, y), str(one.row.entry.path)))
    made: list[Plotted] = []
    for one in best_first:
        if not made or _cost(one.y, y) < _cost(made[-1].y, y):
            made.append(one)
    return made


def _cost(reading: Reading, of: Dimension) -> int:
    return reading.value if of.better == "lower" else -reading.value


def _pareto(
    found: Sequence[Plotted],
    x: Dimension,
    y: Dimension,
    ranked: Sequence[Row],
    target_ppm: int,
    of: Site,
) -> Pareto:
    line = front(found, x, y)
    ids = {id(one.row) for one in line}
    beaten = [one for one in found if id(one.row) not in ids]
    drawn = [*line, *beaten[:MOST_BEATEN]]
    gains = [y.is_better(b.row, a.row) for a, b in pairwise(line)]
    of_target = target_ppm if y.choice == "accuracy" else None
    made = [_drawing(size, drawn, line, gains, (x, y), of_target, of) for size in (WIDE, NARROW)]
    said = "; ".join(_said(one, x, y, of) for one in line[:8])
    count = f"{len(line)} of {numbers.counted(len(found), 'row')}"
    dashed = " Dashed: the gain is not significant." if not all(gains) else ""
    return Pareto(
        key=key_of(x, y),
        x=x.choice,
        y=y.choice,
        boundary=x.boundary or y.boundary,
        count=len(found),
        heading=_heading(x, y),
        lede=f"{_axis_words(y)} against {_axis_words(x, later=True)}. Filled: nothing beats it in both."
        f"{dashed} Bars are 95 % intervals.",
        finding=f"{y.title} against {x.title}: {count} on the line: {said}",
        note=" ".join(_not_drawn(found, drawn, ranked, x, y)),
        wide=made[0],
        narrow=made[1],
    )


def _heading(x: Dimension, y: Dimension) -> str:
    names = {"judged": "Faster", "energy": "thriftier", "price": "cheaper", "accuracy": "more accurate"}
    return words.capital(f"{names[x.choice]} or {names[y.choice]}: the choices nothing else beats")


def _axis_words(of: Dimension, *, later: bool = False) -> str:
    symbol = of.unit.symbol if of.unit else ""
    marks = ", ".join(filter(None, (symbol, "log" if of.log else "linear")))
    title = of.title[:1].lower() + of.title[1:] if later else of.title
    return f"{title} ({marks})"


def _not_drawn(
    found: Sequence[Plotted], drawn: Sequence[Plotted], ranked: Sequence[Row], x: Dimension, y: Dimension
) -> Iterator[str]:
    if boundary := x.boundary or y.boundary:
        others: dict[str, int] = {}
        for row in ranked:
            if (other := table.boundary_of(row.result)) and other != boundary:
                others[other] = others.get(other, 0) + 1
        yield f"Only rows measured at {boundary} are here."
        if others:
            told = ", ".join(f"{count} at {name}" for name, count in sorted(others.items()))
            yield f"Elsewhere: {told}."
    named = {"energy": "energy", "price": "list price", "accuracy": "measured accuracy"}
    for of in (x, y):
        if of.choice in named and (without := sum(_has_none(row, of) for row in ranked)):
            have = numbers.counted(without, "row has", "rows have")
            yield f"{have} no {named[of.choice]}."
    if more := len(found) - len(drawn):
        yield f"{numbers.count(more)} more that are beaten are in the table only."


def _has_none(row: Row, of: Dimension) -> bool:
    return not table.boundary_of(row.result) if of.choice == "energy" else of.read(row) is None


def _said(one: Plotted, x: Dimension, y: Dimension, of: Site) -> str:
    return f"{_whose(one.row.result, of)}: {_text(one.x, x)}, {_text(one.y, y)}"


def _whose(result: Result, of: Site) -> str:
    return f"{of.device(result)}, {site.runtime(result)}, {site.variant(result)}"


def _text(reading: Reading, of: Dimension) -> str:
    unit = of.unit or units.unit_of(reading.value, "nJ" if of.choice == "energy" else "ns")
    figure = numbers.figure(reading.value, reading.low, reading.high, unit)
    return f"{figure.value} ({figure.interval})" if figure.interval else figure.value


class _Axis(NamedTuple):
    """From stored values to pixels."""

    at: Callable[[float], float]
    ticks: tuple[Tick, ...]


def _drawing(
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
        x_title=_axis_words(x),
        y_title=_axis_words(y),
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


def nice(least: float) -> float:
    """The next of 1, 2, 5 times a power of ten that is not below."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= least * (1 - 1e-9))


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
        title=_said(one, *of, whole),
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


def _short(name: str) -> str:
    """`Core i5-8250U` of what a processor calls itself; at most 24 characters."""
    plain = re.sub(r"\((R|TM)\)|\b(CPU|Processor|Intel|AMD)\b|@.*|\d+-Core|with .*", "", name)
    folded = " ".join(plain.split()) or name
    return folded if len(folded) <= 24 else f"{folded[:23]}…"


def _kind(result: Result) -> str:
    return f"{result.sut.runtime.name} {words.precision(result.variant.precision).partition(' ')[0]}"


def _r(pixels: float) -> float:
    return round(pixels, 1)


def legend(ranked: Sequence[Row]) -> tuple[tuple[str, Shape], ...]:
    """Runtimes by name, with their shapes."""
    found: Mapping[str, str] = {row.result.sut.runtime.name: row.result.sut.harness for row in ranked}
    return tuple((name, words.shape(found[name])) for name in sorted(found))
