"""What trtexec and benchmark_model print, in their published forms, with made-up numbers: neither ran."""

from __future__ import annotations

import json
from collections.abc import Sequence

from edgebench.imports.report import File

WARM_MS = (2.5, 2.4)
"""Two queries of warm-up, before 200 ms."""
QUANTILES = "p5=6001 median=6085 p95=6300"
LATENCIES_MS = (1.5, 1.25, 1.75, 1.5, 2.0, 1.25, 1.5, 1.625, 1.375, 3.0)


def trtexec_log(latencies_ms: Sequence[float] = LATENCIES_MS, **settings: str) -> File:
    """Of TensorRT 10; `expose_dma="Disabled"` replaces that setting."""
    ordered, count = sorted(latencies_ms), len(latencies_ms)
    middle = (ordered[(count - 1) // 2] + ordered[count // 2]) / 2
    p90 = ordered[max(0, count - 1 - int(0.1 * count))]
    said = {
        "model": "mobilenetv2-12.onnx",
        "streams": "1",
        "expose_dma": "Enabled",
        "version": "10.3.0",
        "status": "PASSED",
        "input": "1x3x224x224",
        "seconds": "0.02",
    } | settings
    lines = [
        f"Model: {said['model']}",
        "Precision: FP32+FP16",
        "Batch: Explicit",
        "Duration: 3s (+ 200ms warm up)",
        f"Inference Streams: {said['streams']}",
        f"ExposeDMA: {said['expose_dma']}",
        "Data transfers: Enabled",
        "Spin-wait: Disabled",
        "Multithreading: Disabled",
        "CUDA Graph: Disabled",
        "Selected Device: Orin",
        f"TensorRT version: {said['version']}",
        "Engine deserialized in 0.10331 sec.",
        f"Input binding for input with dimensions {said['input']} is created.",
        "Output binding for output with dimensions 1x1000 is created.",
        f"Warmup completed {len(WARM_MS)} queries over 200 ms",
        f"Timing trace has {count} queries over {said['seconds']} s",
        "=== Performance summary ===",
        f"Throughput: {count / float(said['seconds']):g} qps",
        f"Latency: {_figures(ordered[0], ordered[-1], sum(ordered) / count, middle, p90)}",
        f"Enqueue Time: {_figures(0.1, 0.2, 0.15, 0.15, 0.2)}",
        f"GPU Compute Time: {_figures(1, 2, sum(ordered) / count - 0.25, 1.4, 2)}",
    ]
    printed = [f"[11/21/2026-10:07:33] [I] {line}" for line in lines]
    ending = f"&&&& {said['status']} TensorRT.trtexec [TensorRT v100300] # trtexec --onnx={said['model']}"
    return File("trtexec.log", "\n".join([*printed, ending, ""]).encode())


def _figures(least: float, largest: float, mean: float, median: float, p90: float) -> str:
    named = {"min": least, "max": largest, "mean": mean, "median": median, "percentile(90%)": p90}
    return ", ".join(f"{name} = {ms:g} ms" for name, ms in named.items())


def trtexec_times(latencies_ms: Sequence[float] = (*WARM_MS, *LATENCIES_MS)) -> File:
    """Of --exportTimes, one row a query, those of warm-up first."""
    rows = [
        {"startComputeMs": 100.0 + 10 * place, "computeMs": ms - 0.25, "latencyMs": ms}
        for place, ms in enumerate(latencies_ms)
    ]
    body = "\n, ".join(json.dumps(row) for row in rows)
    return File("times.json", f"[\n  {body}\n]\n".encode())


def benchmark_model(before: str = "INFO: ", **said: str) -> File:
    """Of 2025, with the median; `before` is what the log puts at the start of a line."""
    values = {
        "run": f"count=2000 first=6122 curr=6090 min=5980 max=9120 avg=6101.25 std=41 {QUANTILES}",
        "mean": "6101.25",
        "size": "3.6108",
        "graph": "/data/local/tmp/mobilenet_v2_1.0_224_quant.tflite",
    } | said
    until = "but terminate if exceeding 150 seconds."
    timings = f"Init: 2517, First inference: 12002, Warmup (avg): 6230.5, Inference (avg): {values['mean']}"
    lines = [
        "STARTING!",
        "Log parameter values verbosely: [0]",
        "Num threads: [4]",
        f"Graph: [{values['graph']}]",
        "#threads used for CPU inference: [4]",
        f"Loaded model {values['graph']}",
        "Created TensorFlow Lite XNNPACK delegate for CPU.",
        f"The input model file size (MB): {values['size']}",
        "Initialized session in 2.517ms.",
        f"Running benchmark for at least 1 iterations and at least 0.5 seconds {until}",
        f"count=80 first=12002 curr=6105 min=6011 max=12002 avg=6230.5 std=700 {QUANTILES}",
        "",
        f"Running benchmark for at least 50 iterations and at least 12 seconds {until}",
        values["run"],
        "",
        f"Inference timings in us: {timings}",
        "Memory footprint delta from the start of the tool (MB): init=3.4 overall=11.2",
    ]
    return File("benchmark_model.txt", "\n".join(f"{before}{line}" for line in lines).encode())
