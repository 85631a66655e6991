"""OpenVINO's own time through the harness against OpenVINO's `benchmark_app`, in interleaved pairs.

    python -m benchmarks.against_benchmark_app MODEL...

Both report what the engine says of itself (`latency` of an infer request), in fresh processes, on
one thread of one core, in fp32, on the same shapes. Reported and not judged: on a shared machine
the tool alone spans a fifth from run to run.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import subprocess
import sys
from pathlib import Path

from benchmarks import alternating, figures
from benchmarks.figures import Figure
from benchmarks.subject import Subject

TOOL = "from openvino.tools.benchmark.main import main; main()"
UNITS_US = {"us": 1.0, "ms": 1000.0}


def main() -> int:
    options = _options()
    core = alternating.pin(options.core)  # what it starts stays on it
    if options.once:
        print(_engine_us(options.models[0], options.queries))
        return 0
    for model in options.models:
        _compare(model, options.pairs, options.queries, core)
    return 0


def _compare(model: Path, pairs: int, queries: int, core: int) -> None:
    described = Subject(model, "openvino").harness.describe()
    shape = str(described["inputs"][0]["shape"]).replace(" ", "")
    ours, tools = [], []
    for pair in range(pairs):
        for of_harness in (True, False) if pair % 2 == 0 else (False, True):
            if of_harness:
                ours.append(_ours_us(model, queries, core))
            else:
                tools.append(_tool_us(model, queries, shape))
    ratios = [a / b for a, b in zip(ours, tools, strict=True)]
    figures.report(
        f"{model.name}, {pairs} pairs of {queries} queries, 1 thread, core {core}, medians",
        [
            Figure("benchmark_app -api sync", statistics.median(tools), "us"),
            Figure("the harness's engine_ns()", statistics.median(ours), "us"),
            Figure("smallest ratio of a pair", min(ratios), ""),
            Figure("largest ratio of a pair", max(ratios), ""),
            Figure("median ratio of the pairs", statistics.median(ratios), ""),
        ],
    )


def _engine_us(model: Path, queries: int) -> float:
    """The engine's median after a tenth as many queries that do not count."""
    subject = Subject(model, "openvino")
    handles = [subject.harness.prepare(sample) for sample in subject.samples]
    times = []
    for query in range(queries + queries // 10):
        subject.harness.predict(handles[query % len(handles)])
        times.append(subject.harness.engine_ns())
    return float(statistics.median(times[queries // 10 :])) / 1000


def _ours_us(model: Path, queries: int, core: int) -> float:
    module = [sys.executable, "-m", "benchmarks.against_benchmark_app"]
    return float(_run([*module, str(model), "--once", f"--queries={queries}", f"--core={core}"]))


def _tool_us(model: Path, queries: int, shape: str) -> float:
    wanted = ["-m", str(model), "-shape", shape, "-niter", str(queries), "-api", "sync", "-d", "CPU"]
    settings = ["-hint", "none", "-nstreams", "1", "-nthreads", "1", "-infer_precision", "f32"]
    printed = _run([sys.executable, "-c", TOOL, *wanted, *settings])
    found = re.search(r"Median: +([\d.]+) (us|ms)", printed)
    if found is None:
        raise SystemExit(f"benchmark_app printed no median:\n{printed[-2000:]}")
    return float(found[1]) * UNITS_US[found[2]]


def _run(command: list[str]) -> str:
    """Standard output. The variable keeps OpenVINO from reporting to its maker."""
    environment = {**os.environ, "CI": "true"}
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if ended.returncode != 0:
        raise SystemExit(f"{command[2]} failed:\n{ended.stderr[-2000:]}")
    return ended.stdout


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="OpenVINO's own time through the harness and benchmark_app.")
    parser.add_argument("models", type=Path, nargs="+", metavar="MODEL", help="a .tflite or .onnx file")
    parser.add_argument("--pairs", type=int, default=10, help="interleaved pairs (default 10)")
    parser.add_argument("--queries", type=int, default=500, help="in each run (default 500)")
    parser.add_argument("--core", type=int, help="run on this core (default: the last)")
    parser.add_argument("--once", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
