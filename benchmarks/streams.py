"""Two closed-loop streams of one thread each against one, on two cores, through real workers.

    python -m benchmarks.streams MODEL...

Every shipped harness that reads a model's format and runs here takes part. Fresh workers with
one and with two streams take turns; what counts is the ratio of their throughputs within a pair.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
from pathlib import Path

from benchmarks import figures
from benchmarks.figures import Figure
from benchmarks.through_worker import measure
from edgebench.harness import discover, protocol
from edgebench.harness.discover import HarnessFile, Usable

LEAST = 1.5
SECOND_NS = 1_000_000_000


def main() -> int:
    options = _options()
    if len(os.sched_getaffinity(0)) < 2:
        raise SystemExit("two streams need two cores")
    rows = [
        Figure(
            f"{model.name}, {harness.name}", _ratio(model, harness, options.pairs, options.seconds), "", LEAST
        )
        for model in options.model
        for harness in discover.shipped().values()
        if model.suffix.removeprefix(".") in harness.formats and isinstance(discover.probe(harness), Usable)
    ]
    kept = figures.report(
        f"throughput of two streams over one, 1 thread each, median of {options.pairs} pairs", rows
    )
    return 0 if kept else 1


def _ratio(model: Path, harness: HarnessFile, pairs: int, seconds: float) -> float:
    ratios = []
    for pair in range(pairs):
        rates = {}
        for streams in (1, 2) if pair % 2 == 0 else (2, 1):
            window_ns = round(seconds * SECOND_NS)
            rates[streams] = _rate(measure(model, None, 64, window_ns, harness=harness.path, streams=streams))
        ratios.append(rates[2] / rates[1])
    return statistics.median(ratios)


def _rate(measured: protocol.Measured) -> float:
    return measured.queries * SECOND_NS / measured.window_ns


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Throughput of two streams over that of one.")
    parser.add_argument("model", type=Path, nargs="+", metavar="MODEL", help=".tflite, .onnx, .torchscript")
    parser.add_argument("--pairs", type=int, default=5, help="of workers (default 5)")
    parser.add_argument("--seconds", type=float, default=3.0, help="each measures (default 3)")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
