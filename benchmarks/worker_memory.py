"""Peak memory of a real worker over that of a plain process which runs the same model.

    python -m benchmarks.worker_memory MODEL [--queries N]

Both are VmHWM of fresh processes: the worker's at the end of its window, as results store it;
the plain one's (benchmarks/bare.py) after importing the runtime and numpy, loading the model
and 100 calls. A window of many queries of a fast model shows that memory does not grow with them.
The worker holds its samples, the plain process one: --samples shows what a larger set costs.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
from pathlib import Path

from benchmarks import alternating, figures
from benchmarks.figures import Figure
from benchmarks.subject import SAMPLES
from benchmarks.through_worker import measure

MOST_MIB = 15.0
BARE_CALLS = 100
MIB = 1 << 20


def main() -> int:
    options = _options()
    core = alternating.pin(options.core)
    nanoseconds = round(options.seconds * 1e9)
    bare, workers = [], []
    queries = 0
    for _ in range(options.repeats):
        bare.append(_bare_bytes(options.model) / MIB)
        measured = measure(options.model, core, options.queries, nanoseconds, options.samples)
        workers.append(measured.memory.ran / MIB)
        queries = measured.queries
    more = statistics.median(workers) - statistics.median(bare)
    kept = figures.report(
        f"{options.model.name}, {queries} queries, {options.samples} samples, medians of {options.repeats}",
        [
            Figure("plain process", statistics.median(bare), "MiB"),
            Figure("worker", statistics.median(workers), "MiB"),
            Figure("worker - plain", more, "MiB", highest=MOST_MIB),
        ],
    )
    return 0 if kept else 1


def _bare_bytes(model: Path) -> int:
    command = [sys.executable, "-m", "benchmarks.bare", str(model), str(BARE_CALLS)]
    return int(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout.split()[-1])


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Peak memory of the worker over that of a plain process.")
    parser.add_argument("model", type=Path, metavar="MODEL", help="a .tflite or .onnx file")
    parser.add_argument("--queries", type=int, default=64, help="at least as many (default 64)")
    parser.add_argument("--seconds", type=float, default=2.0, help="at least as long (default 2)")
    parser.add_argument(
        "--samples", type=int, default=SAMPLES, help=f"held by the worker (default {SAMPLES})"
    )
    parser.add_argument("--repeats", type=int, default=3, help="processes of each kind (default 3)")
    parser.add_argument("--core", type=int, help="run on this core (default: the last)")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
