"""Counting times in buckets."""

import random

from edgebench.worker.tally import Series


def test_memory_does_not_grow_with_queries(clocked):
    series = Series()
    generator = random.Random(1)
    for block in range(2000):
        series.fold(block * 100_000_000, [generator.randrange(40_000, 60_000) for _ in range(50)], 1)
    assert len(series.rows_of) <= 120
    assert sum(len(row.counts[0]) for row in series.rows_of) < 120 * 700
