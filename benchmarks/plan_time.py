"""Which share of a plan's wall time is timed, and where the rest goes.

    python -m benchmarks.plan_time [OPTION...]        options of `edgebench run`

Runs `edgebench run --tier standard --no-accuracy` with these options (by default MobileNetV2 on LiteRT and
on ONNX Runtime) and notes how long every worker took for what. Wall time counts from the start of the
interpreter. The results go to a folder that is thrown away.
"""

from __future__ import annotations

import itertools
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from unittest import mock

import msgspec

from benchmarks import figures
from benchmarks.figures import Figure
from edgebench.cli.main import app
from edgebench.harness import protocol
from edgebench.harness.session import WorkerSession
from edgebench.runner import measuring

LEAST_PERCENT = 75.0
USUAL = [
    *("--workload", "mobilenet-v2", "--variant", "tflite-int8", "--variant", "onnx-int8"),
    *("--harness", "tflite", "--harness", "onnxruntime"),
]
TIMED = "timed windows"
IN_A_PROCESS = (
    "process start",
    "imports",
    "load",
    "prepare",
    "first query and warm-up",
    TIMED,
    "between blocks, audit",
    "telemetry",
    "process end",
)
"""Kinds of time within one process of a cell, in their order."""
BEFORE, BETWEEN, AFTER = "planning", "between processes", "assembling and saving"

ReplyType = TypeVar("ReplyType", bound=msgspec.Struct)
Clock = Callable[[], float]


@dataclass
class Process:
    """One worker process of a cell: when it ran, on the clock of perf_counter, and what it spent, in s."""

    harness: str
    began: float
    ended: float = 0.0
    spent: dict[str, float] = field(default_factory=lambda: dict.fromkeys(IN_A_PROCESS, 0.0))

    def end(self, at: float) -> None:
        """What no request accounts for is the telemetry's, which starts and stops around the window."""
        self.ended = at
        self.spent["telemetry"] = at - self.began - sum(self.spent.values())


class WatchedSession(WorkerSession):
    """A worker whose requests are timed, and which tells `processes` when it ends."""

    processes: list[Process]
    clock: Clock = staticmethod(time.perf_counter)

    def __init__(self, python: Path, worker: Path, harness: Path) -> None:
        self._watched = Process(harness.stem, self.clock())
        super().__init__(python, worker, harness)
        self._watched.spent["process start"] = self.clock() - self._watched.began

    def ask(self, request: protocol.Request, reply: type[ReplyType], timeout_s: float) -> ReplyType:
        began = self.clock()
        answer = super().ask(request, reply, timeout_s)
        for kind, seconds in _parts(answer, began, self.clock()).items():
            self._watched.spent[kind] += seconds
        return answer

    def close(self) -> None:
        began = self.clock()
        super().close()
        ended = self.clock()
        self._watched.spent["process end"] = ended - began
        self._watched.end(ended)
        self.processes.append(self._watched)


def _parts(answer: msgspec.Struct, began: float, ended: float) -> dict[str, float]:
    """What one request's time was spent on. The worker reads the same clock as this process."""
    match answer:
        case protocol.Loaded():
            return {"imports": ended - began}  # and the load, which is told with what was measured
        case protocol.Measured():
            window, load = answer.window_ns / 1e9, answer.load_ns / 1e9
            opened = answer.began_ns / 1e9
            return {
                "imports": -load,
                "load": load,
                "first query and warm-up": opened - began,
                TIMED: window,
                "between blocks, audit": ended - opened - window,
            }
        case _:
            return {"prepare": ended - began}


@contextmanager
def watched() -> Iterator[list[Process]]:
    """While this lasts, the processes of cells are noted, each when it ends."""
    processes: list[Process] = []
    with (
        mock.patch.object(WatchedSession, "processes", processes, create=True),
        mock.patch.object(measuring, "WorkerSession", WatchedSession),
    ):
        yield processes


def kinds(processes: Sequence[Process], began: float, ended: float) -> dict[str, float]:
    """Seconds of every kind, of the whole run from `began` to `ended`; they add up to its wall time."""
    total = {kind: sum(one.spent[kind] for one in processes) for kind in IN_A_PROCESS}
    between = sum(after.began - one.ended for one, after in itertools.pairwise(processes))
    return {
        BEFORE: processes[0].began - began,
        **total,
        BETWEEN: between,
        AFTER: ended - processes[-1].ended,
    }


def main() -> int:
    asked = sys.argv[1:] or USUAL
    began = time.perf_counter() - _age_s()
    with tempfile.TemporaryDirectory() as folder, watched() as processes:
        command = ["run", "--tier", "standard", "--no-accuracy", "--results", folder, *asked]
        app(command, standalone_mode=False)
    if not processes:
        return 1
    kept = _report(kinds(processes, began, time.perf_counter()), " ".join(asked), len(processes))
    for harness in sorted({one.harness for one in processes}):
        _report_process(harness, [one for one in processes if one.harness == harness])
    return 0 if kept else 1


def _report(spent: dict[str, float], asked: str, processes: int) -> bool:
    wall, least = sum(spent.values()), {TIMED: LEAST_PERCENT}
    shares = [
        Figure(f"{kind}, {seconds:.2f} s", 100 * seconds / wall, "%", least.get(kind))
        for kind, seconds in spent.items()
    ]
    return figures.report(f"{asked}: {processes} processes in {wall:.1f} s", shares)


def _report_process(harness: str, processes: Sequence[Process]) -> None:
    """The median seconds of each kind: what a process takes besides its window."""
    medians = {kind: statistics.median(one.spent[kind] for one in processes) for kind in IN_A_PROCESS}
    beside = statistics.median(one.ended - one.began - one.spent[TIMED] for one in processes)
    rows = [Figure(kind, seconds, "s") for kind, seconds in medians.items()]
    figures.report(f"a process of {harness}, medians", [*rows, Figure("all but the window", beside, "s")])


def _age_s() -> float:
    """How long ago this process was started, to 10 ms."""
    stat = Path("/proc/self/stat").read_text(encoding="ascii").rpartition(")")[2]
    started = int(stat.split()[19]) / os.sysconf("SC_CLK_TCK")
    return time.clock_gettime(time.CLOCK_BOOTTIME) - started


if __name__ == "__main__":
    sys.exit(main())
