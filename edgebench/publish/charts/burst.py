"""Burst against sustained: how much longer a sample takes in the last minute than in the first."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from edgebench.difference import MINIMUM_EFFECT
from edgebench.publish import addresses
from edgebench.publish.charts.axis import Tick
from edgebench.publish.charts.linear_axis import LinearAxis, linear_axis
from edgebench.publish.line import Line
from edgebench.publish.site import Site
from edgebench.publish.wording import amounts, words
from edgebench.publish.wording.words import Shape

LEAST_SPAN = (0.95, 1.1)
"""An axis never spans less, so that half a percent does not look large."""
_ONE = 1_000_000
NO_CHANGE = "no change"


class BurstRow(Struct, frozen=True):
    """Positions in percent. hollow: no significant change, `change` then says so."""

    title: str
    note: str
    href: str
    shape: Shape
    tick: str
    box_from: str
    box_width: str
    change: str
    hollow: bool
    worse: bool


class Burst(Struct, frozen=True):
    """one: where 1× lies."""

    rows: tuple[BurstRow, ...]
    ticks: tuple[Tick, ...]
    one: str


def slows(line: Line) -> bool:
    """Significantly: the interval is above 1×, and the change at least 2 %."""
    of = line.slowdown_ppm
    return of.value is not None and (of.low or 0) > _ONE and of.value >= MINIMUM_EFFECT * _ONE


def quickens(line: Line) -> bool:
    of = line.slowdown_ppm
    return of.value is not None and (of.high or _ONE) < _ONE and of.value * MINIMUM_EFFECT <= _ONE


def by(line: Line) -> str:
    """`40 ± 3 %`."""
    return amounts.slower(*_ratio(line))


def chart(lines: Sequence[Line], site: Site) -> Burst:
    """lines: of Sustained, each with a slowdown; at least one."""
    values = [end for line in lines for end in _ratio(line)]
    axis = linear_axis([*values, *LEAST_SPAN], from_zero=False, most=5)
    return Burst(
        rows=tuple(_row(line, axis, site) for line in lines),
        ticks=axis.ticks("×"),
        one=f"{axis.at(1):.2f}%",
    )


def _row(line: Line, axis: LinearAxis, site: Site) -> BurstRow:
    value, low, high = map(axis.at, _ratio(line))
    hollow = not (slows(line) or quickens(line))
    return BurstRow(
        title=site.short_title(line.workload),
        note=f"{line.runtime} {line.runtime_version}, {line.variant}",
        href=addresses.result_of(line.id),
        shape=words.shape(line.harness),
        tick=f"{value:.2f}%",
        box_from=f"{low:.2f}%",
        box_width=f"{high - low:.2f}%",
        change=NO_CHANGE if hollow else f"{by(line)} {'slower' if slows(line) else 'faster'}",
        hollow=hollow,
        worse=slows(line),
    )


def _ratio(line: Line) -> tuple[float, float, float]:
    """Value and ends; without an interval the value is all three."""
    of = line.slowdown_ppm
    assert of.value is not None
    return of.value / _ONE, (of.low or of.value) / _ONE, (of.high or of.value) / _ONE
