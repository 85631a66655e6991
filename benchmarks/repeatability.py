"""How far ten fresh processes of one cell lie apart, pinned and on one thread.

    python -m benchmarks.repeatability                 keyword spotting and MobileNetV2
    python -m benchmarks.repeatability MODEL...        these instead

Every process has the length of tier standard. The models take turns, a process each, so that a busy
moment hits all of them. A process that had less of its core than the check `contended` allows is named;
it counts all the same. One more process of each model shares its core with a busy program on purpose:
that one has to be found.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
from collections.abc import Sequence
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


def main() -> int:
    options = _options()
    core = alternating.pin(options.core)  # what it starts stays on it
    usual = [*models.KEYWORD_SPOTTING, *models.MOBILENET_V2]
    taken = models.given(options.models) or models.of_catalogue(usual)
    windows: dict[Model, list[protocol.Measured]] = {model: [] for model in taken}
    for _ in range(options.runs):
        for model, measured in windows.items():
            measured.append(_window(model, core, options.seconds))
    kept = [
        figures.report(
            f"{model.name}: {options.runs} processes of {options.seconds:g} s, 1 thread, core {core}",
            [*_spread(model, each), *_found(each, _beside_another(model, core))],
        )
        for model, each in windows.items()
    ]
    return 0 if all(kept) else 1


def _window(model: Model, core: int, seconds: float) -> protocol.Measured:
    return measure(model.path, core, TIERS["standard"].min_queries, round(seconds * 1e9))


def _beside_another(model: Model, core: int) -> protocol.Measured:
    with subprocess.Popen([sys.executable, "-c", BUSY]) as neighbour:
        try:
            return _window(model, core, BESIDE_ANOTHER_S)
        finally:
            neighbour.kill()


def _spread(model: Model, windows: Sequence[protocol.Measured]) -> list[Figure]:
    medians = [worker.percentile(dict(one.latency.buckets), 500_000) / 1e3 for one in windows]
    alone = [p50 for p50, one in zip(medians, windows, strict=True) if _of_a_cpu(one) >= LEAST_OF_A_CPU]
    quiet = [Figure("of those with a CPU of their own", max(alone) / min(alone), "")] if alone else []
    return [
        Figure("median of p50", statistics.median(medians), "us"),
        Figure("coefficient of variation", 100 * statistics.stdev(medians) / statistics.mean(medians), "%"),
        Figure("largest p50 / smallest", max(medians) / min(medians), "", None, WIDEST[model.path.suffix]),
        *quiet,
    ]


def _found(windows: Sequence[protocol.Measured], beside: protocol.Measured) -> list[Figure]:
    """The contended processes, each with its CPU time over wall time, and whether the check finds such."""
    named = [
        Figure(f"process {number}, contended: CPU / wall", _of_a_cpu(one), "")
        for number, one in enumerate(windows, 1)
        if _of_a_cpu(one) < LEAST_OF_A_CPU
    ]
    return [
        *named,
        Figure("least CPU / wall", min(map(_of_a_cpu, windows)), ""),
        Figure("CPU / wall beside a busy program", _of_a_cpu(beside), "", None, LEAST_OF_A_CPU),
        Figure("the check `contended` begins below", contended.LEAST_CPU_PPM / 1e6, "", LEAST_OF_A_CPU),
    ]


def _of_a_cpu(measured: protocol.Measured) -> float:
    return measured.cpu_ns / measured.window_ns


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
