"""A simulated runtime: its calls take what a known law says, on a clock that nothing else moves.

`through_worker` measures it with the worker's own `measure`. `shortened` gives the same figures
without the loop, for thousands of studies: the worker's own warm-up, then all latencies of the
window at once into the worker's own histogram (tests/test_simulation.py holds the two equal).
Nothing here measures a machine.
"""

from __future__ import annotations

import contextlib
import gc
import time
from collections.abc import Iterator, Mapping
from typing import Any
from unittest import mock

import msgspec
import numpy
from msgspec import Struct

from benchmarks import worker
from benchmarks.laws import Law
from edgebench import histogram
from edgebench.model.process import Histogram, Memory, Process, Series, Throttle, WarmUpRecord
from edgebench.model.reason import Reason
from edgebench.model.scenario import CAP_FACTOR, GROUP_BELOW_NS, TIERS, WARM_UP, Load

DRAWN_CALLS = 512
"""Latencies are drawn so many at a time, so that both ways of measuring draw the same ones."""
SAMPLES = list(range(8))
LIMITS = msgspec.structs.asdict(WARM_UP)
ORDER_SEED = 1
"""Of the order of the samples, which the simulated runtime does not look at."""


class Runtime:
    """A runtime whose calls take `scale_ns` times what the law draws, in whole nanoseconds."""

    def __init__(self, law: Law, scale_ns: float, generator: numpy.random.Generator) -> None:
        self.now_ns = 0
        self._law, self._scale_ns, self._generator = law, scale_ns, generator
        self.pace = law.pace(generator)
        self._work_ns, self._drawn_until_ns = 0.0, 0
        self._ahead, self._next = numpy.zeros(0, numpy.int64), 0

    def perf_counter_ns(self) -> int:
        """The simulated clock."""
        return self.now_ns

    def prepare(self, inputs: Any) -> Any:
        return inputs

    def predict(self, handle: Any) -> list[Any]:
        """Let the time of one call pass."""
        if self._next == len(self._ahead):
            self._draw()
        self.now_ns += int(self._ahead[self._next])
        self._next += 1
        return []

    def take(self, count: int) -> numpy.ndarray[Any, numpy.dtype[numpy.int64]]:
        """The latencies in ns of the next `count` calls, which then have been made."""
        while len(self._ahead) - self._next < count:
            self._draw()
        taken = self._ahead[self._next : self._next + count]
        self._next += count
        self.now_ns += int(taken.sum())
        return taken

    def _draw(self) -> None:
        """A call is an amount of work; the pace says when that much work is done."""
        work = self._work_ns + numpy.cumsum(self._law.draw(self._generator, DRAWN_CALLS) * self._scale_ns)
        ends = numpy.floor(self.pace.time_ns(work)).astype(numpy.int64)
        latencies = numpy.diff(ends, prepend=self._drawn_until_ns)
        self._work_ns, self._drawn_until_ns = float(work[-1]), int(ends[-1])
        self._ahead, self._next = numpy.concatenate((self._ahead[self._next :], latencies)), 0


class Window(Struct, frozen=True):
    """What of a measured window does not depend on the machine that simulates."""

    latency: Histogram
    queries: int
    window_ns: int
    cpu_ns: int
    calls_per_clock: int
    warm_up: WarmUpRecord


def window(measured: Mapping[str, Any]) -> Window:
    """From what the worker's `measure` returns."""
    return Window(
        latency=_histogram(measured["latency"]),
        queries=measured["queries"],
        window_ns=measured["window_ns"],
        cpu_ns=measured["cpu_ns"],
        calls_per_clock=measured["calls_per_clock"],
        warm_up=WarmUpRecord(**measured["warm_up"]),
    )


def single_stream(tier: str) -> Load:
    """SingleStream with the floors of this tier."""
    floors = TIERS[tier]
    return Load(
        scenario="single-stream",
        scope="model",
        tier=floors.name,
        batch=1,
        samples_per_query=1,
        bound_ns=None,
        period_ns=None,
        percentile_ppm=900_000,
        chunk_ns=None,
        includes_input_copy=True,
        streams=None,
        seed=ORDER_SEED,
        min_queries=floors.min_queries,
        min_ns=floors.min_ns,
        cap_ns=floors.min_ns * CAP_FACTOR,
        ended="complete",
    )


