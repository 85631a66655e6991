"""Real worker processes against the runtimes' own benchmark tools, in interleaved pairs of processes.

`litert-benchmark` drives `CompiledModel` over one sample that it writes once and answers that it does
not read; the worker drives `Interpreter` and copies every sample in and every answer out. On a model of
a few milliseconds neither shows. The tool rounds to 0.01 ms, so a model has to take at least a millisecond.

`benchmark_app` prints what the engine says of itself (`latency` of an infer request), and so it is held
against the engine time that the worker stores. Same shape, one thread, fp32.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks import alternating, worker
from benchmarks.alternating import Pairs
from benchmarks.through_worker import measure
from edgebench.harness import discover, protocol

QUERIES = 300
WARM_UP = 50
LITERT_BENCHMARK = "ai_edge_litert.tools.benchmark_litert_model"
BENCHMARK_APP = "openvino.tools.benchmark.main"
UNITS_NS = {"us": 1e3, "ms": 1e6}


def has_litert_benchmark() -> bool:
    """Whether this ai-edge-litert carries the tool: older ones do not."""
    return importlib.util.find_spec(LITERT_BENCHMARK) is not None


def against_litert_benchmark(model: Path, core: int, pairs: int) -> Pairs:
    """p50 of LiteRT through a worker, and in its own tool."""
    return alternating.pairs(
        pairs,
        lambda: _p50_ns(measure(model, core, QUERIES, 0).latency),
        lambda: _litert_benchmark_ns(model),
    )


def against_benchmark_app(model: Path, shape: list[int], core: int, pairs: int) -> Pairs:
    """p50 of OpenVINO's own time through a worker, and in its own tool, for inputs of this shape."""
    return alternating.pairs(
        pairs, lambda: _openvino_engine_ns(model, core), lambda: _benchmark_app_ns(model, shape)
    )


def _p50_ns(times: protocol.Latencies) -> float:
    return float(worker.percentile(dict(times.buckets), 500_000))


def _openvino_engine_ns(model: Path, core: int) -> float:
    engine = measure(model, core, QUERIES, 0, harness=discover.named("openvino").path).engine_latency
    assert engine is not None, "calls too short to be timed singly"
    return _p50_ns(engine)


def _litert_benchmark_ns(model: Path) -> float:
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder, "answer.json")
        lengths = [f"--num_runs={QUERIES}", f"--warmup_runs={WARM_UP}"]
        wanted = [f"--model={model}", "--num_threads=1", *lengths, f"--result_json={answer}"]
        _run([sys.executable, "-m", LITERT_BENCHMARK, *wanted])
        return float(json.loads(answer.read_bytes())["latency"]["median_ms"]) * 1e6


def _benchmark_app_ns(model: Path, shape: list[int]) -> float:
    sizes = str(shape).replace(" ", "")
    wanted = ["-m", str(model), "-shape", sizes, "-niter", str(QUERIES), "-api", "sync", "-d", "CPU"]
    settings = ["-hint", "none", "-nstreams", "1", "-nthreads", "1", "-infer_precision", "f32"]
    printed = _run([sys.executable, "-c", f"from {BENCHMARK_APP} import main; main()", *wanted, *settings])
    found = re.search(r"Median: +([\d.]+) (us|ms)", printed)
    if found is None:
        raise SystemExit(f"benchmark_app printed no median:\n{printed[-2000:]}")
    return float(found[1]) * UNITS_NS[found[2]]


def _run(command: list[str]) -> str:
    """Standard output, on the core of this process. CI keeps OpenVINO from reporting to its maker."""
    environment = {**os.environ, "CI": "true"}
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if ended.returncode != 0:
        raise SystemExit(f"{command[2]} failed:\n{ended.stderr[-2000:]}")
    return ended.stdout
