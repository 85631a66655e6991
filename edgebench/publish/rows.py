"""A row of a table, as ready text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from msgspec import Struct

from edgebench.leaderboard import Row
from edgebench.metrics import Metric
from edgebench.model.result import Result
from edgebench.publish import numbers, site, words
from edgebench.publish.axis import Axis, Mark, axis
from edgebench.publish.numbers import MEBIBYTES, PER_SECOND, Unit
from edgebench.publish.site import Site
from edgebench.publish.words import Badge, Shape

WIDE_GAP = 10.0
"""Percent of a column of 190 pixels that a label of its axis needs."""


class Scale(NamedTuple):
    """What the latencies of one column share."""

    unit: Unit | None
    axis: Axis | None


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
    typical: Cell
    energy: Cell
    accuracy: Cell
    memory: Cell
    badges: tuple[Badge, ...]
    details: str
    anchor: str


def scale_of(latencies: Sequence[Row], least_gap: float = WIDE_GAP) -> Scale:
    """One unit and one axis for these rows."""
    found = [value for row in latencies for value in (row.value, row.low, row.high)]
    summaries = [row.result.summary for row in latencies]
    spread = [one.value for each in summaries for one in (each.latency_p50_ns, each.latency_p99_ns)]
    unit = numbers.time_unit([*found, *spread])
    return Scale(unit, axis([*found, *spread], unit, least_gap))


def table_row(row: Row, tie: str, scale: Scale, of: Site, metric: Metric) -> TableRow:
    result = row.result
    badges = words.badges(result)
    return TableRow(
        rank=rank(row),
        tie=tie,
        hollow=row.rank is None,
        device=of.device(result),
        device_note=site.device_note(result),
        runtime=site.runtime(result),
        shape=words.shape(result.sut.harness),
        variant=site.variant(result),
        judged=_judged(row, scale, metric),
        mark=mark(row, scale),
        typical=_typical(result, scale),
        energy=energy(result),
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
    if not row.value or scale.axis is None:
        return None
    summary = row.result.summary
    return scale.axis.mark(
        row.value, row.low, row.high, summary.latency_p50_ns.value, summary.latency_p99_ns.value
    )


def _judged(row: Row, scale: Scale, metric: Metric) -> Cell:
    """What the row is ranked by."""
    estimate = metric.read(row.result)
    if row.value is None:
        return Cell(words.missing(estimate.value_reason), missing=True)
    figure = numbers.time(row.value, row.low, row.high, scale.unit)
    return Cell(figure.value, figure.interval or words.missing(estimate.low_reason))


def _typical(result: Result, scale: Scale) -> Cell:
    """p50, and how many a second."""
    p50, rate = result.summary.latency_p50_ns, result.summary.throughput_mhz
    per_second = _value(rate.value, rate.low, rate.high, PER_SECOND)
    if p50.value is None:
        return Cell(words.missing(p50.value_reason), per_second, missing=True)
    return Cell(numbers.time(p50.value, p50.low, p50.high, scale.unit).value, per_second)


def _value(value: int | None, low: int | None, high: int | None, unit: Unit) -> str:
    return "—" if value is None else numbers.figure(value, low, high, unit).value


def energy(result: Result) -> Cell:
    """Gross energy of a sample with its boundary, or why there is none."""
    energy = result.energy
    if energy is None:
        return Cell(words.missing(result.energy_reason), missing=True)
    boundary = energy.meters[energy.primary].boundary
    value, half = energy.gross_per_sample_nj, energy.gross_u_nj
    unit = Unit(1e6, "mJ")
    if half is None:
        return Cell(numbers.figure(value, None, None, unit).value, boundary)
    figure = numbers.figure(value, value - half, value + half, unit)
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
    peak = result.summary.peak_memory_bytes
    if peak.value is None:
        return Cell(words.missing(peak.value_reason), missing=True)
    return Cell(numbers.figure(peak.value, peak.low, peak.high, MEBIBYTES).value)


def _details_link(result: Result) -> str:
    noticed = sum(finding.level != "info" for finding in result.findings)
    return f"details, {numbers.counted(noticed, 'finding')}" if noticed else "details"
