"""Probabilities over time, and how near two of them are."""

from __future__ import annotations

import numpy
import pytest

from edgebench.errors import HarnessError
from edgebench.tasks import trace


def test_a_clips_output_has_one_value_a_chunk() -> None:
    assert trace.of_chunks(numpy.zeros((3, 1, 1)), 3).shape == (3,)
    with pytest.raises(HarnessError, match="returned 6 values for a clip of 3 chunks"):
        trace.of_chunks(numpy.zeros((3, 1, 2)), 3)


def test_a_probability_that_is_no_number_is_the_runtimes_fault() -> None:
    with pytest.raises(HarnessError, match="not finite"):
        trace.of_chunks(numpy.array([0.5, numpy.nan]), 2)


def test_means_are_thousandths_and_the_last_part_may_be_short() -> None:
    assert trace.means(numpy.array([0.5, 0.25, 1.0, 1.0, 0.125]), 2) == [375, 1000, 125]
    assert trace.means(numpy.array([0.1] * 3, numpy.float32), 4) == [100]


def test_two_agree_when_no_part_is_further_apart_than_said() -> None:
    assert trace.agree([100, 900], [110, 890], 10)
    assert not trace.agree([100, 900], [111, 900], 10)
    assert not trace.agree([100], [100, 900], 10)
