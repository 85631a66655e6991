"""How far ten fresh processes of one cell lie apart, pinned and on one thread.

    python -m benchmarks.repeatability                 keyword spotting and MobileNetV2
    python -m benchmarks.repeatability MODEL...        these instead

Every process has the length of tier standard. The models take turns, a process each, so that a busy
moment hits all of them. A process that had less of its core than the check `contended` allows is named;
it counts all the same. One more process of each model shares its core with a busy program on purpose:
that one has to be found. Beside every process a fixed piece of work is timed: what differs as much as the
processes do is the machine.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import alternating, figures, models, worker
from benchmarks.figures import Figure
from benchmarks.models import Model
from benchmarks.through_worker import measure
from edgebench.checks.measurement import contended
from edgebench.harness import protocol
from edgebench.model.scenario import TIERS

WIDEST = {".tflite": 1.03, ".onnx": 1.05}
"""Largest p50 over smallest, by the format of the runtime's own models: LiteRT, ONNX Runtime."""
LEAST_OF_A_CPU = 0.98
"""A process with less is to be found contended."""
BESIDE_ANOTHER_S = 3.0
BUSY = "while True: pass"
FIXED_WORK = 200_000
"""Additions, some milliseconds; the median of 21 times is kept."""


@dataclass(frozen=True)
class Run:
    """One process, and what the fixed work took just before and after it."""

    measured: protocol.Measured
    fixed_ns: float

    @property
    def p50_us(self) -> float:
        return float(worker.percentile(dict(self.measured.latency.buckets), 500_000)) / 1e3

    @property
    def of_a_cpu(self) -> float:
        """CPU time over wall time."""
        return self.measured.cpu_ns / self.measured.window_ns


def main() -> int:
    options = _options()
    core = alternating.pin(options.core)  # what it starts stays on it
    usual = [*models.KEYWORD_SPOTTING, *models.MOBILENET_V2]
    taken = models.given(options.models) or models.of_catalogue(usual)
    runs: dict[Model, list[Run]] = {model: [] for model in taken}
    for _ in range(options.runs):
        for model, done in runs.items():
            done.append(_run(model, core, options.seconds))
    kept = [
        figures.report(
            f"{model.name}: {options.runs} processes of {options.seconds:g} s, 1 thread, core {core}",
            [*_spread(model, done), *_found(done, _beside_another(model, core))],
        )
        for model, done in runs.items()
    ]
    return 0 if all(kept) else 1


def _run(model: Model, core: int, seconds: float) -> Run:
    before = _fixed_ns()
    measured = measure(model.path, core, TIERS["standard"].min_queries, round(seconds * 1e9))
    return Run(measured, statistics.mean([before, _fixed_ns()]))


def _beside_another(model: Model, core: int) -> Run:
    with subprocess.Popen([sys.executable, "-c", BUSY]) as neighbour:
        try:
            return _run(model, core, BESIDE_ANOTHER_S)
        finally:
            neighbour.kill()


def _fixed_ns() -> float:
    times = []
    for _ in range(21):
        began = time.perf_counter_ns()
        sum(range(FIXED_WORK))
        times.append(time.perf_counter_ns() - began)
    return statistics.median(times)


def _spread(model: Model, runs: Sequence[Run]) -> list[Figure]:
    medians, fixed = [run.p50_us for run in runs], [run.fixed_ns for run in runs]
    alone = [run.p50_us for run in runs if run.of_a_cpu >= LEAST_OF_A_CPU]
    quiet = [Figure("of those with a CPU of their own", max(alone) / min(alone), "")] if alone else []
    return [
        Figure("median of p50", statistics.median(medians), "us"),
        Figure("coefficient of variation", 100 * statistics.stdev(medians) / statistics.mean(medians), "%"),
        Figure("largest p50 / smallest", max(medians) / min(medians), "", None, WIDEST[model.path.suffix]),
        *quiet,
        Figure("fixed work beside them, largest / smallest", max(fixed) / min(fixed), ""),
    ]


def _found(runs: Sequence[Run], beside: Run) -> list[Figure]:
    """The contended processes, each with its CPU time over wall time, and whether the check finds such."""
    named = [
        Figure(f"process {number}, contended: CPU / wall", run.of_a_cpu, "")
        for number, run in enumerate(runs, 1)
        if run.of_a_cpu < LEAST_OF_A_CPU
    ]
    return [
        *named,
        Figure("least CPU / wall", min(run.of_a_cpu for run in runs), ""),
        Figure("CPU / wall beside a busy program", beside.of_a_cpu, "", None, LEAST_OF_A_CPU),
        Figure("the check `contended` begins below", contended.LEAST_OF_ONE_PPM / 1e6, "", LEAST_OF_A_CPU),
    ]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Spread of p50 over fresh processes.")
    parser.add_argument("models", type=Path, nargs="*", metavar="MODEL", help="a .tflite or .onnx file")
    parser.add_argument("--runs", type=int, default=10, help="processes a model (default 10)")
    standard = TIERS["standard"].min_ns / 1e9
    parser.add_argument(
        "--seconds", type=float, default=standard, help=f"of each window (default {standard:g})"
    )
    parser.add_argument("--core", type=int, help="run on this core (default: the last)")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
