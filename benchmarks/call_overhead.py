"""What a call costs through the worker, over the runtime's own Python call, and over C.

    python -m benchmarks.call_overhead

The model does nothing, so all that is left is the way in and out. Three ways take turns in one
process on one core: the worker's timing code with the shipped harness, the runtime's own calls
in a plain loop, and the same calls from C.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
from pathlib import Path

from benchmarks import alternating, figures
from benchmarks.c_loop import LitertLoop, OnnxRuntimeLoop, OpenvinoLoop
from benchmarks.figures import Figure
from benchmarks.subject import Subject
from edgebench.harness import discover

OVER_C_US = {"tflite": 2.0, "onnxruntime": 3.0, "openvino": 8.0}
OVER_OWN_CALL_US = 0.3


def main() -> int:
    options = _options()
    core = alternating.pin(options.core)
    noop = Path(discover.__file__).parent / "noop"
    models = {"tflite": "noop.tflite", "onnxruntime": "noop.onnx"}
    if importlib.util.find_spec("openvino"):
        models["openvino"] = "noop.onnx"
    kept = [_compare(noop / model, harness, options.seconds, core) for harness, model in models.items()]
    return 0 if all(kept) else 1


def _compare(model: Path, harness: str, seconds: float, core: int) -> bool:
    subject = Subject(model, harness)
    group = subject.group()
    blocks = {
        "worker": subject.worker_loop(group),
        "own call": subject.bare_loop(group),
        "C": _c_loop(subject, model, group),
    }
    rounds = alternating.Rounds(blocks, seconds)
    over_c = rounds.difference_ns("worker", "C") / 1000
    over_own_call = rounds.difference_ns("worker", "own call") / 1000
    return figures.report(
        f"{subject.runtime}, a model that does nothing, core {core}, {group} calls a clock reading",
        [
            Figure("C loop", rounds.median_ns("C") / 1000, "us"),
            Figure("the runtime's own Python call", rounds.median_ns("own call") / 1000, "us"),
            Figure("through the worker", rounds.median_ns("worker") / 1000, "us"),
            Figure("worker over C", over_c, "us", highest=OVER_C_US[subject.harness_file.name]),
            Figure("worker over own call", over_own_call, "us", highest=OVER_OWN_CALL_US),
        ],
    )


def _c_loop(subject: Subject, model: Path, group: int) -> alternating.Block:
    values = [sample[0] for sample in subject.samples]
    if subject.harness_file.name == "tflite":
        return LitertLoop(subject.harness.interpreter, values, group)
    if subject.harness_file.name == "openvino":
        return OpenvinoLoop(model, values, group)
    return OnnxRuntimeLoop(model, subject.harness.session, values, group)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="What a call costs through the worker.")
    parser.add_argument("--seconds", type=float, default=6.0, help="for each runtime (default 6)")
    parser.add_argument("--core", type=int, help="run on this core (default: the last)")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
