"""The load that a cell leaves open, found before its processes are measured.

Offline tries batches and streams in a short pilot, Server searches its rate, Streams their number.
What to try next is decided by edgebench/search.py; each try is a window in a fresh process.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct, structs

from edgebench import histogram, search
from edgebench.errors import WorkerError
from edgebench.model.plan import Cell
from edgebench.model.process import Process
from edgebench.model.quantity import Count, Positive
from edgebench.model.result import Point
from edgebench.model.scenario import (
    BATCHES,
    MOST_CONFIRMATIONS,
    MOST_PROBES,
    OFFLINE_SAMPLES,
    P99_MIN_QUERIES,
    P99_PPM,
)

PILOT_NS = 2_000_000_000
"""Of each window of Offline's pilot, which only ranks ways to ask that lie far apart."""


class Chosen(Struct, frozen=True, tag="chosen"):
    """What a pilot or a search found for a cell, and every window it took."""

    cell: Count
    batch: Positive
    streams: Positive
    rate_uhz: Positive | None
    """Of Server; null where no rate met the bound."""
    points: list[Point]


Try = Callable[[Cell, int | None], Process]
"""Measure this cell once, at this rate in uHz or in a closed loop. Raises WorkerError."""


def is_open(cell: Cell) -> bool:
    """Whether something must be found before the cell can be measured."""
    return cell.scenario == "server" or cell.batch is None or cell.streams is None


def most_windows_ns(cell: Cell) -> list[int]:
    """The least length of each window that a pilot or search of the cell may take, at most."""
    if not is_open(cell):
        return []
    if cell.scenario == "offline":
        return [min(PILOT_NS, cell.min_ns) for _ in _ways(cell)]
    return [cell.min_ns] * (MOST_PROBES + MOST_CONFIRMATIONS + (cell.scenario == "server"))


def fixed(cell: Cell, chosen: Chosen) -> Cell:
    """The cell with what was found."""
    return _with(cell, chosen.batch, chosen.streams)


def choose(index: int, cell: Cell, measure: Try) -> Chosen:
    """Find what the cell leaves open. Raises WorkerError when nothing could be measured."""
    if cell.scenario == "server":
        return _server(index, cell, measure)
    if cell.scenario == "streams":
        return _streams(index, cell, measure)
    return _offline(index, cell, measure)


def _offline(index: int, cell: Cell, measure: Try) -> Chosen:
    points: list[Point] = []
    too_large: int | None = None
    for one in _ways(cell):
        batch = one.batch or 1
        if too_large is not None and batch >= too_large:
            continue
        short = structs.replace(one, min_ns=min(PILOT_NS, cell.min_ns), min_queries=1)
        try:
            points.append(_point(one, None, measure(short, None), met=None))
        except WorkerError:  # a model whose batch is fixed, or too large for so many streams
            if not points:  # not even the first way, which is the simplest
                raise
            too_large = batch
    best = search.best_of_pilot(points)
    return Chosen(index, best.batch or 1, best.streams or 1, None, points)


def _ways(cell: Cell) -> Iterator[Cell]:
    """Every batch on one stream, then on a stream for each thread, unless given."""
    batches = BATCHES if cell.batch is None else (cell.batch,)
    counts = dict.fromkeys((1, cell.threads)) if cell.streams is None else (cell.streams,)
    for streams in counts:
        for batch in batches:
            yield _with(cell, batch, streams)


def _server(index: int, cell: Cell, measure: Try) -> Chosen:
    """First a closed loop, which tells how much can be answered at most, and whether the bound can be met."""
    streams, alone = cell.streams or 1, measure(cell, None)
    points = [_point(cell, None, alone, met=_p99_ns(alone) <= _bound_ns(cell))]
    tried: list[Point] = []
    while points[0].met and (rate := search.next_rate(points[0], tried)):
        tried.append(_probed(_reseeded(cell, search.again(tried, rate)), rate, measure))
    return Chosen(index, 1, streams, search.best_rate(tried), points + tried)


def _streams(index: int, cell: Cell, measure: Try) -> Chosen:
    points: list[Point] = []
    while count := search.next_streams(points):
        one = _with(_reseeded(cell, search.again(points, count)), 1, count)
        points.append(_probed(one, None, measure))
    return Chosen(index, 1, search.best_streams(points) or 1, None, points)


def _probed(cell: Cell, rate_uhz: int | None, measure: Try) -> Point:
    """One window of a search. A worker that fails under a load has missed the bound; alone it is an error."""
    try:
        process = measure(cell, rate_uhz)
    except WorkerError:
        if rate_uhz is None and cell.streams == 1:
            raise
        return Point(cell.batch, cell.streams, rate_uhz, 0, None, None, met=False)
    return _point(cell, rate_uhz, process, met=search.meets(process, _bound_ns(cell)))


def _reseeded(cell: Cell, turn: int) -> Cell:
    """For a window that confirms: other arrivals, another order of samples."""
    return structs.replace(cell, seed=(cell.seed + 1000 * turn) % 2**53)


def _with(cell: Cell, batch: int, streams: int) -> Cell:
    least = cell.min_queries
    if cell.scenario == "offline":
        least = -(-OFFLINE_SAMPLES // batch)
    return structs.replace(
        cell,
        batch=batch,
        streams=streams,
        samples_per_query=max(cell.samples_per_query, batch),
        min_queries=least,
    )


def _point(cell: Cell, rate_uhz: int | None, process: Process, *, met: bool | None) -> Point:
    return Point(
        batch=cell.batch,
        streams=cell.streams,
        rate_uhz=rate_uhz,
        queries=process.queries,
        latency_p99_ns=_p99_ns(process) if process.queries >= P99_MIN_QUERIES else None,
        throughput_mhz=process.samples * 10**12 // process.window_ns or None,
        met=met,
    )


def _p99_ns(process: Process) -> int:
    return histogram.percentile(process.latency, P99_PPM)


def _bound_ns(cell: Cell) -> int:
    assert cell.bound_ns is not None  # planning skips a cell without one
    return cell.bound_ns
