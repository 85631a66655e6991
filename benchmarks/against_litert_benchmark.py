"""LiteRT through a real worker process against LiteRT's own `litert-benchmark`, in interleaved pairs.

    python -m benchmarks.against_litert_benchmark MODEL

Same thread count, same core, as many queries. What differs and stays in the ratio: the worker
drives `Interpreter` and copies every sample in and every answer out; `litert-benchmark` drives
`CompiledModel` over one sample that it writes once and answers that it does not read. On a
model of a few milliseconds neither shows. The tool rounds to 0.01 ms, so a model has to take
at least a millisecond.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks import alternating, figures, worker
from benchmarks.figures import Figure
from benchmarks.through_worker import measure

LOWEST, HIGHEST = 0.98, 1.02
SHORTEST_MS = 1.0
TOOL = "ai_edge_litert.tools.benchmark_litert_model"


def main() -> int:
    options = _options()
    if importlib.util.find_spec(TOOL) is None:
        raise SystemExit(f"this ai-edge-litert has no litert-benchmark ({TOOL})")
    core = alternating.pin(options.core)
    ours, tools = [], []
    for pair in range(options.pairs):
        for of_worker in (True, False) if pair % 2 == 0 else (False, True):
            if of_worker:
                ours.append(_worker_ms(options.model, core, options.queries))
            else:
                tools.append(_tool_ms(options.model, core, options.queries))
    if min(tools) < SHORTEST_MS:
        raise SystemExit(f"litert-benchmark rounds to 0.01 ms: take a model of more than {SHORTEST_MS:g} ms")
    ratios = [a / b for a, b in zip(ours, tools, strict=True)]
    kept = figures.report(
        f"{options.model.name}, {options.pairs} pairs of {options.queries} queries, 1 thread, core {core}",
        [
            Figure("litert-benchmark, CompiledModel, p50", statistics.median(tools), "ms"),
            Figure("edgebench worker, Interpreter, p50", statistics.median(ours), "ms"),
            Figure("smallest ratio of a pair", min(ratios), ""),
            Figure("largest ratio of a pair", max(ratios), ""),
            Figure("median ratio of the pairs", statistics.median(ratios), "", LOWEST, HIGHEST),
        ],
    )
    return 0 if kept else 1


def _worker_ms(model: Path, core: int, queries: int) -> float:
    measured = measure(model, core, queries, 0)
    return float(worker.percentile(dict(measured.latency.buckets), 500_000)) / 1e6


def _tool_ms(model: Path, core: int, queries: int) -> float:
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder, "answer.json")
        pinned = ["taskset", "--cpu-list", str(core), sys.executable, "-m", TOOL]
        wanted = [f"--model={model}", "--num_threads=1", f"--num_runs={queries}", "--warmup_runs=50"]
        ended = subprocess.run(
            [*pinned, *wanted, f"--result_json={answer}"], capture_output=True, text=True, check=False
        )
        if ended.returncode != 0:
            raise SystemExit(f"litert-benchmark failed:\n{ended.stderr[-2000:]}")
        return float(json.loads(answer.read_bytes())["latency"]["median_ms"])


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="LiteRT through the worker against litert-benchmark.")
    parser.add_argument("model", type=Path, metavar="MODEL", help="a .tflite file of more than a millisecond")
    parser.add_argument("--pairs", type=int, default=10, help="interleaved pairs (default 10)")
    parser.add_argument("--queries", type=int, default=300, help="in each run (default 300)")
    parser.add_argument("--core", type=int, help="run on this core (default: the last)")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
