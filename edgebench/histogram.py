"""Latencies in `log2x1024` buckets: bounded memory, integer counts, 0.1 % wide.

Values below 2048 ns have a bucket each; above, every octave has 1024, so a bucket is at most
1/1024 of its value wide. The worker fills the same buckets (a test compares the two).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from edgebench.model.process import Histogram

_EXACT = 2048
_PER_OCTAVE = 1024


def bucket(value_ns: int) -> int:
    """The bucket that holds this value."""
    if value_ns < _EXACT:
        return value_ns
    octave = value_ns.bit_length() - 11
    return _PER_OCTAVE * octave + (value_ns >> octave)


def upper_edge(index: int) -> int:
    """The largest whole number of nanoseconds that falls into this bucket."""
    if index < _EXACT:
        return index
    octave = index // _PER_OCTAVE - 1
    return ((index % _PER_OCTAVE + _PER_OCTAVE + 1) << octave) - 1


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
    return sum(entry for entry in histogram.counts if entry > 0)


def count_above(histogram: Histogram, value_ns: int) -> int:
    """How many values may lie above this one: those of every bucket that reaches past it."""
    return sum(count for index, count in unpack(histogram) if upper_edge(index) > value_ns)


def value_at(histogram: Histogram, rank: int) -> int:
    """The upper edge of the bucket that holds the 0-based `rank` of the sorted values."""
    seen = 0
    for index, count in unpack(histogram):
        seen += count
        if seen > rank:
            return upper_edge(index)
    raise ValueError(f"rank {rank} is beyond the {seen} values of the histogram")


def percentile(histogram: Histogram, ppm: int) -> int:
    """Element n*num//den of the sorted values, at most n-1 (MLPerf LoadGen's definition)."""
    n = total(histogram)
    return value_at(histogram, min(n * ppm // 1_000_000, n - 1))
