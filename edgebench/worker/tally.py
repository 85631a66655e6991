"""Times counted in log2x1024 buckets, over the whole window and period by period."""

from __future__ import annotations

SERIES_ROWS = 60
"""Half of what a file may hold: with five processes the rows are a third of it."""


class Tally:
    """Times counted in buckets, with their smallest, largest and sum."""

    def __init__(self):
        import numpy

        self.counts = (numpy.zeros(0, numpy.int32), numpy.zeros(0, numpy.int64))  # buckets, calls
        self.smallest: int | None = None
        self.largest: int | None = None
        self.sum_ns = 0

    def fold(self, times, group):
        """Count these times, of `group` calls each; returns their (buckets, calls)."""
        import numpy

        together = numpy.array(times, dtype=numpy.int64)
        values = together // group
        buckets, numbers = numpy.unique(bucket(values), return_counts=True)
        counts = (buckets.astype(numpy.int32), numbers.astype(numpy.int64) * group)
        self._add(counts, int(values.min()), int(values.max()), int(together.sum()))
        return counts

    def merge(self, other):
        """Count what the other counted."""
        if other.smallest is not None:
            self._add(other.counts, other.smallest, other.largest, other.sum_ns)

    def _add(self, counts, smallest, largest, sum_ns):
        self.counts = added(self.counts, counts)
        self.smallest = smallest if self.smallest is None else min(self.smallest, smallest)
        self.largest = largest if self.largest is None else max(self.largest, largest)
        self.sum_ns += sum_ns

    def histogram(self):
        return {
            "buckets": pairs(self.counts),
            "min_ns": self.smallest,
            "max_ns": self.largest,
            "sum_ns": self.sum_ns,
        }


class Series:
    """A tally per period of the window; periods double when there are too many."""

    def __init__(self):
        self.period_ms = 100
        self.rows_of = []  # a Tally a period
        self.whole = Tally()

    def fold(self, elapsed_ns, times, group):
        """Count these times, of `group` calls each, in the period that began the block."""
        tally = Tally()
        tally.fold(times, group)
        self.row(elapsed_ns).merge(tally)
        self.whole.merge(tally)

    def row(self, elapsed_ns):
        place = elapsed_ns // (self.period_ms * 1_000_000)
        while place >= SERIES_ROWS:
            self.coarsen()
            place = elapsed_ns // (self.period_ms * 1_000_000)
        while len(self.rows_of) <= place:
            self.rows_of.append(Tally())
        return self.rows_of[place]

    def coarsen(self):
        self.period_ms *= 2
        for i in range(0, len(self.rows_of), 2):
            merged = self.rows_of[i]
            if i + 1 < len(self.rows_of):
                merged.merge(self.rows_of[i + 1])
            self.rows_of[i // 2] = merged
        del self.rows_of[(len(self.rows_of) + 1) // 2 :]

    def merge(self, other):
        """Count what another stream counted in the same window."""
        while self.period_ms < other.period_ms:
            self.coarsen()
        while other.period_ms < self.period_ms:
            other.coarsen()
        self.rows_of += [Tally() for _ in range(len(other.rows_of) - len(self.rows_of))]
        for mine, theirs in zip(self.rows_of, other.rows_of):
            mine.merge(theirs)
        self.whole.merge(other.whole)

    def histogram(self):
        return self.whole.histogram()

    def rows(self):
        return {
            "period_ms": self.period_ms,
            "queries": [int(row.counts[1].sum()) for row in self.rows_of],
            "p50_ns": [percentile(dict(pairs(row.counts)), 500_000) for row in self.rows_of],
            "p90_ns": [percentile(dict(pairs(row.counts)), 900_000) for row in self.rows_of],
            "max_ns": [row.largest for row in self.rows_of],
        }


def added(one, other):
    """(buckets, calls) of two such pairs together, in the order of the buckets."""
    import numpy

    buckets, place = numpy.unique(numpy.concatenate((one[0], other[0])), return_inverse=True)
    calls = numpy.bincount(place, numpy.concatenate((one[1], other[1])), len(buckets))
    return buckets.astype(numpy.int32), calls.astype(numpy.int64)


def pairs(row):
    """(bucket, calls) pairs of Python integers."""
    return list(zip(row[0].tolist(), row[1].tolist()))


def bucket(values):
    """The log2x1024 bucket of each value of an int64 array (edgebench/histogram.py defines it)."""
    import numpy

    octave = numpy.maximum(numpy.frexp(values.astype(numpy.float64))[1] - 11, 0)
    return 1024 * octave + (values >> octave)


def percentile(counts, ppm):
    """Upper edge of the bucket that holds element n*ppm//1e6; None without values."""
    n, seen = sum(counts.values()), 0
    for index in sorted(counts):
        seen += counts[index]
        if seen > min(n * ppm // 1_000_000, n - 1):
            octave = index // 1024 - 1
            return index if index < 2048 else ((index % 1024 + 1025) << octave) - 1
    return None
