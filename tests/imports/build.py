"""Parts of imports for tests: the kept outputs of tools, and results made of them."""

from __future__ import annotations

import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from edgebench import catalogue, checks, store
from edgebench.checks.submitted import Submitted
from edgebench.imports import discover, reading
from edgebench.imports.assembling import Subject, assemble
from edgebench.imports.device import Typed, elsewhere
from edgebench.imports.report import File
from edgebench.imports.told import Told
from edgebench.model.result import Result
from edgebench.submission import shipped
from tests.imports import forms

SAMPLES = Path(__file__).parent / "samples"
CHECKED_AT = datetime.datetime(2026, 12, 1, tzinfo=datetime.timezone.utc)
NOW = "2026-11-21T22:45Z"
PI4 = Typed("pi4", None, "Cortex-A72", 4, "Debian GNU/Linux 12 (bookworm)", "6.12.47-v8")
ORIN = Typed("jetson-agx-orin", None, "Cortex-A78AE", 12, "Ubuntu 22.04", "5.15.148-tegra")


def files(*names: str) -> list[File]:
    """Of the folder samples/, read as the command reads them."""
    return reading.read([SAMPLES / name for name in names])


def report(form: str, *of: File) -> Any:  # a Report; a test knows which of its parts are there
    """What these files say."""
    return discover.named(form).parse(of)


def single_stream() -> list[File]:
    """LoadGen's three logs, of 100 queries."""
    logs = ("mlperf_log_summary.txt", "mlperf_log_detail.txt", "mlperf_log_trace.json")
    return files(*(f"loadgen/single-stream/{name}" for name in logs))


def imported(
    form: str, *of: File, variant: str = "tflite-int8", where: Typed = PI4, **told: Any
) -> Any:  # a Result
    """The result of these files, of MobileNetV2 on a Raspberry Pi 4 unless told."""
    shelf = catalogue.load_catalogue()
    workload = shelf.workloads["mobilenet-v2"]
    subject = Subject(workload, catalogue.variant(workload, variant), *elsewhere(where))
    return assemble(form, report(form, *of), Told(**told), subject, shelf.revision, NOW)


def each() -> dict[str, Any]:
    """A result of every format, of every form of it that makes another kind of result."""
    runtime: dict[str, Any] = {
        "runtime": "ONNX Runtime",
        "runtime_version": "1.31.1",
        "accelerator": "cpu",
        "threads": 4,
    }
    offline = ("loadgen/offline/mlperf_log_detail.txt", "loadgen/offline/mlperf_log_summary.txt")
    openvino: dict[str, Any] = {"runtime_version": "2026.4.1"}
    litert: dict[str, Any] = {"runtime_version": "2.3.0"}
    tensorrt: dict[str, Any] = {"variant": "onnx-fp32", "where": ORIN}
    return {
        "benchmark-app": imported("benchmark-app", *files("benchmark_app/sync.json"), **openvino),
        "benchmark-app async": imported("benchmark-app", *files("benchmark_app/async.json"), **openvino),
        "litert-benchmark": imported(
            "litert-benchmark", *files("litert_benchmark/mobilenet_v2.json"), **litert
        ),
        "loadgen": imported("loadgen", *single_stream(), **runtime),
        "loadgen untraced": imported("loadgen", *single_stream()[:2], **runtime),
        "loadgen offline": imported("loadgen", *files(*offline), **runtime),
        "tflite-benchmark": imported("tflite-benchmark", forms.benchmark_model(), runtime_version="2.17.0"),
        "trtexec": imported("trtexec", forms.trtexec_log(), forms.trtexec_times(), **tensorrt),
        "trtexec overlapping": imported(
            "trtexec", forms.trtexec_log(expose_dma="Disabled"), forms.trtexec_times(), **tensorrt
        ),
    }


def broken(one: Result) -> set[str]:
    """The rules of submissions that this result would break."""
    data = store.encode(one)
    path = PurePosixPath(store.path_of(one, data))
    made = Submitted(path, data, one, data, store.result_id(data), path, shipped(), CHECKED_AT)
    return {problem.rule for problem in checks.problems(made)}


def with_bytes(file: File, old: bytes, new: bytes) -> File:
    """The file with this part replaced; it is there."""
    assert old in file.data
    return File(file.name, file.data.replace(old, new))
