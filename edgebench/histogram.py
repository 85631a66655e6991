"""Latencies in `log2x1024` buckets: bounded memory, integer counts, 0.1 % wide.

Values below 2048 ns have a bucket each; above, every octave has 1024, so a bucket is at most
1/1024 of its value wide. The worker fills the same buckets (a test compares the two).

What is asked of a histogram is read from its table of buckets, which numpy makes once: a rule, a summary
and a finding ask the same one in turn.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from edgebench.model.process import Histogram
from edgebench.model.quantity import LARGEST

if TYPE_CHECKING:
    from numpy.typing import NDArray

EXACT_BELOW_NS = 2048
BUCKETS_AN_OCTAVE = 1024
_LARGEST_EXACT = 2**62
"""Below it sums are exact in numpy's integers; above, Python's are taken, which are slow."""
_ALWAYS_EXACT = _LARGEST_EXACT // LARGEST
"""So many counts have an exact sum, whatever they are."""
_KEPT = 20
"""Tables: of a result of ten processes. Many more would drive what is read next out of the CPU's caches."""


def bucket(value_ns: int) -> int:
    """The bucket that holds this value."""
    if value_ns < EXACT_BELOW_NS:
        return value_ns
    octave = value_ns.bit_length() - 11
    return BUCKETS_AN_OCTAVE * octave + (value_ns >> octave)


def upper_edge(index: int) -> int:
    """The largest whole number of nanoseconds that falls into this bucket."""
    if index < EXACT_BELOW_NS:
        return index
    octave = index // BUCKETS_AN_OCTAVE - 1
    return ((index % BUCKETS_AN_OCTAVE + BUCKETS_AN_OCTAVE + 1) << octave) - 1


def of(latencies_ns: Sequence[int]) -> Histogram:
    """The histogram of these latencies, not empty."""
    counts: dict[int, int] = {}
    for value in latencies_ns:
        counts[bucket(value)] = counts.get(bucket(value), 0) + 1
    first, runs = pack(sorted(counts.items()))
    return Histogram(
        scheme="log2x1024",
        first=first,
        counts=runs,
        min_ns=min(latencies_ns),
        max_ns=max(latencies_ns),
        sum_ns=sum(latencies_ns),
    )


def pack(buckets: Iterable[tuple[int, int]]) -> tuple[int, list[int]]:
    """(first bucket, run-length counts) of sorted (bucket, count); -n stands for n empty ones."""
    first, following = -1, -1
    runs: list[int] = []
    for index, count in buckets:
        if first < 0:
            first = following = index
        if index > following:
            runs.append(following - index)
        runs.append(count)
        following = index + 1
    return first, runs


def unpack(histogram: Histogram) -> Iterator[tuple[int, int]]:
    """(bucket, count) of every bucket that is not empty, in order."""
    index = histogram.first
    for entry in histogram.counts:
        if entry < 0:
            index -= entry
        else:
            yield index, entry
            index += 1


def total(histogram: Histogram) -> int:
    """The number of values."""
    return _table(histogram).total


def count_above(histogram: Histogram, value_ns: int) -> int:
    """How many values may lie above this one: those of every bucket that reaches past it."""
    table = _table(histogram)
    first = bucket(value_ns) + (upper_edge(bucket(value_ns)) <= value_ns)
    place = int(table.buckets.searchsorted(first))
    return table.total - (int(table.up_to[place - 1]) if place else 0)


def value_at(histogram: Histogram, rank: int) -> int:
    """The upper edge of the bucket that holds the 0-based `rank` of the sorted values."""
    return _value_at(_table(histogram), rank)


def _value_at(table: _Table, rank: int) -> int:
    value = table.known.get(rank)
    if value is None:
        place = int(table.up_to.searchsorted(rank, side="right"))
        if place == len(table.buckets):
            raise ValueError(f"rank {rank} is beyond the {table.total} values of the histogram")
        value = table.known[rank] = upper_edge(int(table.buckets[place]))
    return value


