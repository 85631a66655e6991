"""A row of a board in small: what the pages across workloads need, where results are too many to keep.

The page of a workload is made from results. Front, devices, runtimes, compare, coverage and the shards are
made from lines: one a row, so one a device, system and variant, with its sessions.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from edgebench import energy_figures, quality, statistics, store
from edgebench.comparison import DeviceClass, device_class
from edgebench.leaderboard import Board
from edgebench.metrics import ENERGY, METRICS, Metric
from edgebench.model.entry import Entry
from edgebench.model.reason import Reason
from edgebench.model.result import Estimate, Result
from edgebench.model.scenario import ScenarioName
from edgebench.model.standing import Withdrawal
from edgebench.publish.charts import trace
from edgebench.publish.charts.trace import Trace
from edgebench.publish.wording import scenarios, words
from edgebench.ranking import Row, Table
from edgebench.statistics import Logs
from edgebench.unranked import Unranked


class Amount(Struct, frozen=True, array_like=True):
    """A stored integer in its base unit, with its 95 % interval; without a value, why."""

    value: int | None
    low: int | None = None
    high: int | None = None
    why: Reason | None = None


class LineSession(Struct, frozen=True, array_like=True):
    """One result of a line. id: of the file. judged: what its scenario is judged by.

    session, unit: random ids of the run and of the machine. judged_logs: of the values of its processes, of
    the one value of a search; energy_logs likewise, of the energy of a sample.
    """

    id: str
    path: str
    created: str
    signer: str | None
    judged: Amount
    session: str
    unit: str
    interleaved: bool
    judged_logs: Logs | None
    energy_logs: Logs | None
    withdrawn: Withdrawal | None = None


class Line(Struct, frozen=True, kw_only=True, array_like=True):
    """One row. Its figures are those of its median session; `judged` has the interval of all of them.

    sessions: in the order of time.
    table: lines that share one are ranked together; None: not ranked, and `why_unranked` says why.
    board: anchor of the board on the page of the workload; asked: what it asks beside the scenario.
    metric: name of what the scenario is judged by.
    energy_nj: of a sample, measured at `boundary`; energy_table and energy_rank likewise, by energy.
    slowdown_ppm: of Sustained, time a sample in the last minute over the first; trace: its median process.
    energy_share: of the energy, the part of its standard uncertainty that is common to all runs on the meter.
    """

    id: str
    path: str
    created: str
    sessions: tuple[LineSession, ...]
    kind: str
    workload: str
    revision: int
    division: str
    scenario: ScenarioName
    scope: str
    tier: str
    board: str
    asked: str
    metric: str
    device: str
    device_name: str
    device_class: DeviceClass
    device_kind: str
    cpu_model: str
    cores: int
    memory_bytes: int | None
    cooling: str | None
    power_mode: str | None
    governor: str | None
    harness: str
    runtime: str
    runtime_version: str
    accelerator: str
    threads: int
    pinned: bool
    variant: str
    format: str
    precision: str
    weights: str
    table: str | None
    rank: tuple[int, int] | None
    tie: int | None
    why_unranked: Unranked | None
    judged: Amount
    counting_error: float
    """Standard error of the logarithm of what it is judged by that whole queries make, at most."""
    latency_p50_ns: Amount
    latency_p90_ns: Amount
    latency_p99_ns: Amount
    throughput_mhz: Amount
    peak_memory_bytes: Amount
    load_ns: Amount
    slowdown_ppm: Amount
    energy_nj: Amount
    power_uw: int | None
    boundary: str | None
    meter: str | None
    energy_share: float | None
    energy_table: str | None
    energy_rank: tuple[int, int] | None
    accuracy_ppm: Amount
    accuracy_metric: str | None
    target_met: str
    badges: tuple[str, ...]
    trust: str
    reproduced_by: tuple[str, ...]
    withdrawn: str | None
    findings: tuple[str, ...]
    trace: Trace | None = None

    @property
    def system(self) -> tuple[str, ...]:
        """What runs: the same device, harness, variant and threads, whatever the scenario and the version."""
        pinned = "pinned" if self.pinned else ""
        names = (self.device_name, self.cpu_model, self.power_mode or "", self.harness, self.accelerator)
        return (*names, self.variant, str(self.threads), pinned)


class _Place(Struct, frozen=True):
    """Where a row stands among others."""

    table: str | None = None
    rank: tuple[int, int] | None = None
    tie: int | None = None
    why: Unranked | None = None


def lines_of(
    boards: Iterable[Board],
    by_energy: Iterable[Board],
    anchors: Mapping[int, str],
    device_names: Mapping[str, str],
) -> Iterator[Line]:
    """Every row of these boards of one workload, ranked first, in the order of the boards.

    by_energy: the boards of the same results by energy. anchors: of the boards, by their number.
    """
    energy_places = dict(_energy_places(by_energy))
    for number, board in enumerate(boards):
        for row, place in _places(board):
            at = energy_places.get(str(row.entry.path), _Place())
            yield _line(row, place, at, board, anchors[number], device_names)


def _places(board: Board) -> Iterator[tuple[Row, _Place]]:
    for table in board.tables:
        name = _name(table)
        for row in table.rows:
            yield row, _Place(name, row.rank, row.tie)
    for group in board.unranked:
        for row in group.rows:
            yield row, _Place(why=group.why)


def _energy_places(boards: Iterable[Board]) -> Iterator[tuple[str, _Place]]:
    for board in boards:
        for table in board.tables:
            for row in table.rows:
                for entry in row.sessions:
                    yield str(entry.path), _Place(_name(table), row.rank, row.tie)


def _name(table: Table) -> str:
    """The same for every build of the same results."""
    return hashlib.sha256(str(table.rows[0].entry.path).encode()).hexdigest()[:8]


def _line(
    row: Row, place: _Place, by_energy: _Place, board: Board, anchor: str, device_names: Mapping[str, str]
) -> Line:
    result, standing = row.result, row.entry.standing
    device, sut, load = result.device, result.sut, result.load
    energy, measured = energy_figures.sound(result), result.accuracy
    windows = energy_figures.windows_of(energy, energy.primary) if energy else []
    meter = energy_figures.primary(energy) if energy else None
    return Line(
        id=result_id(row.entry),
        path=str(row.entry.path),
        created=result.created,
        sessions=tuple(_session(entry, board) for entry in row.sessions),
        kind=result.kind,
        workload=result.workload.name,
        revision=result.workload.revision,
        division=result.workload.division,
        scenario=load.scenario,
        scope=load.scope,
        tier=load.tier,
        board=anchor,
        asked=sys.intern(", ".join(scenarios.asked_of_all(result))),
        metric=board.metric.name,
        device=device.slug,
        device_name=device_names.get(device.slug) or device.cpu.model or device.slug,
        device_class=device_class(result),
        device_kind="container" if device.virtual == "container" else device.kind,
        cpu_model=device.cpu.model,
        cores=device.cpu.cores,
        memory_bytes=device.memory_bytes,
        cooling=device.cooling,
        power_mode=device.power_mode,
        governor=device.governor,
        harness=sut.harness,
        runtime=sut.runtime.name,
        runtime_version=sut.runtime.version,
        accelerator=sut.accelerator,
        threads=result.provenance.repeat.threads,
        pinned=sut.affinity is not None,
        variant=result.variant.name,
        format=result.variant.format,
        precision=words.precision(result.variant.precision),
        weights=result.variant.weights,
        table=place.table,
        rank=place.rank,
        tie=place.tie,
        why_unranked=place.why,
        judged=_judged(row, board),
        counting_error=board.metric.counting_error([entry.result for entry in row.sessions]),
        latency_p50_ns=_metric("latency_p50_ns", result),
        latency_p90_ns=_metric("latency_p90_ns", result),
        latency_p99_ns=_metric("latency_p99_ns", result),
        throughput_mhz=_metric("throughput_mhz", result),
        peak_memory_bytes=_metric("peak_memory_bytes", result),
        load_ns=_metric("load_ns", result),
        slowdown_ppm=_metric("last_over_first_minute_ppm", result),
        energy_nj=_amount(ENERGY.read(result)),
        power_uw=energy_figures.power_uw(windows) if windows else None,
        boundary=meter.boundary if meter else None,
        meter=meter.driver if meter else None,
        energy_share=energy_figures.common_share(energy) if energy else None,
        energy_table=by_energy.table,
        energy_rank=by_energy.rank,
        accuracy_ppm=_accuracy(result),
        accuracy_metric=measured.metric if measured else None,
        target_met=result.quality.met,
        badges=tuple(badge.word for badge in words.badges(result, standing)),
        trust=standing.trust.value,
        reproduced_by=standing.reproduced_by,
        withdrawn=standing.withdrawn.reason if standing.withdrawn else None,
        findings=tuple(sorted({one.rule for one in result.findings if one.level != "info"})),
        trace=trace.of_result(result) if load.scenario == "sustained" else None,
    )


def result_id(entry: Entry) -> str:
    """Of its file. The build drops the traces of what it holds, so its bytes are not the file's."""
    return entry.id or store.result_id(store.encode(entry.result))


