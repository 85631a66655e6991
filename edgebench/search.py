"""The searches of Server and Streams: which load to try next, and what a window at it says.

Pure: the one who measures (edgebench/runner/choosing.py) asks, measures and asks again. Every probe
is kept in the result's `points`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter

from edgebench import histogram, statistics
from edgebench.model.process import Process
from edgebench.model.result import Point
from edgebench.model.scenario import MOST_CONFIRMATIONS, MOST_PROBES, MOST_STREAMS, P99_PPM, Load
from edgebench.summary import bound_is_met, estimate, summarize

Tried = Callable[[Point], int | None]
"""What a search varies: the rate, or the number of streams."""
_RATE: Tried = attrgetter("rate_uhz")
_STREAMS: Tried = attrgetter("streams")

CLOSE_ENOUGH = 1.01
"""A rate that failed and one that met the bound, so near to each other, end the search."""
STEP_DOWN_PERCENT = 99
"""From a rate that met the bound by luck to the next that is tried."""


def meets(process: Process, bound_ns: int) -> bool:
    """Whether the window's p99 is within the bound, and MLPerf's early stopping would let it stand.

    The second asks more of a short window: of 662 queries one may be late, not seven.
    """
    late = histogram.count_above(process.latency, bound_ns)
    percentile_ns = histogram.percentile(process.latency, P99_PPM)
    return percentile_ns <= bound_ns and statistics.early_stopping_holds(process.queries, late, P99_PPM)


def next_rate(alone: Point, tried: Sequence[Point]) -> int | None:
    """The rate in uHz to try next; None when the search is over.

    alone: the closed loop, each query after the other: as much as can be hoped for. First half of it is
    tried, then all, which no queue keeps up with for long; doubled where even that meets the bound, because
    the closed loop was disturbed. Then the gap is halved. What was found is tried again, see `again`.
    """
    searched, confirming = _parted(tried, _RATE)
    if confirming:
        return _next_confirmation(confirming, _RATE, lambda rate: max(1, rate * STEP_DOWN_PERCENT // 100))
    met, missed = best_rate(searched) or 0, _lowest_missed(searched)
    close = met and missed and missed <= met * CLOSE_ENOUGH
    if close or len(searched) >= MOST_PROBES:
        return met or None
    if missed is None:
        return max(1, 2 * met or (alone.throughput_mhz or 0) * 500)
    return max(1, (met + missed) // 2)


def next_streams(tried: Sequence[Point]) -> int | None:
    """The number of streams to try next: doubled until one fails, then the middle; None when it is over."""
    searched, confirming = _parted(tried, _STREAMS)
    if confirming:
        return _next_confirmation(confirming, _STREAMS, lambda streams: streams - 1)
    met = best_streams(searched)
    missed = [one.streams for one in searched if not one.met and one.streams and one.streams > (met or 0)]
    if met is None:
        return None if missed else 1
    if len(searched) >= MOST_PROBES or (met >= MOST_STREAMS if not missed else min(missed) - met <= 1):
        return met
    return (met + min(missed)) // 2 if missed else min(2 * met, MOST_STREAMS)


def again(tried: Sequence[Point], step: int) -> int:
    """0 for a step of the search, else the how many-th confirmation it is: tried with other arrivals.

    Of several noisy windows the best was also the luckiest; where it then misses, a little less is tried.
    """
    rate_or_streams = _RATE if any(point.rate_uhz for point in tried) else _STREAMS
    searched, confirming = _parted(tried, rate_or_streams)
    repeated = any(rate_or_streams(point) == step for point in searched)
    return len(confirming) + 1 if confirming or repeated else 0


def best_rate(tried: Sequence[Point]) -> int | None:
    """The rate in uHz that the search found; once it was tried again, the last of these where that met."""
    return _found(tried, _RATE)


def best_streams(tried: Sequence[Point]) -> int | None:
    """The same of the number of streams."""
    return _found(tried, _STREAMS)


def is_unbounded(tried: Sequence[Point]) -> bool:
    """Whether nothing that was tried missed the bound: the search ended at its own limits."""
    return bool(tried) and all(point.met for point in tried)


def best_of_pilot(points: Sequence[Point]) -> Point:
    """The batch and streams that answered most samples a second; of two within 1 % the simpler."""
    most = max(one.throughput_mhz or 0 for one in points)
    near = [one for one in points if (one.throughput_mhz or 0) * 100 >= most * 99]
    return min(near, key=lambda one: (one.streams or 1, one.batch or 1))


def confirmation(load: Load, processes: Sequence[Process], rate_uhz: int | None) -> Point:
    """All processes of the result together, which confirm what the search found: its last point."""
    summary = summarize(processes, load, None)
    p99_ns = summary.latency_p99_ns.value
    throughput = estimate([one.samples * 10**12 / one.window_ns for one in processes])
    return Point(
        batch=load.batch,
        streams=load.streams,
        rate_uhz=rate_uhz,
        queries=sum(one.queries for one in processes),
        latency_p99_ns=p99_ns,
        throughput_mhz=throughput.value,
        met=p99_ns is not None and load.bound_ns is not None and bound_is_met(processes, load.bound_ns),
    )


def _parted(tried: Sequence[Point], value: Tried) -> tuple[Sequence[Point], Sequence[Point]]:
    """The search, and what was confirmed after it: from the first that is tried once more."""
    values = [value(point) for point in tried]
    first = next((place for place, one in enumerate(values) if one in values[:place]), len(tried))
    return tried[:first], tried[first:]


def _next_confirmation(confirming: Sequence[Point], value: Tried, lower: Callable[[int], int]) -> int | None:
    if confirming[-1].met or len(confirming) >= MOST_CONFIRMATIONS:
        return None
    return lower(value(confirming[-1]) or 0) or None


def _found(tried: Sequence[Point], value: Tried) -> int | None:
    searched, confirming = _parted(tried, value)
    last = value(confirming[-1]) if confirming else None
    if last is not None and confirming[-1].met:
        return last
    met = [one for point in searched if point.met and (one := value(point))]
    return max((one for one in met if last is None or one < last), default=None)


def _lowest_missed(points: Sequence[Point]) -> int | None:
    """Above the highest that was met: noise may fail a rate below it."""
    met = best_rate(points) or 0
    missed = [one.rate_uhz for one in points if not one.met and one.rate_uhz and one.rate_uhz > met]
    return min(missed, default=None)