def percentile(histogram: Histogram, ppm: int) -> int:
    """Element n*num//den of the sorted values, at most n-1 (MLPerf LoadGen's definition)."""
    if len(histogram.counts) == 1 and histogram.counts[0] > 0:  # as rankings keep them: worth no table
        return upper_edge(histogram.first)
    table = _table(histogram)
    return _value_at(table, min(table.total * ppm // 1_000_000, table.total - 1))


class Span(NamedTuple):
    """Buckets at both ends, and the least and the largest sum that the values in between can have."""

    first: int
    last: int
    least_ns: int
    largest_ns: int


def span(histogram: Histogram) -> Span:
    """Of a histogram that is not empty."""
    buckets, held, _, count, _ = _table(histogram)
    lower, above = _lower_edges()[buckets], _lower_edges()[buckets + 1]
    last = int(buckets[-1])
    if count * upper_edge(last) > _LARGEST_EXACT:
        held, lower, above = (part.astype(object) for part in (held, lower, above))
    return Span(int(buckets[0]), last, int(held.dot(lower)), int(held.dot(above)) - count)


class Pooled(NamedTuple):
    """The buckets of several histograms that are not empty, in order, as numpy's whole numbers.

    lower, upper: the least and the largest value of each. up_to: values in it and in those before it.
    """

    lower: NDArray[Any]
    upper: NDArray[Any]
    held: NDArray[Any]
    up_to: NDArray[Any]

    @property
    def total(self) -> int:
        return int(self.up_to[-1])


def pooled(histograms: Sequence[Histogram]) -> Pooled:
    """All their values together; of at least one that is not empty."""
    import numpy

    tables = [_table(one) for one in histograms]
    buckets = numpy.concatenate([table.buckets for table in tables])
    order = buckets.argsort(kind="stable")
    buckets = buckets[order]
    held = numpy.concatenate([table.held for table in tables])[order]
    is_first = numpy.ones(len(buckets), dtype=numpy.bool_)
    numpy.not_equal(buckets[1:], buckets[:-1], out=is_first[1:])
    starts = numpy.flatnonzero(is_first)
    buckets, held = buckets[starts], numpy.add.reduceat(held, starts)
    edges = _lower_edges()
    return Pooled(edges[buckets], edges[buckets + 1] - 1, held, held.cumsum())


@functools.cache
def _lower_edges() -> NDArray[Any]:
    """The least value of every bucket up to that of LARGEST, and of the one after it."""
    import numpy

    index = numpy.arange(bucket(LARGEST) + 2)
    octave = numpy.maximum(index // BUCKETS_AN_OCTAVE - 1, 0)
    edges: NDArray[Any] = (index - BUCKETS_AN_OCTAVE * octave) << octave
    return edges


def gap_fault(histogram: Histogram) -> str | None:
    """Why these run-length counts are not the one way to write them; asked before anything else."""
    import numpy

    counts = histogram.counts
    entries = numpy.array(counts, dtype=numpy.int64)
    if not counts or counts[0] < 0 or counts[-1] < 0 or not entries.all():
        return "counts must begin and end with a bucket that is not empty, and hold no 0"
    empty = entries < 0
    if (empty[1:] & empty[:-1]).any():
        return "two runs of empty buckets follow each other"
    largest = bucket(LARGEST)
    if int(entries.min()) >= -largest:  # else their sum could be beyond numpy's integers
        made = _tabulated(histogram, entries)
        if int(made.buckets[-1]) <= largest:
            _keep(histogram, made)
            return None
    last = histogram.first - 1 + sum(1 if entry > 0 else -entry for entry in counts)
    return f"bucket {last} is beyond 2^53 ns"


class _Table(NamedTuple):
    """The buckets that are not empty, in order: their numbers, counts, and counts up to and with each.

    known: the values of ranks that were asked for.
    """

    buckets: NDArray[Any]
    held: NDArray[Any]
    up_to: NDArray[Any]
    total: int
    known: dict[int, int]


_tables: dict[int, tuple[Histogram, _Table]] = {}
"""By identity: a histogram never changes, and as long as it is kept here no other has its id."""


def _table(histogram: Histogram) -> _Table:
    kept = _tables.get(id(histogram))
    if kept is not None and kept[0] is histogram:
        return kept[1]
    import numpy

    entries = numpy.fromiter(histogram.counts, numpy.int64, len(histogram.counts))
    return _keep(histogram, _tabulated(histogram, entries))


def _keep(histogram: Histogram, made: _Table) -> _Table:
    if len(_tables) >= _KEPT:
        _tables.clear()
    _tables[id(histogram)] = histogram, made
    return made


def _tabulated(histogram: Histogram, entries: NDArray[Any]) -> _Table:
    import numpy

    full = entries > 0
    ends = numpy.maximum(-entries, 1).cumsum() + (histogram.first - 1)
    held: NDArray[Any] = entries[full]
    if len(held) > _ALWAYS_EXACT and int(held.max()) * len(held) > _LARGEST_EXACT:
        held = held.astype(object)
    up_to = held.cumsum()
    return _Table(ends[full], held, up_to, int(up_to[-1]) if len(up_to) else 0, {})
