"""A row of a table, as ready text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from msgspec import Struct, structs

from edgebench import energy_figures, units
from edgebench.metrics import METRICS, Metric, useful
from edgebench.model.reason import Reason, unless
from edgebench.model.result import Result
from edgebench.publish import energy as energy_words
from edgebench.publish import numbers, scenarios, site, words
from edgebench.publish.axis import Axis, Mark, axis
from edgebench.publish.site import Site
from edgebench.publish.words import Badge, Shape
from edgebench.ranking import Row
from edgebench.units import MEBIBYTES, Unit

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


class TableRow(Struct, frozen=True):
    """rank: `2`, `3–4` or an em dash. tie: place in its bracket. hollow: not ranked, drawn as outline."""

    rank: str
    tie: str
    hollow: bool
    device: str
    device_note: str
    runtime: str
    shape: Shape
    variant: str
    judged: Cell
    mark: Mark | None
    beside: Cell
    energy: Cell
    accuracy: Cell
    memory: Cell
    badges: tuple[Badge, ...]
    details: str
    anchor: str


def scale_of(shown: Sequence[Row], metric: Metric, least_gap: float = WIDE_GAP) -> Scale:
    """One unit and one axis for these rows; latencies share it with their p50 and p99."""
    found = [value for row in shown for value in (row.value, *_ends(row))]
    if metric.unit == "ns":
        summaries = [row.result.summary for row in shown]
        found += [one.value for each in summaries for one in (each.latency_p50_ns, each.latency_p99_ns)]
    unit = units.column_unit(found, metric.unit)
    energies = energy_words.column_unit([row.result for row in shown])
    return Scale(metric, unit, axis(found, unit, least_gap), energies)


def table_row(row: Row, tie: str, scale: Scale, of: Site) -> TableRow:
    result = row.result
    badges = words.badges(result, row.entry.standing)
    return TableRow(
        rank=rank(row),
        tie=tie,
        hollow=row.rank is None,
        device=of.device(result),
        device_note=site.device_note(result),
        runtime=site.runtime(result),
        shape=words.shape(result.sut.harness),
        variant=site.variant(result),
        judged=_judged(row, scale),
        mark=mark(row, scale),
        beside=_beside(result, scale),
        energy=energy(result, scale.energy),
        accuracy=_accuracy(result),
        memory=_memory(result),
        badges=words.for_table(badges),
        details=_details_link(result),
        anchor=site.anchor(row.entry),
    )


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
    return scale.axis.mark(row.value, *_ends(row), fast, slow)


def _ends(row: Row) -> tuple[int | None, int | None]:
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


def _judged(row: Row, scale: Scale) -> Cell:
    """What the row is ranked by."""
    value, interval = figure(row, scale)
    return Cell(value, interval, missing=row.value is None)


def _beside(result: Result, scale: Scale) -> Cell:
    """The further figures of its scenario: two, or one with its interval; of Offline what the pilot found."""
    named = scenarios.judgement(result).figures
    if not named:
        return Cell(numbers.count(result.load.batch), numbers.counted(result.load.streams or 1, "stream"))
    first, *more = (METRICS[name] for name in named)
    value, note = _figure(first, result, scale.unit if scale.is_time else None)
    if more:
        note = _figure(more[0], result).value
    return Cell(value, note, missing=first.read(result).value is None)


def _figure(metric: Metric, result: Result, unit: Unit | None = None) -> numbers.Figure:
    return numbers.typeset(metric.figure(metric.read(result), unit))


def energy(result: Result, unit: Unit | None = None) -> Cell:
    """Gross energy of a sample with its boundary, or why there is none."""
    metered = energy_figures.sound(result)
    if metered is None:
        return Cell(words.missing(result.energy_reason), missing=True)
    figure, boundary = energy_words.gross(result, unit), energy_words.boundary(metered)
    if metered.gross_u_nj is None:
        return Cell(figure.value, f"{boundary}, {words.missing(metered.gross_u_nj_reason)}")
    return Cell(figure.value, boundary, aside=figure.interval)


def _accuracy(result: Result) -> Cell:
    """The value with its interval, set and count; else the reason, and how the answers were judged."""
    measured, judged = result.accuracy, words.quality(result)
    failed = result.quality.met == "no"
    if measured is None:
        return Cell(words.missing(result.accuracy_reason), judged, missing=True, bad=failed)
    figure = words.accuracy(measured)
    sample = f"{numbers.count(measured.data_set.samples)} of {measured.data_set.name}"
    return Cell(figure.value, sample, bad=failed, aside=figure.interval)


def _memory(result: Result) -> Cell:
    peak = METRICS["peak_memory_bytes"]
    return Cell(_figure(peak, result, MEBIBYTES).value, missing=peak.read(result).value is None)


def _details_link(result: Result) -> str:
    noticed = sum(finding.level != "info" for finding in result.findings)
    return f"details, {numbers.counted(noticed, 'finding')}" if noticed else "details"
