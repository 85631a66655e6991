"""What TensorRT's `trtexec` prints, and the JSON of `--exportTimes` with every query.

The log says where warm-up ends, how many queries were in flight, and the version; the JSON holds all
queries, those of warm-up included, and belongs to the log when numbers and percentiles agree. A
latency is trtexec's own: copying in, computing and copying out, without the time to enqueue. Unless
`--exposeDMA` is set trtexec enqueues a query while the one before is computed: such a run is Offline.
The forms were taken from TensorRT's published sources and from public logs (8 to 10): there was no
GPU to run it on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from edgebench.imports import reading
from edgebench.imports.report import File, Report, Stated, WarmUp

TITLE = "TensorRT trtexec"
FILES = "what trtexec prints, whole (trtexec ... | tee FILE), and the file of --exportTimes"

_MS = 1_000_000
_LONGEST_LINE = 4096
_PREFIX = re.compile(r"^\[\d\d/\d\d/\d{4}-\d\d:\d\d:\d\d\] \[[VIWE]\] ?", re.ASCII)
_VERSION = re.compile(r"TensorRT version: (\d{1,3}(?:\.\d{1,3}){1,3})", re.ASCII)
_STATUS = re.compile(r"&&&& (PASSED|FAILED) TensorRT\.trtexec\b")
_WARM_UP = re.compile(r"Warmup completed (\d{1,12}) queries over (\S{1,20}) ms", re.ASCII)
_TRACE = re.compile(r"Timing trace has (\d{1,12}) queries over (\S{1,20}) s", re.ASCII)
_FIGURE = re.compile(r"([a-z]+(?:\(\d+%\))?) = (\S{1,20}) ms", re.ASCII)
_INPUT = re.compile(
    r"(?:Created input|Input) binding for .{1,200} with dimensions (\d{1,9}(?:x\d{1,9}){0,7})\b.*",
    re.ASCII,
)
_SETTING = re.compile(r"([A-Za-z][A-Za-z()/ -]{1,40}): (.{1,300})")
_LOADED = re.compile(r"Engine deserialized in (\S{1,20}) sec\.?")
_CLOSE = Decimal("2e-5")
"""Six digits are printed, of a sum of three times."""
EACH = "Run trtexec with --exportTimes=FILE and give that file too: it holds each latency."


class _Log:
    """The lines that say something, of one run."""

    def __init__(self, file: File) -> None:
        self.file = file
        self.said: dict[str, list[tuple[str, ...]]] = {}
        self.settings: dict[str, str] = {}
        patterns = {
            "version": _VERSION,
            "status": _STATUS,
            "warm-up": _WARM_UP,
            "trace": _TRACE,
            "load": _LOADED,
        }
        for raw in reading.lines(file):
            line = _PREFIX.sub("", raw[:_LONGEST_LINE]).strip()
            for name, pattern in {**patterns, "input": _INPUT}.items():
                if found := pattern.match(line):
                    self.said.setdefault(name, []).append(found.groups())
            for name in ("Latency", "GPU Compute Time"):
                if line.startswith(f"{name}: min = "):
                    self.said.setdefault(name, []).append((line,))
            if found := _SETTING.fullmatch(line):
                self.settings.setdefault(found[1].lower(), found[2])

    def once(self, name: str) -> tuple[str, ...]:
        """What exactly one line says."""
        lines = self.said.get(name, [])
        if len(lines) != 1:
            what = f"it has {len(lines)} lines of {name!r}, where the log of one run has one"
            raise reading.refused(self.file, what, f"Give {FILES}.")
        return lines[0]

    def figures(self, name: str) -> Mapping[str, str]:
        """`median` -> `0.372559`, of a line of the summary."""
        return dict(_FIGURE.findall(self.once(name)[0]))


def parse(files: Sequence[File]) -> Report:
    """What these files of one run say. Raises ImportRefusedError."""
    file, times = _roles(files)
    log = _Log(file)
    if log.once("status") != ("PASSED",):
        raise reading.refused(file, "trtexec failed", "Run it again.")
    warm, queries = (reading.count(file, log.once(name)[0], name, least=0) for name in ("warm-up", "trace"))
    if not queries:
        raise reading.refused(file, "no query is left after warm-up", "Run it longer: --duration.")
    figures = log.figures("Latency")
    stated = Stated(
        queries=queries,
        mean_ns=_ns(file, figures, "mean"),
        p50_ns=_ns(file, figures, "median"),
        p90_ns=_ns(file, figures, "percentile(90%)") if "percentile(90%)" in figures else None,
        max_ns=_ns(file, figures, "max"),
    )
    latencies = _latencies(times, warm, stated) if times else stated
    streams = _streams(log)
    return Report(
        files=tuple(one for one in (file, times) if one),
        scenario="single-stream" if streams == 1 else "offline",
        latencies=latencies,
        window_ns=reading.nanoseconds(file, log.once("trace")[1], 10**9, "the time of the trace"),
        engine_mean_ns=None if times else _ns(file, log.figures("GPU Compute Time"), "mean"),
        batch=(batch := _batch(log)),
        samples_per_query=batch,
        streams=None if streams == 1 else streams,
        includes_input_copy=log.settings.get("data transfers", "Enabled") == "Enabled",
        load_ns=_load_ns(log),
        warm_up=WarmUp(queries=warm, ns=reading.nanoseconds(file, log.once("warm-up")[1], _MS, "warm-up")),
        tool_version=(version := log.once("version")[0]),
        runtime="TensorRT",
        runtime_version=version,
        accelerator="gpu",
        provider=reading.text(log.settings.get("selected device")),
        threads=1 if log.settings.get("multithreading") == "Disabled" else None,
        execution_precision=reading.text(log.settings.get("precision")),
        options=_options(log),
        model_file=_model(log),
        each="" if times else EACH,
    )


def _roles(files: Sequence[File]) -> tuple[File, File | None]:
    """The log and the times, by how they begin."""
    times = [one for one in files if one.data[:100].lstrip().startswith(b"[\n") or _is_json(one)]
    logs = [one for one in files if one not in times]
    if len(logs) != 1 or len(times) > 1:
        what = f"{len(logs)} logs and {len(times)} files of times; the one log says where warm-up ends"
        raise reading.refused(files[0], what, f"Give {FILES}.")
    return logs[0], times[0] if times else None


def _is_json(file: File) -> bool:
    return re.match(rb"\s*\[\s*[\{\]]", file.data[:100]) is not None


def _ns(file: File, figures: Mapping[str, str], name: str) -> int:
    return reading.nanoseconds(file, figures.get(name), _MS, name)


def _latencies(file: File, warm: int, stated: Stated) -> tuple[int, ...]:
    """Of the queries after warm-up, held against the summary of the log."""
    rows = reading.json(file)
    if (
        not isinstance(rows, list)
        or not rows
        or "latencyMs" not in (rows[-1] if isinstance(rows[-1], dict) else {})
    ):
        what = "it is not what --exportTimes writes (a profile holds the times of layers)"
        raise reading.refused(file, what, f"Give {FILES}.")
    if len(rows) not in {stated.queries, stated.queries + warm}:
        what = f"{len(rows)} queries, and the log has {warm} of warm-up and {stated.queries} after it"
        raise reading.refused(file, what, "Give log and times of one run.")
    kept = rows[len(rows) - stated.queries :]
    found = tuple(_row_ns(file, row) for row in kept)
    _compare(file, sorted(found), stated)
    return found


def _row_ns(file: File, row: Any) -> int:
    return reading.nanoseconds(file, reading.member(file, row, "latencyMs"), _MS, "latencyMs")


def _compare(file: File, ordered: Sequence[int], stated: Stated) -> None:
    """Its median is the middle value or the mean of the two; its p90 leaves out a tenth, rounded down."""
    n = len(ordered)
    median = (ordered[(n - 1) // 2] + ordered[n // 2]) / 2
    # 1 - 90/100 in single precision is a little more than a tenth.
    p90 = {ordered[max(0, n - 1 - int(n * share))] for share in (0.1, 0.1000001)}
    for name, seen, due in (
        ("the largest", {ordered[-1]}, stated.max_ns),
        ("the median", {median}, stated.p50_ns),
        ("p90", p90, stated.p90_ns),
    ):
        if due is not None and not any(abs(Decimal(one) - due) <= due * _CLOSE + 1 for one in seen):
            what = f"{name} is {min(seen)} ns, and {due} in the log"
            raise reading.refused(file, what, "Give log and times of one run.")


def _streams(log: _Log) -> int:
    """Queries in flight: two a stream, unless copies wait for the computation (--exposeDMA)."""
    settings = log.settings
    told = settings.get("inference streams", settings.get("streams"))
    streams = reading.count(log.file, told, "streams", most=1024)
    exposed = settings.get("exposedma")
    if exposed not in {"Enabled", "Disabled"}:
        what = "it does not say whether queries overlap (ExposeDMA)"
        raise reading.refused(log.file, what, "Give the whole log.")
    return streams * (1 if exposed == "Enabled" else 2)


def _batch(log: _Log) -> int:
    """The first dimension of every input, as ONNX files have it; above 1 where the engine's is implicit.

    Of an engine that was saved before the log says `Batch: 1`, whatever its inputs are.
    """
    told = log.settings.get("batch", "Explicit")
    if told not in {"Explicit", "1"}:
        return reading.count(log.file, told, "batch")
    firsts = {found[0].partition("x")[0] for found in log.said.get("input", [])}
    if len(firsts) != 1:
        what = f"its {len(log.said.get('input', []))} lines of input bindings name no one batch"
        raise reading.refused(log.file, what, "Give the whole log.")
    return reading.count(log.file, firsts.pop(), "batch")


def _load_ns(log: _Log) -> int | None:
    """Of the last engine that was read; building it is no part."""
    seconds = log.said.get("load", [])
    return reading.nanoseconds(log.file, seconds[-1][0], 10**9, "loading") if seconds else None


def _model(log: _Log) -> str | None:
    """The file that it parsed; else the engine that it loaded: from what that was built, nobody knows."""
    return reading.file_name(log.settings.get("model", log.settings.get("load engine")))


def _options(log: _Log) -> dict[str, str | int | bool]:
    """Settings that change the figures."""
    names = {
        "cuda graph": "cuda_graph",
        "exposedma": "expose_dma",
        "profile": "profile",
        "spin-wait": "spin_wait",
    }
    seen = {option: log.settings.get(name) for name, option in names.items()}
    return {option: value == "Enabled" for option, value in seen.items() if value in {"Enabled", "Disabled"}}
