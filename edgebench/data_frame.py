"""Results as a pandas DataFrame: one row a process, which is what the statistics are of.

A column is a line of COLUMNS. Its name holds its unit. Where a figure can be missing it is NA, and the
column `<name>_reason` beside it says why (model/reason.py).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from edgebench import energy_figures, store, withdrawals
from edgebench.comparison import device_class
from edgebench.errors import EdgebenchError
from edgebench.metrics import METRICS, Metric
from edgebench.model.energy import Energy, EnergyWindow
from edgebench.model.process import Process
from edgebench.model.quality import Accuracy
from edgebench.model.reason import Reason
from edgebench.model.result import Result
from edgebench.result_reader import decode

if TYPE_CHECKING:
    import pandas


class Row(NamedTuple):
    """One process of a result; `number` counts them from 0."""

    path: Path
    id: str
    result: Result
    number: int
    process: Process


class Column(NamedTuple):
    """What pandas keeps it as (NA in each of them is one thing), and what a row has of it; None is NA."""

    kind: Literal["string", "Int64", "Float64", "boolean"]
    read: Callable[[Row], object]


def load(path: Path, *, withdrawn: bool = False) -> pandas.DataFrame:
    """The file, or every result below the folder, in the order of the paths; columns are always the same.

    withdrawn: also results that were (edgebench/withdrawals.py).

    Raises ResultError at the first file that cannot be read, EdgebenchError without pandas.
    """
    try:
        import pandas
    except ImportError as error:
        raise EdgebenchError(
            "load needs pandas, which is not installed", "Add it with: pip install 'edgebench[site]'"
        ) from error
    files = store.found(path)
    left_out = {} if withdrawn else withdrawals.among(files)
    found = [row for file in files if file not in left_out for row in rows(file)]
    made = {
        name: pandas.array([column.read(row) for row in found], dtype=column.kind)
        for name, column in COLUMNS.items()
    }
    return pandas.DataFrame(made)


def rows(path: Path) -> list[Row]:
    """The processes of the result in this file. Raises ResultError."""
    data = store.read_bytes(path)
    result = decode(data, str(path))
    return [
        Row(path, store.result_id(data), result, number, process)
        for number, process in enumerate(result.processes)
    ]


def _text(read: Callable[[Result], str | None]) -> Column:
    return Column("string", lambda row: read(row.result))


def _whole(read: Callable[[Result], int | None]) -> Column:
    return Column("Int64", lambda row: read(row.result))


def _own(read: Callable[[Process], int]) -> Column:
    """Of the process itself."""
    return Column("Int64", lambda row: read(row.process))


def _figure(metric: Metric) -> Column:
    """The process's own value, where its result has that figure."""
    return Column("Int64", lambda row: _value(row, metric))


def _per_second(metric: Metric) -> Column:
    def read(row: Row) -> float | None:
        millihertz = _value(row, metric)
        return None if millihertz is None else millihertz / 1000

    return Column("Float64", read)


def _value(row: Row, metric: Metric) -> float | None:
    if metric.of_process is None or metric.read(row.result).value is None:
        return None
    return metric.of_process(row.process)


def _why(metric: Metric) -> Column:
    return _text(lambda result: _code(metric.read(result).value_reason))


def _accuracy(read: Callable[[Accuracy], object], kind: Literal["string", "Int64", "Float64"]) -> Column:
    return Column(kind, lambda row: read(row.result.accuracy) if row.result.accuracy else None)


def _energy(read: Callable[[Energy], object], kind: Literal["string", "Float64"]) -> Column:
    """Of the whole result, by its primary meter."""

    def of_result(row: Row) -> object:
        energy = energy_figures.sound(row.result)
        return read(energy) if energy else None

    return Column(kind, of_result)


def _own_window(row: Row) -> EnergyWindow | None:
    energy = energy_figures.sound(row.result)
    return energy_figures.windows_of(energy, energy.primary)[row.number] if energy else None


def _own_energy(row: Row) -> float | None:
    values = energy_figures.per_process_nj(row.result)
    return values[row.number] / 1e9 if values else None


def _watts(row: Row) -> float | None:
    window = _own_window(row)
    return energy_figures.power_uw([window]) / 1e6 if window else None


def _energy_flags(row: Row) -> str | None:
    window = _own_window(row)
    return ", ".join(sorted(window.flags)) if window else None


def _includes(energy: Energy) -> str:
    return ", ".join(sorted(energy_figures.primary(energy).boundary_includes))


