"""Warming up, and how many queries fill a window after it."""

from __future__ import annotations

import time

from .timing import time_calls

RESERVE_PERCENT = 10
"""The number of queries is fixed after warm-up, with this reserve for a machine that speeds up."""


def warm_up(predict, cycle, limits):
    """(queries, ns, steady, median call in ns): until two windows in a row have medians that agree."""
    began = time.perf_counter_ns()
    window_ns = max(1, limits["min_ns"] // 2)
    queries, previous, steady = 0, None, False
    while True:
        latencies: list[int] = []
        window_began = time.perf_counter_ns()
        while len(latencies) < 5 or time.perf_counter_ns() - window_began < window_ns:
            calls = cycle.take(1 if not latencies else min(64, max(1, 5_000_000 // (latencies[-1] + 1))))
            timed = [0] * len(calls)  # fewer than were asked for where a clip ends
            time_calls(predict, calls, timed)
            latencies += timed
            if time.perf_counter_ns() - began > limits["max_ns"]:
                break
        queries += len(latencies)
        latencies.sort()
        median = latencies[len(latencies) // 2]
        elapsed = time.perf_counter_ns() - began
        if previous is not None and queries >= limits["min_queries"] and elapsed >= limits["min_ns"]:
            steady = abs(median - previous) * 1_000_000 <= limits["agreement_ppm"] * previous
        if steady or elapsed > limits["max_ns"]:
            return queries, elapsed, steady, max(1, median)
        previous = median


def needed(min_ns, median):
    """Queries that fill this time, with the reserve."""
    return -(-min_ns * (100 + RESERVE_PERCENT) // (100 * median))
