"""Results as a table: one row a cell, with figures and their intervals, or one row a process.

A column is a line of CELLS or PROCESSES. Its name holds its unit. Where a figure can be missing it is None,
and the column `<name>_reason` beside it says why (model/reason.py); of an end of an interval that is missing,
`<figure>_interval_reason` does. data_frame.py and export.py make something of it.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

from edgebench import energy_figures, parallel, store
from edgebench.comparison import device_class
from edgebench.errors import EdgebenchError
from edgebench.metrics import METRICS, Metric
from edgebench.model.energy import Energy, EnergyWindow
from edgebench.model.process import Process
from edgebench.model.quality import Accuracy
from edgebench.model.reason import Reason
from edgebench.model.result import Estimate, Result

LICENCE = "CC0-1.0"
"""Of every result, and so of every table of them."""
Kind = Literal["string", "Int64", "Float64", "boolean"]
"""Of a column's values, in the words of pandas; each of them may be None."""
Value: TypeAlias = "str | int | float | bool | None"
Rows = Literal["cells", "processes"]


class Row(NamedTuple):
    """A result, and in a table of processes one of them; `number` counts these from 0."""

    path: Path
    id: str
    result: Result
    number: int
    process: Process


class Column(NamedTuple):
    """What its values are, and what a row has of it."""

    kind: Kind
    read: Callable[[Row], Value]


def rows_of(
    files: Sequence[Path], rows: Rows = "cells", without: Collection[str] = ()
) -> Iterator[list[tuple[Value, ...]]]:
    """The rows of each file, in the order of the files; a value a column of `columns(rows)`.

    without: ids (64 digits) of results that are left out. Raises ResultError at the first file that cannot
    be read.
    """
    return parallel.in_order(functools.partial(_rows, rows=rows, without=frozenset(without)), files)


def columns(rows: Rows) -> Mapping[str, Column]:
    """By name, in their order. Raises EdgebenchError for other rows than there are."""
    if rows not in COLUMNS:
        raise EdgebenchError(f"rows {rows!r}: there is no such row", f"There are {', '.join(COLUMNS)}.")
    return COLUMNS[rows]


def _rows(path: Path, rows: Rows, without: frozenset[str]) -> list[tuple[Value, ...]]:
    data = store.read_bytes(path)
    digits = store.result_id(data)
    if digits in without:
        return []
    # A cell is shown by its summary: half of the time of reading it would go into its histograms.
    result = store.decode_as_stored(data, path, histograms=rows == "processes")
    return [tuple(map(_kept_once, row)) for row in rows_of_result(path, digits, result, rows)]


def rows_of_result(path: Path, digits: str, result: Result, rows: Rows = "cells") -> list[tuple[Value, ...]]:
    """The rows of one result that was read from `path` and has this id."""
    processes = result.processes if rows == "processes" else result.processes[:1]
    readers = [column.read for column in columns(rows).values()]
    made = (Row(path, digits, result, number, one) for number, one in enumerate(processes))
    return [tuple(read(row) for read in readers) for row in made]


def _kept_once(value: Value) -> Value:
    """A name that stands in a thousand files is one text, in memory and between processes."""
    return sys.intern(value) if type(value) is str else value


def _text(read: Callable[[Result], str | None]) -> Column:
    return Column("string", lambda row: read(row.result))


def _whole(read: Callable[[Result], int | None]) -> Column:
    return Column("Int64", lambda row: read(row.result))


def _own(read: Callable[[Process], int]) -> Column:
    """Of the process itself."""
    return Column("Int64", lambda row: read(row.process))


def _own_figure(metric: Metric) -> Column:
    """The process's own value, where its result has that figure."""
    return Column("Int64", lambda row: _own_value(row, metric))


def _own_per_second(metric: Metric) -> Column:
    return Column("Float64", lambda row: _scaled(_own_value(row, metric), 1000))


def _own_value(row: Row, metric: Metric) -> float | None:
    if metric.of_process is None or metric.read(row.result).value is None:
        return None
    return metric.of_process(row.process)


def _why(metric: Metric) -> Column:
    return _text(lambda result: _code(metric.read(result).value_reason))


def _interval(
    name: str, unit: str, read: Callable[[Result], Estimate], divisor: int = 1
) -> dict[str, Column]:
    """`latency_p50_ns`, its reason, `latency_p50_low_ns`, `latency_p50_high_ns` and the reason of these."""
    kind: Kind = "Int64" if divisor == 1 else "Float64"
    unit = f"_{unit}" if unit else ""

    def of(part: Callable[[Estimate], int | None]) -> Column:
        return Column(kind, lambda row: _scaled(part(read(row.result)), divisor))

    return {
        f"{name}{unit}": of(lambda one: one.value),
        f"{name}{unit}_reason": _text(lambda result: _code(read(result).value_reason)),
        f"{name}_low{unit}": of(lambda one: one.low),
        f"{name}_high{unit}": of(lambda one: one.high),
        f"{name}_interval_reason": _text(
            lambda result: _code(read(result).low_reason or read(result).high_reason)
        ),
    }