def _session(entry: Entry, board: Board) -> LineSession:
    result = entry.result
    return LineSession(
        result_id(entry),
        str(entry.path),
        result.created,
        entry.standing.signer,
        _amount(board.metric.read(result)),
        sys.intern(result.session.id),
        sys.intern(result.device.unit),
        result.session.interleaved,
        _logs(result, board.metric),
        _logs(result, ENERGY),
        entry.standing.withdrawn,
    )


def _logs(result: Result, metric: Metric) -> Logs | None:
    """None without a value above 0."""
    found = metric.read(result).value
    values = metric.per_process(result) or ((float(found),) if found else ())
    return statistics.logs_of(values) if values and min(values) > 0 else None


def _judged(row: Row, board: Board) -> Amount:
    why = board.metric.read(row.result).value_reason
    return Amount(row.value, row.low, row.high, why if row.value is None else None)


def _metric(name: str, result: Result) -> Amount:
    return _amount(METRICS[name].read(result))


def _amount(of: Estimate) -> Amount:
    return Amount(of.value, of.low, of.high, of.value_reason)


def _accuracy(result: Result) -> Amount:
    measured = quality.decisive(result.accuracy)
    if measured is None:
        return Amount(None, why=result.accuracy_reason or Reason.TOO_FEW_SAMPLES)
    return Amount(measured.value_ppm, measured.low_ppm, measured.high_ppm)
