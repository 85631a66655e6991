"""Meters beside one process: recorders run, rests are marked, and what was recorded is named."""

from __future__ import annotations

import contextlib
import hashlib
import os
import time
from collections.abc import Collection, Sequence
from pathlib import Path

from msgspec import Struct

from edgebench.energy import aliasing
from edgebench.energy.trace import Marks, Span
from edgebench.harness import protocol
from edgebench.lab import Binding
from edgebench.meters import discover
from edgebench.meters.beside import READY_SECONDS, RecorderProcess
from edgebench.meters.recorder import Order
from edgebench.model.meter import Specification
from edgebench.model.reason import Reason

SETTLE_NS = 500_000_000
"""After the worker's last work, before idling counts."""


class Bound(Struct, frozen=True):
    """A meter of a session. window_ns: how long a window it needs; refused: why its energy is never told."""

    binding: Binding
    window_ns: int
    specification: Specification | None
    """As it was when the session began; null: it could not be opened then."""
    refused: Reason | None = None
    says: str = ""
    hint: str = ""

    @property
    def imports(self) -> bool:
        """Whether another program records it, into a file that is read when the cell closes."""
        return bool(getattr(discover.named(self.binding.driver), "imports", False))


class Traced(Struct, frozen=True):
    """What one meter's recorder left beside one process: a file of the session's folder."""

    meter: str
    file: str
    sha256: str
    jittered: bool


class MeteredProcess(Struct, frozen=True):
    """Of one process. wall_ns: UNIX time at the first and the last mark, for what another clock recorded."""

    marks: Marks
    traces: list[Traced]
    wall_ns: tuple[int, int]
    monotonic_ns: tuple[int, int]
    cpu_ppm: int
    """Of all recorders together: CPU time over time."""


class Metering:
    """A context manager around what is metered of one process."""

    def __init__(
        self,
        bound: Sequence[Bound],
        folder: Path,
        idle_ns: int,
        affinity: Collection[int],
        query_ns: float | None,
        seed: int,
    ) -> None:
        """folder: of the session. affinity: of the worker, left alone. query_ns: as far as it is known."""
        self._folder, self._idle_ns = folder, idle_ns
        others = os.sched_getaffinity(0) - set(affinity)
        self._recorders: list[tuple[Bound, Path, bool, RecorderProcess]] = []
        for one in bound:
            if one.imports or one.refused:
                continue
            file = folder / f"{one.binding.name}-{time.monotonic_ns()}.csv"
            jitter = _in_step(one.specification, query_ns)
            order = Order(one.binding, seed if jitter else None)
            self._recorders.append((one, file, jitter, RecorderProcess(order, file, others)))

    def __enter__(self) -> Metering:
        self._clocks = [_clocks()]
        with contextlib.ExitStack() as started:  # Ctrl-C in here never reaches __exit__
            for *_, process in self._recorders:
                started.callback(process.stop)
                process.start()
            until = time.monotonic() + READY_SECONDS
            for *_, process in self._recorders:
                process.wait(until)
            self._before = self._rest()
            started.pop_all()
        return self

    def done(self, reply: protocol.Measured, samples: int, since_session_ns: int) -> None:
        """The window is over: idle again, the model still loaded."""
        time.sleep(SETTLE_NS / 1e9)
        after = self._rest()
        self._clocks.append(_clocks())
        (wall, monotonic), (wall_after, monotonic_after) = self._clocks
        self.marks = Marks(
            window=Span(reply.began_ns, reply.ended_ns),
            queries=reply.queries,
            samples=samples,
            since_session_ns=since_session_ns,
            idle_before=self._before,
            idle_after=after,
            wall_moved_ns=(wall_after - wall) - (monotonic_after - monotonic),
        )

    def __exit__(self, *unused: object) -> None:
        costs = [process.stop() for *_, process in self._recorders]
        known = [cost.cpu_ns * 1_000_000 // max(1, cost.over_ns) for cost in costs if cost]
        self._cpu_ppm = sum(known)

    def recorded(self) -> MeteredProcess:
        """After it: the marks, and what lies in the session's folder."""
        return MeteredProcess(
            marks=self.marks,
            traces=[
                Traced(bound.binding.name, file.name, _sha256(file), jitter)
                for bound, file, jitter, _ in self._recorders
            ],
            wall_ns=(self._clocks[0][0], self._clocks[-1][0]),
            monotonic_ns=(self._clocks[0][1], self._clocks[-1][1]),
            cpu_ppm=self._cpu_ppm,
        )

    def _rest(self) -> Span:
        began_ns = time.monotonic_ns()
        time.sleep(self._idle_ns / 1e9)
        return Span(began_ns, time.monotonic_ns())


def _in_step(specification: Specification | None, query_ns: float | None) -> bool:
    """Whether points taken at the meter's period could always meet the same part of an inference.

    Of a cell's first process nobody knows yet how long a query takes: its points are taken at random times.
    """
    if specification is None or not aliasing.takes_points(specification):
        return False
    return query_ns is None or aliasing.resonates(1000 * specification.period_us, query_ns)


def _clocks() -> tuple[int, int]:
    """(UNIX time, monotonic time) of one moment."""
    before = time.monotonic_ns()
    wall = time.time_ns()
    return wall, (before + time.monotonic_ns()) // 2


def _sha256(file: Path) -> str:
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError:
        return hashlib.sha256(b"").hexdigest()
