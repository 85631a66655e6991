"""SingleStream p50 through the worker's timing code against a plain loop over the same model.

    python -m benchmarks.single_stream_yardstick MODEL...

Both use the same interpreter, session or compiled model, one thread, pinned, in blocks that take
turns. Each model runs on its format's own runtime and, where it is installed, on OpenVINO.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
from pathlib import Path

from benchmarks import alternating, figures
from benchmarks.figures import Figure
from benchmarks.subject import Subject

LOWEST, HIGHEST = 0.98, 1.02


def main() -> int:
    options = _options()
    core = alternating.pin(options.core)
    runtimes = [None, "openvino"] if importlib.util.find_spec("openvino") else [None]
    kept = [
        _compare(Subject(model, runtime), model, options.seconds, core)
        for model in options.models
        for runtime in runtimes
    ]
    return 0 if all(kept) else 1


def _compare(subject: Subject, model: Path, seconds: float, core: int) -> bool:
    blocks = {"worker": subject.worker_loop(1), "bare": subject.bare_loop(1)}
    rounds = alternating.Rounds(blocks, seconds)
    return figures.report(
        f"{model.name}, {subject.runtime}, 1 thread, core {core}",
        [
            Figure("plain loop p50", rounds.median_ns("bare") / 1e6, "ms"),
            Figure("through the worker p50", rounds.median_ns("worker") / 1e6, "ms"),
            Figure("worker / plain", rounds.ratio("worker", "bare"), "", LOWEST, HIGHEST),
        ],
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="SingleStream p50 through the worker against a plain loop.")
    parser.add_argument("models", type=Path, nargs="+", metavar="MODEL", help="a .tflite or .onnx file")
    parser.add_argument("--seconds", type=float, default=10.0, help="for each model (default 10)")
    parser.add_argument("--core", type=int, help="run on this core (default: the last)")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
