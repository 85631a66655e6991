"""How long the queries of a result took: at most 64 bars of one width, and what lies beyond them.

site/scripts/detail.js makes the same of a file on the reader's computer; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from edgebench import histogram, missing
from edgebench.histogram import Pooled
from edgebench.metrics import METRICS
from edgebench.model.process import Histogram
from edgebench.model.reason import Reason
from edgebench.model.result import Result
from edgebench.publish.wording import numbers, words

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_BARS = 64
LEAST_BARS = 8
PERCENTILES = ("latency_p50_ns", "latency_p90_ns", "latency_p99_ns")
FEWEST_PPM, MOST_PPM = 1_000, 990_000
"""The bars begin at the fastest in a thousand; they end at the slowest in a hundred or p99's interval."""
ROOM = 8
"""Beyond both, a part of as much of their distance."""
FAR = 2
"""Distances beyond the last bar that the interval of a percentile may reach to be drawn."""
HIGHEST = 1000
OFFLINE = "Offline has no latency: every sample is there at the start, and no query waits for another."


class Percentile(Struct, frozen=True, array_like=True):
    """Of the summary, in ns, with its 95 % interval where there is one."""

    name: str
    value: int
    low: int | None
    high: int | None


class Distribution(Struct, frozen=True, array_like=True):
    """Bar i counts the queries from `first_ns + i * width_ns` to the next; beyond: the rest, in words.

    heights: in thousandths of the highest, of which a single query has one.
    """

    first_ns: int
    width_ns: int
    heights: tuple[int, ...]
    percentiles: tuple[Percentile, ...]
    told: str
    beyond: str


def of_result(result: Result) -> Distribution | None:
    """None where `why_none` says why."""
    if why_none(result):
        return None
    import numpy

    of_processes = [process.latency for process in result.processes]
    pooled, shown = histogram.pooled(of_processes), tuple(_percentiles(result))
    first, width, bars = _bars(pooled, [one.high or one.value for one in shown])
    edges = _below(pooled, first + width * numpy.arange(bars + 1))
    counts = edges[1:] - edges[:-1]
    last, slower = first + bars * width, pooled.total - int(edges[-1])
    return Distribution(
        first_ns=first,
        width_ns=width,
        heights=tuple((-(-counts * HIGHEST // max(1, int(counts.max())))).tolist()),
        percentiles=shown,
        told=_told(result, pooled.total),
        beyond=_beyond(first, last, int(edges[0]), slower, of_processes),
    )


def why_none(result: Result) -> str:
    """Why there is nothing to draw, in a sentence; empty where there is."""
    if result.load.scenario == "offline":
        return OFFLINE
    if missing.is_missing(result, missing.MEAN_ONLY):
        return words.missing_sentence(Reason.NOT_REPORTED)
    return ""


def _bars(pooled: Pooled, ends: Sequence[int]) -> tuple[int, int, int]:
    """Where they begin, how wide they are, how many: no narrower than what was told apart."""
    first, last, widest = _span(pooled, ends)
    width = max(1, -(-(last - first) // MOST_BARS), min(widest, (last - first) // LEAST_BARS))
    return first, width, max(1, -(-(last - first) // width))


def _span(pooled: Pooled, ends: Sequence[int]) -> tuple[int, int, int]:
    """From where to where, with the intervals of percentiles but for one far out; the widest bucket in it."""
    ranks = [min(pooled.total * ppm // 1_000_000, pooled.total - 1) for ppm in (FEWEST_PPM, MOST_PPM)]
    fewest, most = pooled.up_to.searchsorted(ranks, side="right")
    low, high = int(pooled.lower[fewest]), int(pooled.upper[most])
    widest = high - int(pooled.lower[most]) + 1
    high = max([high, *(end for end in ends if end <= high + FAR * (high - low))])
    room = (high - low) // ROOM
    return (
        max(low - room, int(pooled.lower[0])),
        min(high + room, int(pooled.upper[-1])) + 1,
        widest,
    )


def _below(pooled: Pooled, values: NDArray[Any]) -> NDArray[Any]:
    """Queries below each of these values; those of a bucket lie evenly in it."""
    import numpy

    place = numpy.minimum(pooled.upper.searchsorted(values), len(pooled.upper) - 1)
    lower, wide, held = pooled.lower[place], pooled.upper[place] - pooled.lower[place] + 1, pooled.held[place]
    within = held * numpy.minimum(numpy.maximum(values - lower, 0), wide) // wide
    below: NDArray[Any] = pooled.up_to[place] - held + within
    return below


def _percentiles(result: Result) -> Iterator[Percentile]:
    for name in PERCENTILES:
        read = METRICS[name].read(result)
        if read.value is not None:
            yield Percentile(METRICS[name].short, read.value, read.low, read.high)


def _told(result: Result, total: int) -> str:
    """`36 588 queries in 5 processes.`"""
    processes = numbers.counted(len(result.processes), "process", "processes")
    most = max(one.calls_per_clock for one in result.processes)
    if most > 1:
        return f"Timed in groups of {numbers.count(most)}: {numbers.count(total)} in {processes}."
    return f"{numbers.counted(total, 'query', 'queries')} in {processes}."


def _beyond(first: int, last: int, faster: int, slower: int, of_processes: Sequence[Histogram]) -> str:
    """`3 above 10.6 ms, slowest 14.8 ms`; empty where all are drawn."""
    parts = []
    if faster:
        fastest = numbers.duration(min(one.min_ns for one in of_processes))
        parts.append(f"{numbers.count(faster)} below {numbers.duration(first)}, fastest {fastest}")
    if slower:
        slowest = numbers.duration(max(one.max_ns for one in of_processes))
        parts.append(f"{numbers.count(slower)} above {numbers.duration(last)}, slowest {slowest}")
    return "; ".join(parts)
