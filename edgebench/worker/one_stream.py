"""One query after the other on one stream: SingleStream, MultiStream, Sustained, Offline on one."""

import math
import time

from . import pipeline
from .audit import Kept
from .counters import undisturbed
from .samples import BLOCK_CALLS
from .tally import Series, Tally
from .timing import time_calls, time_calls_and_engine, time_groups
from .warm_up import needed, warm_up

BLOCK_NS = 100_000_000
"""Latencies are folded into the histogram about this often, outside the timed calls."""
GROUP_NS = 50_000
"""Queries too fast to be timed singly are timed in groups of about this length."""


def measure(stream, request):
    """(what `measured` carries of one window, outputs kept for the audit)."""
    cycle = stream.cycle(request["seed"])
    queries, warm_ns, steady, median = warm_up(stream.predict, cycle, request["warm_up"])
    calls = request["samples_per_query"] // stream.batch
    window = Window(stream, cycle, request, calls, median)
    pipeline.begin([stream])
    with undisturbed() as spent:
        began_ns, ended = time.perf_counter_ns(), window.run(request)
        ended_ns = time.perf_counter_ns()
    return {
        **spent,
        "began_ns": began_ns,
        "ended_ns": ended_ns,
        "window_ns": window.window_ns,
        "cpu_ns": window.cpu_ns,
        "queries": window.done // calls,
        "ended": ended,
        "calls_per_clock": window.queries_per_clock,
        "call_ns": median,
        "warm_up": {"queries": queries, "ns": warm_ns, "steady": steady},
        "latency": window.series.histogram(),
        "engine_latency": window.engine.histogram() if window.engine_ns else None,
        "stages": pipeline.spent([stream]),
        "series": window.series.rows(),
    }, window.kept.outputs


class Window:
    """Blocks of timed calls until every floor holds.

    group: calls between two readings of the clock, which are one query or, of short ones, several.
    """

    def __init__(self, stream, cycle, request, calls, median):
        """calls: of one query. median: of one call, in ns."""
        self.predict, self.cycle = stream.predict, cycle
        query_ns = median * calls
        short = query_ns < request["group_below_ns"]
        self.queries_per_clock = min(max(2, math.ceil(GROUP_NS / query_ns)), cycle.longest) if short else 1
        self.group = calls * self.queries_per_clock
        self.planned = calls * max(request["min_queries"], needed(request["min_ns"], query_ns))
        self.block = max(1, min(BLOCK_CALLS, BLOCK_NS // median) // self.group) * self.group
        self.engine_ns = stream.engine_ns if self.group == 1 else None
        self.kept, self.series, self.engine = Kept(request["seed"]), Series(), Tally()
        self.done = self.window_ns = self.cpu_ns = 0

    def run(self, request):
        """Measure; returns how it ended."""
        latencies, engine_times = [0] * self.block, [0] * self.block
        began, elapsed = time.perf_counter_ns(), 0
        while self.done < self.planned or self.window_ns < request["min_ns"]:
            if self.window_ns > request["cap_ns"]:
                return "cap"
            left = self.planned - self.done
            calls = self.cycle.take(min(self.block, left) if left > 0 else self.block, self.group)
            outputs = self._timed(calls, latencies, engine_times)
            self.series.fold(elapsed, latencies[: len(calls) // self.group], self.queries_per_clock)
            if self.engine_ns is not None:
                self.engine.fold(engine_times[: len(calls)], 1)
            self.kept.offer(self.cycle.last(), outputs)
            self.done += len(calls)
            elapsed = time.perf_counter_ns() - began
        return "complete"

    def _timed(self, calls, latencies, engine_times):
        """One block, and its wall and CPU time; returns the last outputs."""
        cpu, began = time.process_time_ns(), time.perf_counter_ns()
        if self.engine_ns is not None:
            outputs = time_calls_and_engine(self.predict, calls, latencies, self.engine_ns, engine_times)
        elif self.group == 1:
            outputs = time_calls(self.predict, calls, latencies)
        else:
            outputs = time_groups(self.predict, calls, latencies, self.group)
        self.window_ns += time.perf_counter_ns() - began
        self.cpu_ns += time.process_time_ns() - cpu
        return outputs
