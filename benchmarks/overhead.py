"""What edgebench adds to a call: its p50 against C, plain Python and the runtimes' own tools, in one table.

    python -m benchmarks.overhead                      the no-op models, keyword spotting and MobileNetV2
    python -m benchmarks.overhead MODEL...             these instead: one input, one output

Each model runs on its format's own runtime and, where it is installed, on OpenVINO: one thread, pinned.
In one process three loops take turns over the same samples: the worker's own timing code with the shipped
harness, the runtime's own prebound calls in plain Python, and the same calls from C. The tools run in
processes of their own and take turns with real workers. What is judged is the median over pairs.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import alternating, models, other_tools
from benchmarks.alternating import Pairs, Spread
from benchmarks.figures import Figure
from benchmarks.models import Model
from benchmarks.subject import Subject

SHORT_NS = 1_000_000
"""Below, what a call costs more is told in µs; from here on as a ratio."""
OVER_C_US = {"tflite": 2.0, "onnxruntime": 3.0, "openvino": 8.0}
OVER_OWN_CALL_US = 0.3
"""On a model that does nothing; a real one pushes Python's own working set out of the caches."""
SAME = (0.98, 1.02)
LINE = "{:28.28}  {:20}  {:16}  {:>9}  {:>9}  {:>9}  {:>18}  {}"


@dataclass(frozen=True)
class Row:
    """One yardstick for one model on one runtime."""

    model: str
    runtime: str
    against: str
    pairs: Pairs
    as_ratio: bool
    lowest: float | None = None
    highest: float | None = None

    @property
    def found(self) -> Spread:
        """Ours / theirs, or ours - theirs in µs."""
        if self.as_ratio:
            return self.pairs.ratio()
        more = self.pairs.difference_ns()
        return Spread(more.median / 1e3, more.low / 1e3, more.high / 1e3)

    @property
    def figure(self) -> Figure:
        """What is judged: the median over pairs."""
        return Figure(self.against, self.found.median, "", self.lowest, self.highest)

    def cells(self) -> list[str]:
        """As LINE takes them."""
        found, pattern = self.found, "{:.3f}" if self.as_ratio else "{:+.2f}"
        unit = "" if self.as_ratio else " us"
        return [
            self.model,
            self.runtime,
            self.against,
            _time(self.pairs.theirs),
            _time(self.pairs.ours),
            pattern.format(found.median) + unit,
            f"{pattern.format(found.low)} to {pattern.format(found.high)}",
            f"{self.figure.limit}: {self.figure.verdict}" if self.figure.limit else "",
        ]


def main() -> int:
    options = _options()
    taken = models.given(options.models) or [
        *models.given(models.NOOP),
        *models.of_catalogue([*models.KEYWORD_SPOTTING, *models.MOBILENET_V2]),
    ]
    core = alternating.pin(options.core)
    print(f"1 thread, core {core}, {options.pairs} pairs of blocks, {options.tool_pairs} of processes")
    header = ["model", "runtime", "against", "it", "edgebench", "over it", "8 pairs in 10", "goal"]
    print(LINE.format(*header))
    kept = True
    for row in _rows(taken, core, options.pairs, options.tool_pairs):
        print(LINE.format(*row.cells()).rstrip(), flush=True)
        kept = kept and row.figure.kept
    return 0 if kept else 1


def _rows(taken: Sequence[Model], core: int, pairs: int, tool_pairs: int) -> Iterator[Row]:
    runtimes = [None, "openvino"] if importlib.util.find_spec("openvino") else [None]
    for model in taken:
        for runtime in runtimes:
            subject = Subject(model.path, runtime)
            yield from _against_loops(model.name, subject, pairs)
            if tool_pairs and subject.typical_ns >= SHORT_NS:
                yield from _against_tools(model.name, subject, core, tool_pairs)


def _against_loops(name: str, subject: Subject, count: int) -> Iterator[Row]:
    loops = {
        "edgebench": subject.worker_loop(),
        "own Python call": subject.bare_loop(),
        "C loop": subject.c_loop(),
    }
    medians = alternating.rounds(loops, count, subject.group)
    ours, is_short = medians.pop("edgebench"), subject.typical_ns < SHORT_NS
    for against, theirs in medians.items():
        lowest, highest = _goal(subject, against, is_short=is_short)
        pairs = Pairs(ours, theirs)
        yield Row(name, subject.runtime, against, pairs, not is_short, lowest, highest)


def _goal(subject: Subject, against: str, *, is_short: bool) -> tuple[float | None, float | None]:
    if is_short and against == "C loop":
        return None, OVER_C_US[subject.harness_file.name]
    if is_short:
        return None, OVER_OWN_CALL_US if subject.model in models.NOOP else None
    return SAME if against == "own Python call" else (None, None)


def _against_tools(name: str, subject: Subject, core: int, count: int) -> Iterator[Row]:
    """The tool that the runtime's maker ships; none tells calls below a millisecond well."""
    if subject.harness_file.name == "tflite" and other_tools.has_litert_benchmark():
        pairs = other_tools.against_litert_benchmark(subject.model, core, count)
        yield Row(name, subject.runtime, "litert-benchmark", pairs, True, *SAME)
    elif subject.harness_file.name == "openvino":
        shape = list(subject.samples[0][0].shape)
        pairs = other_tools.against_benchmark_app(subject.model, shape, core, count)
        yield Row(name, subject.runtime, "benchmark_app", pairs, True)  # no goal: it spans a fifth by itself


def _time(times_ns: Sequence[float]) -> str:
    """The median, in µs or ms."""
    median = alternating.spread(times_ns).median
    return f"{median / 1e3:.2f} us" if median < SHORT_NS else f"{median / 1e6:.3f} ms"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="What edgebench adds to a call, in one table.")
    parser.add_argument("models", type=Path, nargs="*", metavar="MODEL", help="a .tflite or .onnx file")
    parser.add_argument("--pairs", type=int, default=60, help="of alternating blocks (default 60)")
    parser.add_argument(
        "--tool-pairs", type=int, default=10, help="of processes, from 1 ms a call on; 0: none (default 10)"
    )
    parser.add_argument("--core", type=int, help="run on this core (default: the last)")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
