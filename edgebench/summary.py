"""The summary of a result, from its processes alone, by a numbered method that never changes.

Method 1: a percentile is each process's own, then the geometric mean over the processes, with
Student's t on the logarithms for the interval; the other figures the same way.
Method 2: beside the scatter of the processes the intervals of Sustained hold what whole queries leave open.

`check` recomputes a summary by the method that it names, and refuses a file that disagrees.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import structs

from edgebench import histogram, statistics, sustained
from edgebench.model.process import Process
from edgebench.model.quantity import LARGEST
from edgebench.model.reason import Reason
from edgebench.model.result import EarlyStopping, Estimate, Point, Summary
from edgebench.model.scenario import P99_MIN_QUERIES, P99_PPM, Load


def summarize(processes: Sequence[Process], load: Load, points: Sequence[Point] | None) -> Summary:
    """The newest method's summary."""
    return METHODS[max(METHODS)](processes, load, points)


def method_1(processes: Sequence[Process], load: Load, points: Sequence[Point] | None) -> Summary:
    """Method 1, for ever."""
    stopped = _early_stopping(processes, load.percentile_ppm)
    searched = _why_not_met(processes, load, points or ())
    return Summary(
        method=1,
        latency_p50_ns=_percentile(processes, load, 500_000),
        latency_p90_ns=_percentile(processes, load, 900_000),
        latency_p99_ns=_percentile(processes, load, P99_PPM, P99_MIN_QUERIES),
        early_stopping_ns=stopped if isinstance(stopped, EarlyStopping) else None,
        early_stopping_ns_reason=stopped if isinstance(stopped, Reason) else None,
        throughput_mhz=_throughput(processes, load, searched),
        streams=_streams(processes, load, searched),
        last_minute_mhz=_last_minute(processes, load),
        last_over_first_minute_ppm=_last_over_first_minute(processes, load),
        load_ns=estimate([p.load_ns for p in processes]),
        first_query_ns=estimate([p.first_query_ns for p in processes]),
        peak_memory_bytes=estimate([p.memory.ran for p in processes]),
    )


def method_2(processes: Sequence[Process], load: Load, points: Sequence[Point] | None) -> Summary:
    """Method 1, but that the intervals of Sustained hold that a minute has a whole number of queries.

    Of ten queries a minute one more is 10 %, in every process alike (docs/decisions/0035-whole-queries.md).
    """
    found = structs.replace(method_1(processes, load, points), method=2)
    if load.scenario != "sustained":
        return found
    if not all(map(sustained.has_queries, processes)):
        none = missing(Reason.TOO_FEW_QUERIES, len(processes))
        return structs.replace(found, last_minute_mhz=none, last_over_first_minute_ppm=none)
    last, ratio = sustained.last_minute_error(processes), sustained.last_over_first_error(processes)
    return structs.replace(
        found,
        last_minute_mhz=estimate([sustained.last_minute_mhz(one) for one in processes], last),
        last_over_first_minute_ppm=estimate([sustained.last_over_first_ppm(one) for one in processes], ratio),
    )


METHODS = {1: method_1, 2: method_2}


def estimate(values: Sequence[float], common_error: float = 0.0) -> Estimate:
    """Geometric mean and 95 % interval of one value a process, all above 0, as whole numbers.

    common_error: standard error of the logarithm that all processes share.
    """
    if min(values) <= 0:
        return missing(Reason.UNKNOWN, len(values))
    low: int | None
    high: int | None
    why: Reason | None
    if len(values) == 1:
        value, low, high, why = round(values[0]), None, None, Reason.ONE_PROCESS
    else:
        interval = statistics.geometric_interval(values, common_error)
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


def _throughput(processes: Sequence[Process], load: Load, searched: Reason | None) -> Estimate:
    """Samples answered in a second of the window; of Server only where its p99 met the bound."""
    if load.scenario == "server" and searched:
        return missing(searched, len(processes))
    answered = estimate([one.samples * 10**12 / one.window_ns for one in processes])
    return _found(answered.value, len(processes)) if load.scenario == "server" else answered


def _streams(processes: Sequence[Process], load: Load, searched: Reason | None) -> Estimate:
    if load.scenario != "streams":
        return missing(Reason.NOT_APPLICABLE, len(processes))
    if searched:
        return missing(searched, len(processes))
    return _found(load.streams, len(processes))


def _found(value: int | None, processes: int) -> Estimate:
    """What a search found: an interval over the processes would only say how alike they answered."""
    return structs.replace(missing(Reason.ONE_SEARCH, processes), value=value, value_reason=None)


def _why_not_met(processes: Sequence[Process], load: Load, points: Sequence[Point]) -> Reason | None:
    """Why the load that a search found does not hold; None where it does, and where there was no search."""
    if load.scenario not in {"server", "streams"}:
        return None
    tried = points[:-1]
    if not any(point.met for point in tried):
        return Reason.BOUND_BELOW_SERVICE_TIME
    if load.scenario == "server" and points[-1].rate_uhz is None:
        return _why_no_rate([point for point in tried if point.rate_uhz])
    found = _percentile(processes, load, P99_PPM, P99_MIN_QUERIES)
    if found.value is None or load.bound_ns is None:
        return found.value_reason or Reason.UNKNOWN
    return None if bound_is_met(processes, load.bound_ns) else Reason.BOUND_MISSED


def bound_is_met(processes: Sequence[Process], bound_ns: int) -> bool:
    """Of all processes together: the published p99 is within the bound, and MLPerf's early stopping holds.

    The second is a gate on what the mean of five could hide: one process in which most answers were late.
    """
    p99_ns = estimate([histogram.percentile(one.latency, P99_PPM) for one in processes]).value
    late = sum(histogram.count_above(one.latency, bound_ns) for one in processes)
    queries = sum(one.queries for one in processes)
    in_time = p99_ns is not None and p99_ns <= bound_ns
    return in_time and statistics.early_stopping_holds(queries, late, P99_PPM)


def _why_no_rate(tried: Sequence[Point]) -> Reason:
    """Where only the closed loop met the bound, or a rate did once and not again; the processes had none."""
    if any(point.met for point in tried):
        return Reason.BOUND_MISSED
    if tried and tried[-1].queries < P99_MIN_QUERIES:  # so low a rate that the cap came first
        return Reason.TOO_FEW_QUERIES
    return Reason.BOUND_BELOW_SERVICE_TIME


def _last_minute(processes: Sequence[Process], load: Load) -> Estimate:
    if load.scenario != "sustained":
        return missing(Reason.NOT_APPLICABLE, len(processes))
    return estimate([sustained.last_minute_mhz(one) for one in processes])


def _last_over_first_minute(processes: Sequence[Process], load: Load) -> Estimate:
    if load.scenario != "sustained":
        return missing(Reason.NOT_APPLICABLE, len(processes))
    return estimate([sustained.last_over_first_ppm(one) for one in processes])


def _percentile(processes: Sequence[Process], load: Load, ppm: int, min_queries: int = 1) -> Estimate:
    if load.scenario == "offline":
        return missing(Reason.NOT_APPLICABLE, len(processes))
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