def _metric(name: str, column: str, unit: str, divisor: int = 1) -> dict[str, Column]:
    return _interval(column, unit, METRICS[name].read, divisor)


def _accuracy(read: Callable[[Accuracy], Value], kind: Kind) -> Column:
    return Column(kind, lambda row: read(row.result.accuracy) if row.result.accuracy else None)


def _energy(read: Callable[[Energy], Value], kind: Kind) -> Column:
    """Of the whole result, by its primary meter."""

    def of_result(row: Row) -> Value:
        energy = energy_figures.sound(row.result)
        return read(energy) if energy else None

    return Column(kind, of_result)


def _windows(energy: Energy) -> list[EnergyWindow]:
    return energy_figures.windows_of(energy, energy.primary)


def _own_window(row: Row) -> EnergyWindow | None:
    energy = energy_figures.sound(row.result)
    return _windows(energy)[row.number] if energy else None


def _own_energy(row: Row) -> float | None:
    values = energy_figures.per_process_nj(row.result)
    return values[row.number] / 1e9 if values else None


def _own_watts(row: Row) -> float | None:
    window = _own_window(row)
    return energy_figures.power_uw([window]) / 1e6 if window else None


def _own_flags(row: Row) -> str | None:
    window = _own_window(row)
    return ", ".join(sorted(window.flags)) if window else None


def _idle_watts(energy: Energy) -> float | None:
    return _scaled(energy_figures.idle_uw(_windows(energy)), 1_000_000)


def _includes(energy: Energy) -> str:
    return ", ".join(sorted(energy_figures.primary(energy).boundary_includes))


def _early_stopping_ns(result: Result) -> int | None:
    stopped = result.summary.early_stopping_ns
    return stopped.value if stopped else None


def _scaled(value: float | None, divisor: int) -> float | None:
    return value if value is None or divisor == 1 else value / divisor


def _joules(nanojoules: float | None) -> float | None:
    return None if nanojoules is None else nanojoules / 1e9


def _share(ppm: int | None) -> float | None:
    return None if ppm is None else ppm / 1e6


def _code(reason: Reason | None) -> str | None:
    return reason.value if reason else None


_MEASURED = {
    "kind": _text(lambda result: result.kind),
    "device": _text(lambda result: result.device.slug),
    "device_class": _text(device_class),
    "device_unit": _text(lambda result: result.device.unit),
    "workload": _text(lambda result: result.workload.name),
    "workload_revision": _whole(lambda result: result.workload.revision),
    "division": _text(lambda result: result.workload.division),
    "variant": _text(lambda result: result.variant.name),
    "weights": _text(lambda result: result.variant.weights),
    "harness": _text(lambda result: result.sut.harness),
    "runtime": _text(lambda result: result.sut.runtime.name),
    "runtime_version": _text(lambda result: result.sut.runtime.version),
    "accelerator": _text(lambda result: result.sut.accelerator),
    "execution_precision": _text(lambda result: result.sut.execution_precision),
    "execution_precision_reason": _text(lambda result: _code(result.sut.execution_precision_reason)),
    "threads": _whole(lambda result: result.provenance.repeat.threads),
    "pinned": Column("boolean", lambda row: row.result.sut.affinity is not None),
    "scenario": _text(lambda result: result.load.scenario),
    "scope": _text(lambda result: result.load.scope),
    "tier": _text(lambda result: result.load.tier),
    "batch": _whole(lambda result: result.load.batch),
    "load_streams": _whole(lambda result: result.load.streams),
    "samples_per_query": _whole(lambda result: result.load.samples_per_query),
    "period_ns": _whole(lambda result: result.load.period_ns),
    "bound_ns": _whole(lambda result: result.load.bound_ns),
    "session": _text(lambda result: result.session.id),
    "created": _text(lambda result: result.created),
}
"""What was asked of what. period_ns, bound_ns and load_streams are None where the load has none."""

_OF_CELL = {
    "processes": _whole(lambda result: len(result.processes)),
    "queries": _whole(lambda result: sum(one.queries for one in result.processes)),
    "samples": _whole(lambda result: sum(one.samples for one in result.processes)),
    "window_ns": _whole(lambda result: sum(one.window_ns for one in result.processes)),
    **_metric("latency_p50_ns", "latency_p50", "ns"),
    **_metric("latency_p90_ns", "latency_p90", "ns"),
    **_metric("latency_p99_ns", "latency_p99", "ns"),
    "early_stopping_latency_ns": _whole(_early_stopping_ns),
    "early_stopping_latency_ns_reason": _text(lambda result: _code(result.summary.early_stopping_ns_reason)),
    **_metric("throughput_mhz", "throughput", "samples_per_second", 1000),
    **_metric("streams", "streams", ""),
    **_metric("last_minute_mhz", "last_minute", "samples_per_second", 1000),
    **_metric("last_over_first_minute_ppm", "last_over_first_minute", "ratio", 1_000_000),
    **_metric("load_ns", "load", "ns"),
    **_metric("first_query_ns", "first_query", "ns"),
    **_metric("peak_memory_bytes", "peak_memory", "bytes"),
    **_interval("energy", "j_per_sample", energy_figures.gross, 1_000_000_000),
    "mean_watts": _energy(lambda one: energy_figures.power_uw(_windows(one)) / 1e6, "Float64"),
    "idle_watts": _energy(_idle_watts, "Float64"),
    "energy_flags": _energy(lambda one: ", ".join(energy_figures.flags(_windows(one))), "string"),
}
"""Sums over the processes, and figures with the 95 % intervals between them."""

