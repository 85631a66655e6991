"""A model loaded by its harness, as the worker does it, and the worker's own timing code over it."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy

from benchmarks import bare, worker
from benchmarks.alternating import Block
from edgebench.harness import discover

SAMPLES = 8
SEED = 1


class Subject:
    """One model with its harness object and random samples."""

    def __init__(self, model: Path, harness: str | None = None) -> None:
        """harness: its name; None: that of the model's own runtime."""
        self.harness_file = harness_of(model) if harness is None else discover.named(harness)
        self.harness: Any = worker.import_harness(self.harness_file.path).Harness()
        self.harness.load(str(model), {"threads": 1})
        described = self.harness.describe()
        self.runtime = f"{described['runtime']} {described['version']}"
        self.samples = random_samples([(x["shape"], x["dtype"]) for x in described["inputs"]])

    def worker_loop(self, group: int) -> Block:
        """The worker's `time_calls`, or `time_groups` where it would group calls too."""
        cycle = worker.Cycle([self.harness.prepare(sample) for sample in self.samples], SEED)
        predict = self.harness.predict

        def block(readings: int) -> list[int]:
            calls, latencies = cycle.take(readings * group), [0] * readings
            if group == 1:
                worker.time_calls(predict, calls, latencies)
            else:
                worker.time_groups(predict, calls, latencies, group)
            return [together // group for together in latencies]

        return block

    def bare_loop(self, group: int) -> Block:
        """The runtime's own calls on the same interpreter, session or compiled model."""
        values = [sample[0] for sample in self.samples]
        if self.harness_file.name == "tflite":
            return bare.litert_loop(self.harness.interpreter, values, group)
        if self.harness_file.name == "openvino":
            return bare.openvino_loop(self.harness.compiled, values, group)
        return bare.onnxruntime_loop(self.harness.session, values, group)

    def group(self) -> int:
        """How many calls the worker times with one reading of the clock when calls are this short."""
        median = statistics.median(self.worker_loop(1)(2001))
        return max(2, math.ceil(int(worker.GROUP_NS) / median))


def harness_of(model: Path) -> discover.HarnessFile:
    """The shipped harness of this format's own runtime. Ends the program when there is none."""
    for name in ("tflite", "onnxruntime"):
        harness = discover.named(name)
        if model.suffix.removeprefix(".") in harness.formats:
            return harness
    raise SystemExit(f"{model}: give a .tflite or .onnx file")


def random_samples(
    inputs: Sequence[tuple[Sequence[int | None] | None, str | None]], count: int = SAMPLES
) -> list[list[Any]]:
    """Samples of these (shape, dtype) inputs, a list of arrays each; a size that varies is 1.

    An input that the file does not tell of is a picture, float32 [1, 3, 224, 224].
    """
    generator = numpy.random.default_rng(SEED)
    return [[_random(generator, shape, dtype) for shape, dtype in inputs] for _ in range(count)]


def _random(generator: numpy.random.Generator, shape: Sequence[int | None] | None, dtype: str | None) -> Any:
    sizes = [1, 3, 224, 224] if shape is None else [size or 1 for size in shape]
    dtype = dtype or "float32"
    if numpy.issubdtype(numpy.dtype(dtype), numpy.floating):
        return generator.uniform(-1, 1, sizes).astype(dtype)
    return generator.integers(0, 127, sizes).astype(dtype)