def through_worker(runtime: Runtime, load: Load) -> Window:
    """One window by the worker's own loop; the single-stream load's floors and cap hold."""
    request = {
        "samples_per_query": 1,
        "min_queries": load.min_queries,
        "min_ns": load.min_ns,
        "cap_ns": load.cap_ns,
        "seed": load.seed,
        "group_below_ns": GROUP_BELOW_NS,
        "warm_up": LIMITS,
    }
    with _clock_of(runtime):
        measured, _ = worker.measure(worker.Samples(runtime, SAMPLES), request)
    gc.unfreeze()  # measure freezes what there is, once a process; here it is called thousands of times
    return window(measured)


def shortened(runtime: Runtime, load: Load) -> Window:
    """The same without the loop. Raises ValueError for calls that the worker would group, or a window cut."""
    warmed, median_ns = warm_up(runtime)
    if median_ns < GROUP_BELOW_NS:
        raise ValueError(f"calls of {median_ns} ns are timed in groups: use through_worker")
    block = max(1, min(worker.BLOCK_CALLS, worker.BLOCK_NS // median_ns))
    latencies = runtime.take(planned(load, median_ns))
    while latencies.sum() < load.min_ns:
        latencies = numpy.concatenate((latencies, runtime.take(block)))
    window_ns = int(latencies.sum())
    if window_ns > load.cap_ns:
        raise ValueError(f"a window of {window_ns} ns may be cut: use through_worker")
    tally = worker.Tally()
    tally.fold(latencies, 1)
    return Window(
        latency=_histogram(tally.histogram()),
        queries=len(latencies),
        window_ns=window_ns,
        cpu_ns=window_ns,
        calls_per_clock=1,
        warm_up=warmed,
    )


def warm_up(runtime: Runtime) -> tuple[WarmUpRecord, int]:
    """The worker's own warm-up, and the median call in ns that it ends with."""
    with _clock_of(runtime):
        queries, ns, steady, median_ns = worker.warm(
            runtime.predict, worker.Cycle(SAMPLES, ORDER_SEED), LIMITS
        )
    return WarmUpRecord(queries=queries, ns=ns, steady=steady), median_ns


def planned(load: Load, median_ns: int) -> int:
    """How many queries the worker fixes after a warm-up with this median."""
    return int(max(load.min_queries, worker.needed(load.min_ns, median_ns)))


def process(measured: Window) -> Process:
    """The window as a process of a result; what is not simulated is 1, 0, empty or null with its reason."""
    return Process(
        order=0,
        began_ms=0,
        load_ns=1,
        first_query_ns=1,
        warm_up=measured.warm_up,
        window_ns=measured.window_ns,
        queries=measured.queries,
        samples=measured.queries,
        failures=0,
        calls_per_clock=measured.calls_per_clock,
        latency=measured.latency,
        engine_latency=None,
        engine_latency_reason=Reason.NOT_REPORTED,
        stages=None,
        stages_reason=Reason.NOT_APPLICABLE,
        series=Series(
            period_ms=100,
            queries=[],
            p50_ns=[],
            p90_ns=[],
            max_ns=[],
            cpu_khz=None,
            cpu_khz_reason=Reason.NO_SENSOR,
            temperature_mc=None,
            temperature_mc_reason=Reason.NO_SENSOR,
            power_mw=None,
            power_mw_reason=Reason.NO_METER,
        ),
        memory=Memory(start=1, imported=1, loaded=1, ran=1),
        cpu_ns=measured.cpu_ns,
        sampler_cpu_ns=0,
        steal_ns=None,
        steal_ns_reason=Reason.NO_SENSOR,
        psi_cpu_us=None,
        psi_cpu_us_reason=Reason.NO_SENSOR,
        load_average_milli=None,
        load_average_milli_reason=Reason.NO_SENSOR,
        involuntary_switches=0,
        swapped_bytes=0,
        throttle=Throttle(before=[], after=[], source=None, source_reason=Reason.NO_SENSOR),
        temperature_mc=None,
        temperature_mc_reason=Reason.NO_SENSOR,
    )


@contextlib.contextmanager
def _clock_of(runtime: Runtime) -> Iterator[None]:
    """While this lasts, wall time and CPU time are the runtime's own clock."""
    clock = runtime.perf_counter_ns
    with mock.patch.multiple(time, perf_counter_ns=clock, process_time_ns=clock):
        yield


def _histogram(latency: dict[str, Any]) -> Histogram:
    first, counts = histogram.pack(latency["buckets"])
    times = {name: latency[name] for name in ("min_ns", "max_ns", "sum_ns")}
    return Histogram(scheme="log2x1024", first=first, counts=counts, **times)
