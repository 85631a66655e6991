"""The figures of a row: rank, what it is judged by, its mark on the axis of its column."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from msgspec import structs

from edgebench import units
from edgebench.metrics import Metric, useful
from edgebench.model.reason import Reason, unless
from edgebench.publish.charts.axis import Axis, Mark, axis
from edgebench.publish.wording import energy as energy_words
from edgebench.publish.wording import numbers
from edgebench.ranking import Row, row_of
from edgebench.units import Unit

WIDE_GAP = 10.0
"""Percent of a column of 190 pixels that a label of its axis needs."""


class Scale(NamedTuple):
    """What the figures of one column share: the metric, one unit, one axis. energy: that column's unit."""

    metric: Metric
    unit: Unit | None
    axis: Axis | None
    energy: Unit | None = None

    @property
    def is_time(self) -> bool:
        return self.metric.unit == "ns"


class Cell(NamedTuple):
    """Two lines; `aside` stands beside the first, smaller. `missing`: the first is a reason, not a value."""

    text: str
    note: str = ""
    missing: bool = False
    bad: bool = False
    aside: str = ""


def scale_of(shown: Sequence[Row], metric: Metric, least_gap: float = WIDE_GAP) -> Scale:
    """One unit and one axis for these rows; latencies share it with their p50 and p99."""
    found = [value for row in shown for value in (row.value, *ends(row))]
    if metric.unit == "ns":
        summaries = [row.result.summary for row in shown]
        found += [one.value for each in summaries for one in (each.latency_p50_ns, each.latency_p99_ns)]
    unit = units.column_unit(found, metric.unit)
    energies = energy_words.column_unit([row.result for row in shown])
    return Scale(metric, unit, axis(found, unit, least_gap), energies)


def rank(row: Row) -> str:
    """A rank that is not certain is an interval."""
    if row.rank is None:
        return "—"
    low, high = row.rank
    return str(low) if low == high else f"{low}–{high}"


def mark(row: Row, scale: Scale) -> Mark | None:
    """Only a latency has a line from p50 to p99."""
    if not row.value or scale.axis is None:
        return None
    summary = row.result.summary
    fast, slow = (
        (summary.latency_p50_ns.value, summary.latency_p99_ns.value) if scale.is_time else (None, None)
    )
    return scale.axis.mark(row.value, *ends(row), fast, slow)


def ends(row: Row) -> tuple[int | None, int | None]:
    """Of its interval; none where that would only stretch the axis."""
    if row.low is None or row.high is None or not useful(row.low, row.high):
        return None, None
    return row.low, row.high


def figure(row: Row, scale: Scale) -> numbers.Figure:
    """What the row is judged by, with the interval of its sessions; a reason where one is missing."""
    estimate = scale.metric.read(row.result)
    spanned = structs.replace(
        estimate,
        low=row.low,
        low_reason=unless(row.low, estimate.low_reason or Reason.UNKNOWN),
        high=row.high,
        high_reason=unless(row.high, estimate.high_reason or Reason.UNKNOWN),
    )
    return numbers.typeset(scale.metric.figure(spanned, scale.unit))


def judged(row: Row, scale: Scale) -> Cell:
    """What the row is ranked by."""
    value, interval = figure(row, scale)
    return Cell(value, interval, missing=row.value is None)


def brackets(ranked: Sequence[Row]) -> list[str]:
    """Where each row stands in its bracket: the rule between tied rows disappears."""
    joined = [a.tie is not None and a.tie == b.tie for a, b in pairwise(ranked)]
    before, after = [False, *joined], [*joined, False]
    names = {(False, True): "first", (True, True): "middle", (True, False): "last", (False, False): ""}
    return [names[pair] for pair in zip(before, after, strict=True)]


def plus_minus(value: int, low: int | None, high: int | None, unit: Unit) -> numbers.Figure:
    """`21` and `± 2 mJ`: half of the interval at the value's last digit, and at least one of that digit.

    Without an interval the unit goes with the value.
    """
    figure = units.figure(value, low, high, unit)
    if low is None or high is None or not useful(low, high):
        return numbers.typeset(figure)
    half = (high - low) / 2 / unit.divisor
    decimals = len(figure.number.partition(".")[2])
    text = numbers.typeset(units.Figure(_half(half, decimals), unit.symbol)).value
    return numbers.Figure(
        numbers.typeset(units.Figure(figure.number, "")).value, f"±{numbers.NO_BREAK}{text}"
    )


def _half(half: float, decimals: int) -> str:
    if decimals:
        return units.decimal(max(half, 10.0**-decimals), -decimals)
    place = math.floor(math.log10(max(half, 1)))
    return units.decimal(max(half, 1), max(0, place - (half < 2 * 10**place)))


def row_for(row: Row, metric: Metric) -> Row:
    """The same sessions as a row by another metric: of energy, those that were measured with a meter."""
    known = [entry for entry in row.sessions if metric.read(entry.result).value]
    return row_of(known or row.sessions, metric)
