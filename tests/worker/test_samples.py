"""Prepared samples, one a call or several in a batch."""

import itertools

import numpy
import pytest

from edgebench.worker.samples import Cycle, batches, unstacked


def test_consecutive_queries_bring_different_samples():
    taken = Cycle(list(range(8)), seed=1).take(1000)
    assert all(a != b for a, b in itertools.pairwise(taken))
    assert set(taken) == set(range(8))


def test_a_batch_holds_neighbouring_samples_along_the_first_dimension():
    made = batches([[numpy.full((1, 2), i)] for i in range(8)], 4)
    assert [inputs[0][:, 0].tolist() for inputs in made] == [[0, 1, 2, 3], [4, 5, 6, 7]]


def test_two_calls_in_a_row_differ_even_where_one_batch_takes_every_sample():
    made = batches([[numpy.full((1, 1), i)] for i in range(4)], 4)
    assert [inputs[0].ravel().tolist() for inputs in made] == [[0, 1, 2, 3], [2, 3, 0, 1]]


def test_a_sample_without_a_batch_dimension_cannot_be_batched():
    with pytest.raises(ValueError, match=r"an input of shape \(3,\) has no batch dimension of 1"):
        batches([[numpy.zeros(3)]] * 4, 2)


def test_the_outputs_of_a_batch_are_given_back_sample_by_sample():
    rows = unstacked([numpy.array([[1, 2], [3, 4]]), numpy.array([[5], [6]])], 2)
    assert [[output.tolist() for output in row] for row in rows] == [[[[1, 2]], [[5]]], [[[3, 4]], [[6]]]]


def test_an_output_that_is_not_a_row_a_sample_is_refused_by_name():
    with pytest.raises(ValueError, match=r"output 1 has shape \(1, 9\) for a batch of 2: this model cannot"):
        unstacked([numpy.zeros((2, 4)), numpy.zeros((1, 9))], 2)
