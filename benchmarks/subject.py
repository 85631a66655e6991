"""A model loaded by its harness, as the worker does it, and the worker's own timing code over it."""

from __future__ import annotations

import gc
import math
import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy

from benchmarks import bare, worker
from benchmarks.alternating import Block
from benchmarks.c_loop import LitertLoop, OnnxRuntimeLoop, OpenvinoLoop
from edgebench.harness import discover
from edgebench.model.scenario import GROUP_BELOW_NS

SAMPLES = 8
SEED = 1
FIRST_CALLS = 64
CAP_NS = 600_000_000_000
BETWEEN_BLOCKS = {"min_ns": 10_000_000, "max_ns": 600_000_000, "min_queries": 10, "agreement_ppm": 1_000_000}
"""Warm-up of a loop that was warm a moment ago, and gave its place to another."""


class Subject:
    """One model with its harness object and random samples."""

    def __init__(self, model: Path, harness: str | None = None) -> None:
        """harness: its name; None: that of the model's own runtime."""
        self.model = model
        self.harness_file = harness_of(model) if harness is None else discover.named(harness)
        self.harness: Any = worker.import_harness(self.harness_file.path).Harness()
        self.harness.load(str(model), {"threads": 1})
        described = self.harness.describe()
        self.runtime = f"{described['runtime']} {described['version']}"
        self.samples = random_samples([(x["shape"], x["dtype"]) for x in described["inputs"]])
        self.typical_ns = self._typical_ns()
        self.group = calls_per_reading(self.typical_ns)

    def worker_loop(self) -> Block:
        """The worker's own `measure`: the loop that a result comes from, with its grouping of short calls."""
        stream = worker.Samples(self.harness, self.samples)

        def block(readings: int) -> float:
            request = {
                "samples_per_query": 1,
                "min_queries": readings * self.group,
                "min_ns": 0,
                "cap_ns": CAP_NS,
                "seed": SEED,
                "group_below_ns": GROUP_BELOW_NS,
                "warm_up": BETWEEN_BLOCKS,
            }
            measured, _ = worker.measure(stream, request)
            gc.disable()  # measure turned it on again; the other loops are to find it off
            return float(worker.percentile(dict(measured["latency"]["buckets"]), 500_000))

        return block

    def bare_loop(self) -> Block:
        """The runtime's own calls on the same interpreter, session or compiled model."""
        values = [sample[0] for sample in self.samples]
        if self.harness_file.name == "tflite":
            loop = bare.litert_loop(self.harness.interpreter, values, self.group)
        elif self.harness_file.name == "openvino":
            loop = bare.openvino_loop(self.harness.compiled, values, self.group)
        else:
            loop = bare.onnxruntime_loop(self.harness.session, values, self.group)
        return lambda readings: statistics.median(loop(readings))

    def c_loop(self) -> Block:
        """The same calls from C, on the same library and, of LiteRT, on the same interpreter."""
        values = [sample[0] for sample in self.samples]
        answers = [self._answer(sample) for sample in self.samples]
        if self.harness_file.name == "tflite":
            return LitertLoop(self.harness.interpreter, values, answers, self.group)
        if self.harness_file.name == "openvino":
            return OpenvinoLoop(self.model, values, answers, self.group)
        return OnnxRuntimeLoop(self.model, self.harness.session, values, answers, self.group)

    def _answer(self, sample: list[Any]) -> Any:
        (answer,) = self.harness.predict(self.harness.prepare(sample))
        return numpy.array(answer)

    def _typical_ns(self) -> float:
        """The median call once the first ones are over."""
        handles, times = [self.harness.prepare(sample) for sample in self.samples], [0] * FIRST_CALLS
        worker.time_calls(self.harness.predict, worker.Cycle(handles, SEED).take(FIRST_CALLS), times)
        return statistics.median(times[FIRST_CALLS // 2 :])


def calls_per_reading(call_ns: float) -> int:
    """As many as the worker times with one reading of the clock: one, or several short ones."""
    return max(2, math.ceil(int(worker.GROUP_NS) / call_ns)) if call_ns < GROUP_BELOW_NS else 1


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