_OF_PROCESS = {
    "process": Column("Int64", lambda row: row.number),
    "queries": _own(lambda process: process.queries),
    "samples": _own(lambda process: process.samples),
    "window_ns": _own(lambda process: process.window_ns),
    "latency_p50_ns": _own_figure(METRICS["latency_p50_ns"]),
    "latency_p50_ns_reason": _why(METRICS["latency_p50_ns"]),
    "latency_p90_ns": _own_figure(METRICS["latency_p90_ns"]),
    "latency_p90_ns_reason": _why(METRICS["latency_p90_ns"]),
    "latency_p99_ns": _own_figure(METRICS["latency_p99_ns"]),
    "latency_p99_ns_reason": _why(METRICS["latency_p99_ns"]),
    "throughput_samples_per_second": _own_per_second(METRICS["throughput_mhz"]),
    "throughput_samples_per_second_reason": _why(METRICS["throughput_mhz"]),
    "last_minute_samples_per_second": _own_per_second(METRICS["last_minute_mhz"]),
    "last_minute_samples_per_second_reason": _why(METRICS["last_minute_mhz"]),
    "load_ns": _own(lambda process: process.load_ns),
    "first_query_ns": _own(lambda process: process.first_query_ns),
    "peak_memory_bytes": _own(lambda process: process.memory.ran),
    "energy_j_per_sample": Column("Float64", _own_energy),
    "energy_j_per_sample_reason": _text(lambda result: _code(energy_figures.gross(result).value_reason)),
    "mean_watts": Column("Float64", _own_watts),
    "energy_flags": Column("string", _own_flags),
}
"""The process's own."""

_OF_RESULT = {
    "energy_uncertainty_j": _energy(lambda one: _joules(energy_figures.expanded_nj(one)), "Float64"),
    "energy_uncertainty_j_reason": _energy(lambda one: _code(one.gross_u_nj_reason), "string"),
    "energy_repeatability_j": _energy(lambda one: _joules(one.repeatability_nj), "Float64"),
    "net_energy_j_per_sample": _energy(lambda one: _joules(one.net_per_sample_nj), "Float64"),
    "net_energy_j_per_sample_reason": _energy(lambda one: _code(one.net_per_sample_nj_reason), "string"),
    "energy_boundary": _energy(lambda one: energy_figures.primary(one).boundary, "string"),
    "energy_boundary_includes": _energy(_includes, "string"),
    "meter": _energy(lambda one: energy_figures.primary(one).driver, "string"),
    "meter_validated": _energy(lambda one: energy_figures.primary(one).validated, "string"),
    "accuracy_metric": _accuracy(lambda one: one.metric, "string"),
    "accuracy_value": _accuracy(lambda one: _share(one.value_ppm), "Float64"),
    "accuracy_low": _accuracy(lambda one: _share(one.low_ppm), "Float64"),
    "accuracy_low_reason": _accuracy(lambda one: _code(one.low_ppm_reason), "string"),
    "accuracy_high": _accuracy(lambda one: _share(one.high_ppm), "Float64"),
    "accuracy_high_reason": _accuracy(lambda one: _code(one.high_ppm_reason), "string"),
    "accuracy_samples": _accuracy(lambda one: one.data_set.samples, "Int64"),
    "accuracy_data_set": _accuracy(lambda one: one.data_set.name, "string"),
    "accuracy_reason": _text(lambda result: _code(result.accuracy_reason)),
    "quality": _text(lambda result: result.quality.met),
    "findings": _text(lambda result: ", ".join(one.rule for one in result.findings)),
    "submitter": _text(lambda result: result.provenance.submitter),
    "licence": _text(lambda result: result.provenance.licence),
    "result_id": Column("string", lambda row: row.id),
    "place": Column("string", lambda row: str(store.place_of(row.result, row.id))),
    "path": Column("string", lambda row: str(row.path)),
}
"""Of the result as a whole, in either table. Without energy the reason is that of `energy_j_per_sample`; an
uncertainty is half of the 95 % interval. submitter: None unless a handle was given. place: where the file
belongs below a results folder; path: where it was read, which is nobody else's business."""

COLUMNS: Mapping[Rows, Mapping[str, Column]] = {
    "cells": {**_MEASURED, **_OF_CELL, **_OF_RESULT},
    "processes": {**_MEASURED, **_OF_PROCESS, **_OF_RESULT},
}
