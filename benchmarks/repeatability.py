"""How far ten fresh processes of one cell lie apart, pinned and on one thread.

    python -m benchmarks.repeatability MODEL...

The models take turns, a process each, so that a busy moment hits all of them. A process with less
than 98 % of a CPU had company; it counts all the same, and is named.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks import alternating, figures, worker
from benchmarks.figures import Figure
from benchmarks.through_worker import measure
from edgebench.harness import protocol

WIDEST = {".tflite": 1.03, ".onnx": 1.05}
"""Largest p50 over smallest, by the format of the runtime's own models: LiteRT, ONNX Runtime."""
LEAST_OF_A_CPU = 0.98
QUERIES = 205


def main() -> int:
    options = _options()
    core = alternating.pin(options.core)
    windows: dict[Path, list[protocol.Measured]] = {model: [] for model in options.models}
    for _ in range(options.runs):
        for model, measured in windows.items():
            measured.append(measure(model, core, QUERIES, round(options.seconds * 1e9)))
    kept = [
        figures.report(f"{model.name}: {options.runs} processes, 1 thread, core {core}", _spread(model, each))
        for model, each in windows.items()
    ]
    return 0 if all(kept) else 1


def _spread(model: Path, windows: Sequence[protocol.Measured]) -> list[Figure]:
    medians = [worker.percentile(dict(one.latency.buckets), 500_000) / 1e6 for one in windows]
    shares = [one.cpu_ns / one.window_ns for one in windows]
    contended = sum(share < LEAST_OF_A_CPU for share in shares)
    return [
        Figure("median of p50", statistics.median(medians), "ms"),
        Figure("coefficient of variation", 100 * statistics.stdev(medians) / statistics.mean(medians), "%"),
        Figure("least CPU time / wall time", min(shares), ""),
        Figure(f"processes with less than {LEAST_OF_A_CPU:.0%} of a CPU", float(contended), ""),
        Figure("largest p50 / smallest", max(medians) / min(medians), "", None, WIDEST[model.suffix]),
    ]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Spread of p50 over fresh processes.")
    parser.add_argument("models", type=Path, nargs="+", metavar="MODEL", help="a .tflite or .onnx file")
    parser.add_argument("--runs", type=int, default=10, help="processes a model (default 10)")
    parser.add_argument("--seconds", type=float, default=6.0, help="of each window (default 6)")
    parser.add_argument("--core", type=int, help="run on this core (default: the last)")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
