"""The summary of a result, from its processes alone, by a numbered method that never changes.

Method 1: a percentile is each process's own, then the geometric mean over the processes, with
Student's t on the logarithms for the interval; the other figures the same way. `check`
recomputes it and refuses a file that disagrees.
"""

from __future__ import annotations

from collections.abc import Sequence

from edgebench import histogram, statistics
from edgebench.model.process import Process
from edgebench.model.quantity import LARGEST
from edgebench.model.reason import Reason
from edgebench.model.result import EarlyStopping, Estimate, Summary
from edgebench.model.scenario import P99_MIN_QUERIES, Load


def summarize(processes: Sequence[Process], load: Load) -> Summary:
    """The newest method's summary."""
    return METHODS[max(METHODS)](processes, load)


def method_1(processes: Sequence[Process], load: Load) -> Summary:
    """Method 1, for ever."""
    stopped = _early_stopping(processes, load.percentile_ppm)
    return Summary(
        method=1,
        latency_p50_ns=_percentile(processes, 500_000),
        latency_p90_ns=_percentile(processes, 900_000),
        latency_p99_ns=_percentile(processes, 990_000, P99_MIN_QUERIES),
        early_stopping_ns=stopped if isinstance(stopped, EarlyStopping) else None,
        early_stopping_ns_reason=stopped if isinstance(stopped, Reason) else None,
        throughput_mhz=estimate([p.samples * 10**12 / p.window_ns for p in processes]),
        load_ns=estimate([p.load_ns for p in processes]),
        first_query_ns=estimate([p.first_query_ns for p in processes]),
        peak_memory_bytes=estimate([p.memory.ran for p in processes]),
    )


METHODS = {1: method_1}


def estimate(values: Sequence[float]) -> Estimate:
    """Geometric mean and 95 % interval of one value a process, all above 0, as whole numbers."""
    if min(values) <= 0:
        return missing(Reason.UNKNOWN, len(values))
    low: int | None
    high: int | None
    why: Reason | None
    if len(values) == 1:
        value, low, high, why = round(values[0]), None, None, Reason.ONE_PROCESS
    else:
        interval = statistics.geometric_interval(values)
        value, low, high, why = round(interval.value), round(interval.low), round(interval.high), None
        if high > LARGEST:  # two processes far apart: t with one degree of freedom is 12.7
            low, high, why = None, None, Reason.TOO_WIDE
    return Estimate(
        value=value,
        value_reason=None,
        low=low,
        low_reason=why,
        high=high,
        high_reason=why,
        processes=len(values),
    )


def missing(why: Reason, processes: int) -> Estimate:
    """No figure, and why."""
    return Estimate(
        value=None,
        value_reason=why,
        low=None,
        low_reason=why,
        high=None,
        high_reason=why,
        processes=processes,
    )


def _percentile(processes: Sequence[Process], ppm: int, min_queries: int = 1) -> Estimate:
    if any(process.calls_per_clock > 1 for process in processes):
        return missing(Reason.BATCHED, len(processes))
    if any(process.queries < min_queries for process in processes):
        return missing(Reason.TOO_FEW_QUERIES, len(processes))
    return estimate([histogram.percentile(process.latency, ppm) for process in processes])


def _early_stopping(processes: Sequence[Process], ppm: int | None) -> EarlyStopping | Reason:
    """Of the process whose estimate is largest, or why there is none."""
    if ppm is None:
        return Reason.NOT_APPLICABLE
    if any(process.calls_per_clock > 1 for process in processes):
        return Reason.BATCHED
    estimates = []
    for process in processes:
        stop = statistics.early_stop(process.queries, ppm)
        if stop is None:
            return Reason.TOO_FEW_QUERIES
        value = histogram.value_at(process.latency, stop.rank)
        estimates.append(EarlyStopping(n=process.queries, discarded=stop.discarded, value=value))
    return max(estimates, key=lambda one: one.value)
