"""Boxes: overlap, suppression, what of them is stored and compared."""

from __future__ import annotations

import numpy
import pytest

from edgebench.tasks import boxes
from edgebench.tasks.boxes import Detection

TWO_NEAR_ONE_FAR = numpy.array([[0, 0, 10, 10], [0, 0, 10, 8], [50, 50, 60, 60]], float)


@pytest.mark.parametrize(
    ("other", "overlap"),
    [
        ([0, 0, 10, 10], 1.0),
        ([5, 5, 15, 15], 25 / 175),
        ([10, 0, 20, 10], 0.0),
        ([30, 30, 40, 40], 0.0),
        ([5, 5, 5, 5], 0.0),
    ],
)
def test_overlap_is_shared_area_over_joint_area(other: list[int], overlap: float) -> None:
    found = boxes.intersection_over_union(numpy.array([0, 0, 10, 10]), numpy.array([other]))
    assert found.tolist() == [overlap]


def test_two_boxes_without_area_do_not_divide_by_zero() -> None:
    nothing = numpy.array([3.0, 3.0, 3.0, 3.0])
    assert boxes.intersection_over_union(nothing, nothing[None]).tolist() == [0.0]


def test_the_weaker_of_two_overlapping_boxes_is_dropped() -> None:
    assert boxes.strongest(TWO_NEAR_ONE_FAR, numpy.array([0.5, 0.9, 0.7]), 0.45) == [1, 2]


def test_of_equal_scores_the_first_box_stays() -> None:
    assert boxes.strongest(TWO_NEAR_ONE_FAR, numpy.array([0.5, 0.5, 0.5]), 0.45) == [0, 2]


def test_boxes_of_different_classes_do_not_suppress_each_other() -> None:
    scores, classes = numpy.array([0.5, 0.9, 0.7]), numpy.array([3, 4, 4])
    assert boxes.strongest_of_each(TWO_NEAR_ONE_FAR, scores, classes, 0.45) == [1, 2, 0]


def test_blending_takes_the_mean_weighted_by_score_and_the_best_score() -> None:
    merged, scores = boxes.blended(TWO_NEAR_ONE_FAR, numpy.array([0.75, 0.25, 0.5]), 0.3)
    assert merged.tolist() == [[0, 0, 10, 9.5], [50, 50, 60, 60]]
    assert scores.tolist() == [0.75, 0.5]


def test_blending_nothing_gives_nothing() -> None:
    merged, scores = boxes.blended(numpy.zeros((0, 4)), numpy.zeros(0), 0.3)
    assert (merged.shape, scores.shape) == ((0, 4), (0,))


def test_a_digest_is_category_and_rounded_box_of_the_surest_detection() -> None:
    found = [Detection(3, 0.4, (1.2, 2.7, 3.5, 4.4)), Detection(5, 0.6, (0.4, 0.6, 9.5, 10.5))]
    assert boxes.digest(found, 0.25) == [5, 0, 1, 10, 10]


def test_a_digest_is_empty_when_nothing_is_sure_enough() -> None:
    assert boxes.digest([Detection(3, 0.24, (0, 0, 1, 1))], 0.25) == []


@pytest.mark.parametrize(
    ("answer", "stored", "same"),
    [
        ([], [], True),
        ([1, 0, 0, 10, 10], [], False),
        ([1, 0, 0, 10, 10], [1, 0, 0, 10, 5], True),  # overlap one half
        ([1, 0, 0, 10, 10], [1, 0, 0, 10, 4], False),
        ([1, 0, 0, 10, 10], [2, 0, 0, 10, 10], False),
    ],
)
def test_digests_agree_with_the_same_category_and_half_the_overlap(
    answer: list[int], stored: list[int], *, same: bool
) -> None:
    assert boxes.agree(answer, stored) is same
