"""What TensorFlow Lite's `benchmark_model` prints, on a terminal or in Android's log.

It prints number, first, least, largest, mean and, since 2024, median of a run, in us, and writes no
latency by itself. The lines were taken from the tool's documentation and from public logs of 2020
to 2026: the tool comes in no package and did not run here. Tables of operators are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from edgebench.imports import reading
from edgebench.imports.report import File, Report, Stated, WarmUp

TITLE = "TensorFlow Lite benchmark_model"
FILES = "what the tool prints, whole: benchmark_model ... 2>&1 | tee FILE, or adb logcat -d -s tflite > FILE"

_US = 1_000
_LONGEST_LINE = 4096
_MB = 10**6
_BEFORE = re.compile(r"^(?:.*?\btflite\s*(?:\(\s*\d+\))?\s*: )?(?:INFO: )?")
_FIELD = re.compile(r"(\w+)=(\S+)")
_TIMINGS = re.compile(
    r"Inference timings in us: Init: (\S+), First inference: (\S+), Warmup \(avg\): (\S+), "
    r"Inference \(avg\): (\S+)"
)
_RUNNING = re.compile(r"Running benchmark for at least (\S+) iterations and at least (\S+) seconds")
_SETTING = re.compile(r"(.{1,60}?): \[(.{0,500})\]")


class _Log:
    """The lines that say something, of one run."""

    def __init__(self, file: File) -> None:
        self.file = file
        self.settings: dict[str, str] = {}
        self.counts: list[dict[str, str]] = []
        self.floors: list[tuple[str, str]] = []
        self.timings: list[tuple[str, ...]] = []
        self.size: str | None = None
        self.delegates: list[str] = []
        for line in reading.lines(file):
            self._take(_BEFORE.sub("", line[:_LONGEST_LINE]).strip())

    def _take(self, line: str) -> None:
        if line.startswith("count="):
            self.counts.append(dict(_FIELD.findall(line)))
        elif found := _TIMINGS.fullmatch(line):
            self.timings.append(found.groups())
        elif found := _RUNNING.match(line):
            self.floors.append((found[1], found[2]))
        elif line.startswith("The input model file size (MB): "):
            self.size = line.rpartition(" ")[2]
        elif found := _SETTING.fullmatch(line):
            self.settings[found[1].lower()] = found[2]
        elif "delegate" in line and ("applied" in line or "Created" in line):
            self.delegates.append(line)


def parse(files: Sequence[File]) -> Report:
    """What the one file says. Raises ImportRefusedError."""
    if len(files) != 1:
        raise reading.refused(files[1], "a run of benchmark_model is one file", "Import it alone.")
    file = files[0]
    log = _Log(file)
    if len(log.timings) != 1:
        seen = "no line" if not log.timings else f"{len(log.timings)} lines"
        todo = "Give the whole output of one run."
        raise reading.refused(file, f"it has {seen} 'Inference timings in us'", todo)
    if len(log.counts) != 2 or len(log.floors) not in {0, 2}:
        what = f"it has {len(log.counts)} lines 'count=', where a run has one of warm-up and one that counts"
        raise reading.refused(file, what, "Give the whole output of one run.")
    warm, run = log.counts
    init, first, _, mean = log.timings[0]
    if run.get("avg", run.get("curr")) != mean:
        raise reading.refused(file, f"the mean is {run.get('avg')} in one line and {mean} in another")
    queries = reading.count(file, run.get("count"), "count")
    return Report(
        files=(file,),
        scenario="single-stream",
        latencies=Stated(
            queries=queries,
            mean_ns=_ns(file, mean, "avg"),
            p50_ns=_ns(file, run["median"], "median") if "median" in run else None,
            max_ns=_ns(file, run.get("max", run.get("curr")), "max"),
        ),
        includes_input_copy=False,
        min_queries=reading.count(file, log.floors[1][0], "iterations") if log.floors else None,
        min_ns=reading.nanoseconds(file, log.floors[1][1], 10**9, "seconds") if log.floors else None,
        load_ns=_ns(file, init, "Init"),
        first_query_ns=_ns(file, first, "First inference"),
        warm_up=_warm_up(file, warm),
        runtime="TensorFlow Lite",
        accelerator=_accelerator(log),
        provider="XNNPACK" if any("XNNPACK" in line for line in log.delegates) else None,
        threads=_threads(log),
        options=_options(log),
        model_file=reading.file_name(log.settings.get("graph")),
        model_bytes=_size(log),
    )


def _ns(file: File, text: object, what: str) -> int:
    return reading.nanoseconds(file, text, _US, what)


def _warm_up(file: File, line: dict[str, str]) -> WarmUp:
    queries = reading.count(file, line.get("count"), "count of the warm-up")
    mean_ns = _ns(file, line.get("avg", line.get("curr")), "avg of the warm-up")
    return WarmUp(queries=queries, ns=reading.nanoseconds(file, queries * mean_ns, 1, "the warm-up"))


def _accelerator(log: _Log) -> str | None:
    """`cpu` where nothing else was asked for or applied; which part another delegate took must be told."""
    asked = {name: log.settings.get(f"use {name}") for name in ("gpu", "nnapi", "hexagon", "coreml")}
    chosen = [name for name, value in asked.items() if value in {"1", "true"}]
    if len(chosen) == 1:
        return chosen[0]
    others = [line for line in log.delegates if "XNNPACK" not in line]
    return None if chosen or others or "external delegate path" in log.settings else "cpu"


def _threads(log: _Log) -> int | None:
    told = log.settings.get("#threads used for cpu inference", log.settings.get("num threads"))
    return None if told in {None, "-1"} else reading.count(log.file, told, "num_threads", most=1024)


def _options(log: _Log) -> dict[str, str | int | bool]:
    """Whether operators were profiled, which costs time, and whether XNNPACK was asked for."""
    names = {"enable op profiling": "enable_op_profiling", "use xnnpack": "use_xnnpack"}
    seen = {option: log.settings.get(name) for name, option in names.items()}
    return {option: value in {"1", "true"} for option, value in seen.items() if value is not None}


def _size(log: _Log) -> tuple[int, int] | None:
    """In MB, with six digits."""
    if log.size is None:
        return None
    size = reading.number(log.file, log.size, "the model's size")
    half = max(Decimal(1), size) * Decimal("5e-6") + Decimal("1e-6")
    return int((size - half) * _MB), int((size + half) * _MB) + 1
