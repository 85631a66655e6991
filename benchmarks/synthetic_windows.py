"""Windows and energies of a synthetic corpus: drawn bucket by bucket, so that no latency is drawn by itself.

Everything is drawn from the generator that is passed in.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import numpy as np
from msgspec import structs
from numpy.typing import NDArray

from edgebench.energy import recomputed
from edgebench.histogram import bucket, upper_edge
from edgebench.model.energy import Energy, EnergyWindow, Meter, UncertaintyTerm
from edgebench.model.process import (
    Histogram,
    Memory,
    Process,
    Series,
    Stages,
    Temperature,
    Throttle,
    WarmUpRecord,
)
from edgebench.model.reason import Reason

MOST_ROWS = 48
LARGEST_ROWS = 120
"""What a file takes at the most. Queries of a slow device make a sustained window longer than its minutes."""
MOST_BUCKETS = 1800
"""So that five processes of a million queries fit a file; what is slower still is put into the last."""
LARGEST_FREEDOM = 1_000_000
Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Law:
    """Latencies of a query: log-logistic about the median, and `tail` of them ten times as spread."""

    median_ns: float
    spread: float
    tail: float

    def buckets(self) -> tuple[int, NDArray[np.float64]]:
        """(first bucket, probability of each from there on)."""
        reach = min(1.2, 60 * self.spread)
        first = bucket(int(self.median_ns * math.exp(-min(0.5, 9 * self.spread))))
        last = bucket(int(self.median_ns * math.exp(reach)))
        edges = np.log(_edges(first, last + 1) / self.median_ns)
        below = (1 - self.tail) * _logistic(edges / self.spread)
        below += self.tail * _logistic(edges / (10 * self.spread) - 1)
        share = np.diff(below)
        return first, share / share.sum()


@dataclass(frozen=True)
class Asked:
    """What every window of a cell is asked for. stages: of scope pipeline; sensors: of a board."""

    min_ns: int
    min_queries: int
    cpus: int
    threads: int
    streams: int
    samples_per_query: int
    rate_hz: float | None
    stages: bool
    sensors: bool
    row_ms: int | None


def process(rng: np.random.Generator, law: Law, asked: Asked, order: int, began_ms: int) -> Process:
    """One window."""
    first, share = law.buckets()
    mean_ns = float(np.dot(share, _middles(first, len(share))))
    per_second = asked.rate_hz or asked.streams * 1e9 / mean_ns
    wanted = max(asked.min_queries + 6 * math.sqrt(asked.min_queries), 1.03 * asked.min_ns * per_second / 1e9)
    latency = _drawn(rng, first, share * wanted)
    queries = sum(count for count in latency.counts if count > 0)
    window_ns = int(queries * 1e9 / per_second * 1.001)
    if asked.rate_hz is None:
        window_ns = max(window_ns, latency.sum_ns // asked.streams + 90 * queries)
    window_ns = max(window_ns, asked.min_ns + 1)
    overall = min(queries, asked.streams) if asked.rate_hz is None else 1
    threads = min(asked.cpus, asked.threads * overall)
    busy = threads * (0.985 if threads > 1 else 0.999)
    return Process(
        order=order,
        began_ms=began_ms,
        load_ns=int(30e6 * rng.lognormal(0, 0.1)),
        first_query_ns=int(law.median_ns * 1.4 * rng.lognormal(0, 0.05)) + 1000,
        warm_up=WarmUpRecord(queries=max(10, int(3e8 / law.median_ns)), ns=300_000_000, steady=True),
        window_ns=window_ns,
        queries=queries,
        samples=queries * asked.samples_per_query,
        failures=0,
        calls_per_clock=1,
        latency=latency,
        engine_latency=None,
        engine_latency_reason=Reason.NOT_REPORTED,
        stages=_stages(latency.sum_ns) if asked.stages else None,
        stages_reason=None if asked.stages else Reason.NOT_APPLICABLE,
        series=_of(latency, _series(rng, law, asked, queries, window_ns)),
        memory=Memory(13_500_000, 40_000_000, 54_000_000, ran=int(rng.normal(6e7, 1e5))),
        cpu_ns=int(window_ns * busy),
        sampler_cpu_ns=0,
        steal_ns=0,
        steal_ns_reason=None,
        psi_cpu_us=int(window_ns / 1e6),
        psi_cpu_us_reason=None,
        load_average_milli=900,
        load_average_milli_reason=None,
        involuntary_switches=int(rng.integers(20, 90)),
        swapped_bytes=0,
        throttle=Throttle(before=[], after=[], source=None, source_reason=Reason.NO_SENSOR),
        temperature_mc=Temperature(start=47_000, end=51_000) if asked.sensors else None,
        temperature_mc_reason=None if asked.sensors else Reason.NO_SENSOR,
    )


def energy(
    rng: np.random.Generator, processes: list[Process], meter: Meter, watts: float, samples_per_query: int
) -> Energy:
    """What this meter read: about so many watts in every window, of which a third while idling."""
    idle_mw = round(1000 * watts / 3)
    windows = [
        _energy_window(place, one, watts * rng.lognormal(0, 0.004), idle_mw)
        for place, one in enumerate(processes)
    ]
    each_nj = [1000 * one.gross_uj / (one.queries * samples_per_query) for one in windows]
    gross_nj = math.fsum(each_nj) / len(each_nj)
    scatter_nj = float(np.std(each_nj, ddof=1)) / math.sqrt(len(each_nj))
    terms = [_term("repeats", scatter_nj, correlated=False)]
    for one in meter.accuracy or ():
        gain, offset = one.reading_ppm / 1e6, one.absolute_uw / (watts * 0.98 * 1e6)
        terms.append(_term("power-gain", 1.001 * gross_nj * gain / math.sqrt(3) + 1, correlated=True))
        terms.append(_term("power-offset", 1.001 * gross_nj * offset / math.sqrt(3) + 1, correlated=True))
    u_nj = math.hypot(*(term.u_nj for term in terms))
    freedom = (len(processes) - 1) * (u_nj / max(1.0, terms[0].u_nj)) ** 4
    idle_nj = [1000 * idle_mw * (one.ended_us - one.began_us) / one.queries / 1000 for one in windows]
    net_nj = gross_nj - math.fsum(idle_nj) / len(idle_nj) / samples_per_query
    stated = meter.accuracy is not None
    made = Energy(
        primary=0,
        meters=[meter],
        windows=windows,
        gross_per_sample_nj=round(gross_nj),
        gross_u_nj=round(u_nj) if stated else None,
        gross_u_nj_reason=None if stated else Reason.ACCURACY_UNSPECIFIED,
        repeatability_nj=round(scatter_nj),
        coverage_factor_milli=1,
        effective_dof=math.floor(min(LARGEST_FREEDOM, freedom)),
        net_per_sample_nj=round(net_nj),
        net_per_sample_nj_reason=None,
        terms=terms,
    )
    factor, _ = recomputed.coverage_factors(made, len(processes))
    return structs.replace(made, coverage_factor_milli=round(1000 * factor))


def _drawn(rng: np.random.Generator, first: int, expected: NDArray[np.float64]) -> Histogram:
    counts: Counts = rng.poisson(expected)
    found = np.flatnonzero(counts)
    if len(found) > MOST_BUCKETS:
        counts[found[MOST_BUCKETS - 1]] += counts[found[MOST_BUCKETS:]].sum()
        found = found[:MOST_BUCKETS]
    held = counts[found]
    gaps = np.diff(found) - 1
    runs = np.empty(2 * len(found) - 1, dtype=np.int64)
    runs[::2], runs[1::2] = held, -gaps
    edges = _edges(first, first + int(found[-1]) + 1)
    lowest, highest = int(edges[found[0]]), int(edges[found[-1] + 1]) - 1
    middles = (edges[found] + edges[found + 1] - 1) // 2
    return Histogram(
        scheme="log2x1024",
        first=first + int(found[0]),
        counts=runs[runs != 0].tolist(),
        min_ns=(lowest + upper_edge(first + int(found[0]))) // 2,
        max_ns=highest,
        sum_ns=int(np.dot(middles, held)),
    )


def _of(latency: Histogram, series: Series) -> Series:
    """With the largest latency in the row of the largest, and none beyond the ends."""
    largest = [min(one or 0, latency.max_ns) for one in series.max_ns]
    largest[largest.index(max(largest))] = latency.max_ns
    low, high = upper_edge(bucket(latency.min_ns)), max(latency.min_ns, min(largest))
    halves = [min(max(one or 0, low), high) for one in series.p50_ns]
    nineties = [
        max(half, min(one or 0, most)) for half, one, most in zip(halves, series.p90_ns, largest, strict=True)
    ]
    return structs.replace(series, p50_ns=halves, p90_ns=nineties, max_ns=largest)


def _series(rng: np.random.Generator, law: Law, asked: Asked, queries: int, window_ns: int) -> Series:
    period_ms = asked.row_ms or 100
    most = MOST_ROWS if asked.row_ms is None else LARGEST_ROWS
    while window_ns > period_ms * 1_000_000 * most:
        period_ms *= 2
    rows = min(queries, math.ceil(window_ns / (period_ms * 1e6)))
    each = np.full(rows, queries // rows)
    each[: queries % rows] += 1
    middles = law.median_ns * rng.lognormal(0, law.spread / 10, rows)
    nineties = middles * np.exp(2 * law.spread * rng.uniform(0.8, 1.2, rows))
    largest = nineties * np.exp(5 * law.spread * rng.uniform(0.2, 1.5, rows))
    return Series(
        period_ms=period_ms,
        queries=each.tolist(),
        p50_ns=_edge_of(middles),
        p90_ns=_edge_of(nineties),
        max_ns=[upper_edge(bucket(int(one))) for one in largest.tolist()],
        cpu_khz=[2_400_000] * rows if asked.sensors else None,
        cpu_khz_reason=None if asked.sensors else Reason.NO_SENSOR,
        temperature_mc=np.linspace(47_000, 51_000, rows).astype(int).tolist() if asked.sensors else None,
        temperature_mc_reason=None if asked.sensors else Reason.NO_SENSOR,
        power_mw=None,
        power_mw_reason=Reason.NO_METER,
    )


def _stages(sum_ns: int) -> Stages:
    before, after = sum_ns * 45 // 100, sum_ns * 2 // 100
    return Stages(
        preprocess_ns=before, inference_ns=sum_ns * 98 // 100 - before - after, postprocess_ns=after
    )


def _energy_window(place: int, process: Process, watts: float, idle_mw: int) -> EnergyWindow:
    """Two milliseconds longer than the process's own, in twelve bins."""
    began_us = process.began_ms * 1000
    length_us = process.window_ns // 1000 + 2000
    gross_uj = round(watts * length_us)
    edges = [gross_uj * edge // 12 for edge in range(13)]
    return EnergyWindow(
        process=place,
        meter=0,
        began_us=began_us,
        ended_us=began_us + length_us,
        queries=process.queries,
        gross_uj=gross_uj,
        idle_before_mw=idle_mw,
        idle_after_mw=idle_mw,
        bins_uj=[end - start for start, end in itertools.pairwise(edges)],
        period_ms=math.ceil(length_us / 12_000),
        flags=[],
    )


def _term(name: str, u_nj: float, *, correlated: bool) -> UncertaintyTerm:
    shape = "rectangular" if correlated else "t"
    return UncertaintyTerm(name, "B" if correlated else "A", shape, round(u_nj), correlated)


def _edges(first: int, stop: int) -> Counts:
    """The lowest value of each bucket from `first` to `stop`, which is among them."""
    index = np.arange(first, stop + 1)
    octave = np.maximum(0, index // 1024 - 1)
    return np.where(index < 2048, index, (index - 1024 * octave) << octave)


def _middles(first: int, length: int) -> NDArray[np.float64]:
    edges = _edges(first, first + length)
    return (edges[1:] + edges[:-1] - 1) / 2


def _edge_of(values: NDArray[np.float64]) -> list[int | None]:
    return [upper_edge(bucket(int(one))) for one in values.tolist()]


def _logistic(x: NDArray[np.float64]) -> NDArray[np.float64]:
    return 1 / (1 + np.exp(-np.clip(x, -60, 60)))
