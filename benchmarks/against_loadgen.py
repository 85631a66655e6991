"""MLPerf's LoadGen and edgebench's worker over one simulated system, in pairs.

    python -m benchmarks.against_loadgen        needs .[loadgen], on x86-64

The system really lets time pass: it spins for the latencies of a fixed list. LoadGen 6 has no
other clock than the machine's, and on a busy machine a spin lasts longer than it should. So
the system notes what each call took, and the percentiles of an engine are judged against the exact ones
of its own run; both engines within 1 % of that, and of each other. How many queries early stopping
drops depends on their number alone and must be the same.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy
from msgspec import Struct

from benchmarks import alternating, figures, simulation, worker
from benchmarks.figures import Figure
from benchmarks.laws import LAWS
from benchmarks.subject import SAMPLES, SEED
from edgebench import histogram
from edgebench.model.scenario import GROUP_BELOW_NS
from edgebench.statistics import EarlyStop, early_stop

LAW = LAWS[1]
SHORTEST_NS = 1_000_000
QUERIES = 700
PERCENTILES_PPM, BOUNDS_PPM = (500_000, 900_000, 990_000), (900_000, 990_000)
CAP_NS = 600_000_000_000
LOWEST, HIGHEST = 0.99, 1.01
SOON_WARM = {"min_queries": 10, "min_ns": 1, "max_ns": 1_000_000_000, "agreement_ppm": 1_000_000}


class Said(Struct, frozen=True):
    """What an engine says of its run, and what the system noted."""

    percentiles_ns: Mapping[int, int]
    bounds_ns: Mapping[int, int]
    """Early stopping's estimates, by percentile in ppm like the percentiles."""
    queries: int
    discarded: int
    """By early stopping, for p90."""
    noted_ns: Sequence[int]

    def percentile_over_noted(self, ppm: int) -> float:
        """The engine's percentile over the exact one (element n*p of the sorted calls)."""
        return self.percentiles_ns[ppm] / sorted(self.noted_ns)[len(self.noted_ns) * ppm // 1_000_000]

    def bound_over_noted(self, ppm: int) -> float:
        """The engine's early-stopping estimate over that of the system's own times."""
        return self.bounds_ns[ppm] / sorted(self.noted_ns)[_early_stop(len(self.noted_ns), ppm).rank]


class System:
    """Spins for each latency of the list in turn, again and again, and notes how long it really took."""

    def __init__(self, latencies_ns: Sequence[int]) -> None:
        self._latencies_ns = latencies_ns
        self.noted_ns: list[int] = []

    def prepare(self, inputs: Any) -> Any:
        return inputs

    def predict(self, handle: Any) -> list[Any]:
        """One call."""
        began = time.perf_counter_ns()
        until = began + self._latencies_ns[len(self.noted_ns) % len(self._latencies_ns)]
        while (now := time.perf_counter_ns()) < until:
            pass
        self.noted_ns.append(now - began)
        return []


def main() -> int:
    options = _options()
    core = alternating.pin(options.core)
    drawn = LAW.draw(numpy.random.default_rng(SEED), options.queries)
    latencies_ns = [int(each) for each in drawn * SHORTEST_NS]
    pairs = [(_through_worker(latencies_ns), _through_loadgen(latencies_ns)) for _ in range(options.pairs)]
    title = f"{options.pairs} pairs of {options.queries} simulated queries of {LAW.name}, core {core}"
    return 0 if figures.report(title, _figures(pairs)) else 1


def _figures(pairs: Sequence[tuple[Said, Said]]) -> list[Figure]:
    table = []
    for ppm in PERCENTILES_PPM:
        name, ratios = (
            f"p{ppm // 10_000}",
            [_over_noted(pair, ppm, Said.percentile_over_noted) for pair in pairs],
        )
        raw = [ours.percentiles_ns[ppm] / theirs.percentiles_ns[ppm] for ours, theirs in pairs]
        table += [
            _median(f"{name}: worker / system's own", [ours for ours, _ in ratios]),
            _median(f"{name}: LoadGen / system's own", [theirs for _, theirs in ratios]),
            _median(f"{name}: worker / LoadGen", [ours / theirs for ours, theirs in ratios]),
            Figure("  the same, as they say it", statistics.median(raw), ""),
        ]
    for ppm in BOUNDS_PPM:
        ratios = [_over_noted(pair, ppm, Said.bound_over_noted) for pair in pairs]
        name = f"early stopping at p{ppm // 10_000}: worker / LoadGen"
        table.append(_median(name, [ours / theirs for ours, theirs in ratios]))
    same = sum((a.queries, a.discarded) == (b.queries, b.discarded) for a, b in pairs)
    return [
        *table,
        Figure("early stopping: queries discarded by the worker's", float(pairs[0][0].discarded), ""),
        Figure("pairs in which LoadGen discards as many", 100 * same / len(pairs), "%", 100.0),
    ]


def _over_noted(
    pair: tuple[Said, Said], ppm: int, ratio: Callable[[Said, int], float]
) -> tuple[float, float]:
    return ratio(pair[0], ppm), ratio(pair[1], ppm)


def _median(name: str, ratios: Sequence[float]) -> Figure:
    return Figure(name, statistics.median(ratios), "", LOWEST, HIGHEST)


def _early_stop(queries: int, ppm: int) -> EarlyStop:
    stop = early_stop(queries, ppm)
    if stop is None:
        raise SystemExit(f"early stopping at p{ppm // 10_000} needs more than {queries} queries")
    return stop


def _through_worker(latencies_ns: Sequence[int]) -> Said:
    system = System(latencies_ns)
    request = {
        "samples_per_query": 1,
        "min_queries": len(latencies_ns),
        "min_ns": 1,
        "cap_ns": CAP_NS,
        "seed": SEED,
        "group_below_ns": GROUP_BELOW_NS,
        "warm_up": SOON_WARM,
    }
    measured, _ = worker.measure(worker.Samples(system, range(SAMPLES)), request)
    window = simulation.window(measured)
    stops = {ppm: _early_stop(window.queries, ppm) for ppm in BOUNDS_PPM}
    return Said(
        percentiles_ns={ppm: histogram.percentile(window.latency, ppm) for ppm in PERCENTILES_PPM},
        bounds_ns={ppm: histogram.value_at(window.latency, stop.rank) for ppm, stop in stops.items()},
        queries=window.queries,
        discarded=stops[900_000].discarded,
        noted_ns=system.noted_ns[-window.queries :],  # the window ends with the last call
    )


def _through_loadgen(latencies_ns: Sequence[int]) -> Said:
    import mlperf_loadgen as loadgen

    system = System(latencies_ns)

    def issue(samples: Sequence[Any]) -> None:
        for sample in samples:
            system.predict(sample.index)
            loadgen.QuerySamplesComplete([loadgen.QuerySampleResponse(sample.id, 0, 0)])

    def nothing(*_: Any) -> None:
        pass

    settings, log = loadgen.TestSettings(), loadgen.LogSettings()
    settings.scenario = loadgen.TestScenario.SingleStream
    settings.mode = loadgen.TestMode.PerformanceOnly
    settings.single_stream_expected_latency_ns = SHORTEST_NS
    settings.min_query_count = settings.max_query_count = len(latencies_ns)
    settings.min_duration_ms = 0
    log.enable_trace = False
    under_test = loadgen.ConstructSUT(issue, nothing)
    library = loadgen.ConstructQSL(SAMPLES, SAMPLES, nothing, nothing)
    with tempfile.TemporaryDirectory() as folder:
        log.log_output.outdir = folder
        loadgen.StartTestWithLogSettings(under_test, library, settings, log, "")
        loadgen.DestroyQSL(library)
        loadgen.DestroySUT(under_test)
        detail = Path(folder, "mlperf_log_detail.txt").read_text(encoding="utf-8")
    return _said(detail, system.noted_ns)


def _said(detail: str, noted_ns: Sequence[int]) -> Said:
    """From LoadGen's detail log, a JSON object a line after `:::MLLOG`."""
    lines = (line.partition(":::MLLOG ")[2] for line in detail.splitlines())
    values = {entry["key"]: entry["value"] for entry in map(json.loads, filter(None, lines))}
    text = values["early_stopping_result"]
    told = re.search(r"queries \((\d+)\)\.\s+\* Would discard (\d+) highest", text)
    at_p99 = re.search(r"99\.0th percentile estimate: (\d+)", text)
    if told is None or at_p99 is None:
        raise SystemExit(f"LoadGen says of early stopping: {text}")
    return Said(
        percentiles_ns={
            ppm: values[f"result_{ppm / 10_000:.2f}_percentile_latency_ns"] for ppm in PERCENTILES_PPM
        },
        bounds_ns={900_000: values["early_stopping_latency_ss"], 990_000: int(at_p99[1])},
        queries=int(told[1]),
        discarded=int(told[2]),
        noted_ns=noted_ns,
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="The worker against MLPerf's LoadGen, SingleStream.")
    parser.add_argument("--pairs", type=int, default=10, help="runs of each (default 10)")
    parser.add_argument("--queries", type=int, default=QUERIES, help=f"in each run (default {QUERIES})")
    parser.add_argument("--core", type=int, help="run on this core (default: the last)")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
