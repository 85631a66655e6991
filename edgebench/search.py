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
from edgebench.model.scenario import MOST_PROBES, MOST_STREAMS, P99_PPM, Load
from edgebench.summary import estimate, summarize

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


def next_rate(saturation_uhz: int, points: Sequence[Point]) -> int | None:
    """The rate in uHz to try next, halving the gap; None when the search is over.

    saturation_uhz: answered in a closed loop. An open one can never keep up with as much.
    """
    if len(points) >= MOST_PROBES:
        return None
    met = best_rate(points) or 0
    missed = _lowest_missed(points, met, saturation_uhz)
    if met and missed <= met * CLOSE_ENOUGH:
        return None
    return max(1, (met + missed) // 2)


def best_rate(points: Sequence[Point]) -> int | None:
    """The rate in uHz that the search found; once it was tried again, the last of these where that met."""
    return _found(points, attrgetter("rate_uhz"))


def lower_rate(rate_uhz: int) -> int:
    """What to confirm next where this one missed."""
    return max(1, rate_uhz * STEP_DOWN_PERCENT // 100)


def next_streams(points: Sequence[Point]) -> int | None:
    """The number of streams to try next: doubled until one fails, then the middle; None when it is over."""
    if not points:
        return 1
    if len(points) >= MOST_PROBES:
        return None
    met = best_streams(points)
    missed = [one.streams for one in points if not one.met and one.streams and one.streams > (met or 0)]
    if met is None:
        return None
    if not missed:
        return min(2 * met, MOST_STREAMS) if met < MOST_STREAMS else None
    return (met + min(missed)) // 2 if min(missed) - met > 1 else None


def best_streams(points: Sequence[Point]) -> int | None:
    """The same of the number of streams."""
    return _found(points, attrgetter("streams"))


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
        met=p99_ns is not None and load.bound_ns is not None and p99_ns <= load.bound_ns,
    )


def _found(points: Sequence[Point], tried: Callable[[Point], int | None]) -> int | None:
    """Of the search the highest that met; what is confirmed begins with the first that is tried again."""
    values = [tried(point) for point in points]
    again = next((place for place, value in enumerate(values) if value in values[:place]), len(points))
    last = values[-1] if again < len(points) else None
    if last is not None and points[-1].met:
        return last
    met = (value for value, point in zip(values[:again], points, strict=False) if value and point.met)
    return max((value for value in met if last is None or value < last), default=None)


def _lowest_missed(points: Sequence[Point], met: int, saturation_uhz: int) -> int:
    """Above the highest that was met: noise may fail a rate below it."""
    missed = [one.rate_uhz for one in points if not one.met and one.rate_uhz and one.rate_uhz > met]
    return min([*missed, saturation_uhz])
