"""What an axis of the chart of choices shows: a figure of a row, and which pairs of them enough rows have.

Energies are of one boundary, so each is a dimension of its own.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Literal, NamedTuple

from edgebench import quality, units
from edgebench.metrics import ENERGY, Metric
from edgebench.publish.boards import rows, table
from edgebench.publish.site import Site
from edgebench.publish.wording import scenarios, words
from edgebench.ranking import Row, table_of
from edgebench.units import Unit

LEAST_POINTS = 3
DOLLARS = Unit(1, "USD", whole=True)
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


class Plotted(NamedTuple):
    """A row with both figures."""

    row: Row
    x: Reading
    y: Reading


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
    metered: dict[str, list[Row]] = {}
    for row in ranked:
        if boundary := table.boundary_of(row.result):
            metered.setdefault(boundary, []).append(row)
    boundaries = sorted(metered, key=lambda name: (not name.startswith("wall_ac"), -len(metered[name]), name))
    judged, price, accuracy = _judged(ranked, metric), _price(of), _accuracy(ranked)
    energies = [_energy(metered[name], name) for name in boundaries]
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


def _energy(metered: Sequence[Row], boundary: str) -> Dimension:
    """metered: the rows of this boundary."""
    found = {str(row.entry.path): ENERGY.read(row.result) for row in metered}
    unit = units.column_unit((one.value for one in found.values()), "nJ")

    def read(row: Row) -> Reading | None:
        one = found.get(str(row.entry.path))
        return Reading(one.value, one.low or None, one.high) if one and one.value else None

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
