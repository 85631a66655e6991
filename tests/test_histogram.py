"""log2x1024: bounded, exact below 2048 ns, 0.1 % wide above, and the worker fills the same buckets."""

import itertools
import random

import numpy
import pytest

from edgebench import histogram
from edgebench.worker import tally


def test_values_below_2048_ns_have_a_bucket_each():
    assert [histogram.bucket(v) for v in (0, 1, 2047, 2048)] == [0, 1, 2047, 2048]


def test_every_octave_has_1024_buckets():
    assert histogram.bucket(4096) - histogram.bucket(2048) == 1024
    assert histogram.bucket(2**41) - histogram.bucket(2**40) == 1024


def test_a_bucket_is_at_most_a_thousandth_wide():
    edges = [histogram.upper_edge(i) for i in range(2048, 20_000)]
    assert all((b - a) * 1024 <= b for a, b in itertools.pairwise(edges))


def test_the_upper_edge_is_the_largest_value_of_its_bucket():
    for _ in range(1000):
        value = random.Random(_).randrange(1, 2**50)
        edge = histogram.upper_edge(histogram.bucket(value))
        assert histogram.bucket(edge) == histogram.bucket(value) != histogram.bucket(edge + 1)


def test_the_worker_uses_the_same_buckets():
    values = [random.Random(i).randrange(0, 2 ** (1 + i % 52)) for i in range(5000)]
    assert tally.bucket(numpy.array(values)).tolist() == [histogram.bucket(v) for v in values]


def test_empty_buckets_are_stored_as_negative_runs():
    made = histogram.of([5, 5, 9])
    assert (made.first, made.counts) == (5, [2, -3, 1])
    assert list(histogram.unpack(made)) == [(5, 2), (9, 1)]


@pytest.mark.parametrize(("ppm", "expected"), [(500_000, 6), (900_000, 10), (1_000_000, 10), (0, 1)])
def test_a_percentile_is_element_n_times_p_of_the_sorted_values(ppm, expected):
    assert histogram.percentile(histogram.of(range(1, 11)), ppm) == expected


@pytest.mark.parametrize("ppm", [0, 500_000, 1_000_000])
def test_where_all_values_share_a_bucket_its_upper_edge_is_every_percentile(ppm):
    assert histogram.percentile(histogram.of([8_000_001, 8_000_002, 8_000_003]), ppm) == 8_003_583


def test_host_and_worker_agree_on_percentiles():
    latencies = [random.Random(i).randrange(1000, 10**9) for i in range(999)]
    made = histogram.of(latencies)
    counts = dict(histogram.unpack(made))
    assert tally.percentile(counts, 900_000) == histogram.percentile(made, 900_000)


def test_a_rank_beyond_the_values_is_an_error_not_a_number():
    with pytest.raises(ValueError, match="beyond the 2 values"):
        histogram.value_at(histogram.of([1, 2]), 2)


def test_values_above_a_bound_are_those_of_every_bucket_that_reaches_past_it():
    made = histogram.of([5, 7, 9, 5000])
    assert [histogram.count_above(made, bound) for bound in (4, 7, 8, 4999, 10**6)] == [4, 2, 2, 1, 0]


def test_several_histograms_are_one_table_of_buckets() -> None:
    pooled = histogram.pooled([histogram.of([5, 7, 7]), histogram.of([7, 5000])])
    assert pooled.held.tolist() == [1, 3, 1]
    assert pooled.up_to.tolist() == [1, 4, 5]
    assert pooled.lower.tolist()[:2] == pooled.upper.tolist()[:2] == [5, 7]
    assert pooled.lower[2] <= 5000 <= pooled.upper[2]
    assert pooled.total == 5