def _joules(nanojoules: float | None) -> float | None:
    return None if nanojoules is None else nanojoules / 1e9


def _share(ppm: int | None) -> float | None:
    return None if ppm is None else ppm / 1e6


def _code(reason: Reason | None) -> str | None:
    return reason.value if reason else None


COLUMNS = {
    "device": _text(lambda result: result.device.slug),
    "device_class": _text(device_class),
    "workload": _text(lambda result: result.workload.name),
    "workload_revision": _whole(lambda result: result.workload.revision),
    "variant": _text(lambda result: result.variant.name),
    "weights": _text(lambda result: result.variant.weights),
    "harness": _text(lambda result: result.sut.harness),
    "runtime": _text(lambda result: result.sut.runtime.name),
    "runtime_version": _text(lambda result: result.sut.runtime.version),
    "accelerator": _text(lambda result: result.sut.accelerator),
    "execution_precision": _text(lambda result: result.sut.execution_precision),
    "threads": _whole(lambda result: result.provenance.repeat.threads),
    "pinned": Column("boolean", lambda row: row.result.sut.affinity is not None),
    "scenario": _text(lambda result: result.load.scenario),
    "scope": _text(lambda result: result.load.scope),
    "tier": _text(lambda result: result.load.tier),
    "batch": _whole(lambda result: result.load.batch),
    "streams": _whole(lambda result: result.load.streams),
    "samples_per_query": _whole(lambda result: result.load.samples_per_query),
    "period_ns": _whole(lambda result: result.load.period_ns),
    "bound_ns": _whole(lambda result: result.load.bound_ns),
    "session": _text(lambda result: result.session.id),
    "created": _text(lambda result: result.created),
    "process": Column("Int64", lambda row: row.number),
    "queries": _own(lambda process: process.queries),
    "samples": _own(lambda process: process.samples),
    "window_ns": _own(lambda process: process.window_ns),
    "latency_p50_ns": _figure(METRICS["latency_p50_ns"]),
    "latency_p50_ns_reason": _why(METRICS["latency_p50_ns"]),
    "latency_p90_ns": _figure(METRICS["latency_p90_ns"]),
    "latency_p90_ns_reason": _why(METRICS["latency_p90_ns"]),
    "latency_p99_ns": _figure(METRICS["latency_p99_ns"]),
    "latency_p99_ns_reason": _why(METRICS["latency_p99_ns"]),
    "throughput_samples_per_second": _per_second(METRICS["throughput_mhz"]),
    "throughput_samples_per_second_reason": _why(METRICS["throughput_mhz"]),
    "last_minute_samples_per_second": _per_second(METRICS["last_minute_mhz"]),
    "last_minute_samples_per_second_reason": _why(METRICS["last_minute_mhz"]),
    "load_ns": _figure(METRICS["load_ns"]),
    "first_query_ns": _figure(METRICS["first_query_ns"]),
    "peak_memory_bytes": _figure(METRICS["peak_memory_bytes"]),
    "energy_j_per_sample": Column("Float64", _own_energy),
    "energy_j_per_sample_reason": _text(lambda result: _code(energy_figures.gross(result).value_reason)),
    "energy_uncertainty_j": _energy(lambda one: _joules(energy_figures.expanded_nj(one)), "Float64"),
    "energy_uncertainty_j_reason": _energy(lambda one: _code(one.gross_u_nj_reason), "string"),
    "energy_repeatability_j": _energy(lambda one: _joules(one.repeatability_nj), "Float64"),
    "net_energy_j_per_sample": _energy(lambda one: _joules(one.net_per_sample_nj), "Float64"),
    "net_energy_j_per_sample_reason": _energy(lambda one: _code(one.net_per_sample_nj_reason), "string"),
    "energy_boundary": _energy(lambda one: energy_figures.primary(one).boundary, "string"),
    "energy_boundary_includes": _energy(_includes, "string"),
    "meter": _energy(lambda one: energy_figures.primary(one).driver, "string"),
    "meter_validated": _energy(lambda one: energy_figures.primary(one).validated, "string"),
    "mean_watts": Column("Float64", _watts),
    "energy_flags": Column("string", _energy_flags),
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
    "result_id": Column("string", lambda row: row.id),
    "path": Column("string", lambda row: str(row.path)),
}
"""In this order. Figures are the process's own, its energy, power and flags too; uncertainty and net of the
energy, accuracy, quality and findings are its result's."""
