"""The JSON of `litert-benchmark --result_json`, the tool of ai-edge-litert (read in 2.3.0).

It calls `CompiledModel.run` over one random sample that lies in the runtime's buffers, and rounds
every time to 0.01 ms. It writes no latency by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from edgebench.imports import reading
from edgebench.imports.report import File, Report, Stated, WarmUp

TITLE = "LiteRT litert-benchmark"
FILES = "the file of --result_json"

_MS = 1_000_000
_STEP_NS = 10_000
COARSEST_NS = 50 * _STEP_NS
"""Below, half a step of the rounding is more than 1 % of the mean."""
_MIB = 2**20
_KNOWN = {
    "model",
    "model_size_mb",
    "accelerators",
    "signature",
    "fully_accelerated",
    "num_threads",
    "latency",
}


def parse(files: Sequence[File]) -> Report:
    """What the one file says. Raises ImportRefusedError."""
    if len(files) != 1:
        raise reading.refused(files[1], "a run of litert-benchmark is one file", "Import it alone.")
    file = files[0]
    document = reading.json(file)
    if not isinstance(document, dict) or not document.keys() >= _KNOWN:
        raise reading.refused(file, "it is not what --result_json writes")
    latency = document["latency"]
    queries = reading.count(file, reading.member(file, latency, "num_runs"), "num_runs")
    mean_ns = _ns(file, latency, "avg_ms")
    if mean_ns < COARSEST_NS:
        raise reading.refused(
            file,
            f"the tool rounds to 0.01 ms, and the mean is {latency['avg_ms']} ms: up to "
            f"{_STEP_NS * 50 // max(1, mean_ns)} % may be rounding",
            "Measure so fast a model with edgebench run.",
        )
    return Report(
        files=(file,),
        scenario="single-stream",
        latencies=Stated(
            queries=queries,
            mean_ns=mean_ns,
            p50_ns=_ns(file, latency, "median_ms"),
            max_ns=_ns(file, latency, "max_ms"),
        ),
        includes_input_copy=False,
        min_queries=queries,
        load_ns=_ns(file, latency, "init_ms") or None,
        warm_up=_warm_up(file, latency),
        first_query_ns=_ns(file, latency, "warmup_first_ms") or None,
        runtime="LiteRT",
        accelerator=_accelerator(file, document),
        threads=reading.count(file, document["num_threads"], "num_threads", most=1024),
        model_file=reading.file_name(document["model"]),
        model_bytes=_size(file, document["model_size_mb"]),
    )


def _ns(file: File, latency: Any, name: str) -> int:
    return reading.nanoseconds(file, reading.member(file, latency, name), _MS, name, least=0)


def _warm_up(file: File, latency: Any) -> WarmUp:
    runs = reading.count(file, reading.member(file, latency, "num_warmup_runs"), "num_warmup_runs", least=0)
    return WarmUp(queries=runs, ns=runs * _ns(file, latency, "warmup_avg_ms"))


def _accelerator(file: File, document: Any) -> str | None:
    """`cpu`, or the one that took the whole model; a mixture must be told."""
    names = document["accelerators"]
    if not isinstance(names, list) or not all(reading.text(name) for name in names):
        raise reading.refused(file, "accelerators is no list of names")
    if len(names) == 1:
        return str(names[0]).lower()
    return str(names[0]).lower() if names and document["fully_accelerated"] is True else None


def _size(file: File, mebibytes: object) -> tuple[int, int]:
    """Rounded to 0.01 MiB."""
    size = reading.number(file, mebibytes, "model_size_mb")
    half = Decimal("0.0051")
    return int((size - half) * _MIB), int((size + half) * _MIB) + 1
