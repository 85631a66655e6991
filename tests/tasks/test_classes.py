"""The best classes of an output, and the share of right ones."""

from __future__ import annotations

from pathlib import Path

import numpy
import pytest

from edgebench.errors import DataError, HarnessError
from edgebench.tasks import classes
from edgebench.tasks.task import Example


def answered(label: int, *best: int) -> tuple[Example, list[int]]:
    return Example("x", Path("x"), label), list(best)


def test_the_best_scored_classes_come_first() -> None:
    assert classes.best_classes([numpy.array([[3, 255, 7, 9]], numpy.uint8)], 3) == [1, 3, 2]


def test_of_equal_scores_the_lower_class_wins_as_it_does_on_every_runtime() -> None:
    assert classes.best_classes([numpy.array([[5, 9, -128, 9]], numpy.int8)], 2) == [1, 3]


def test_scores_that_are_not_numbers_are_an_error_and_no_answer() -> None:
    with pytest.raises(HarnessError, match="not finite"):
        classes.best_classes([numpy.array([[0.1, numpy.nan]], numpy.float32)], 1)


def test_top1_is_the_share_of_right_first_classes_with_wilsons_interval() -> None:
    score = classes.top1([answered(1, 1), answered(2, 3), answered(4, 4), answered(5, 5)], {})
    assert (score.metric, score.value_ppm, score.samples) == ("top1", 750_000, 4)
    assert (score.low_ppm, score.high_ppm) == (300_642, 954_413)


def test_top5_counts_a_label_among_the_first_five() -> None:
    assert classes.top5_ppm([answered(5, 1, 2, 3, 4, 5), answered(6, 1, 2, 3, 4, 5, 6)]) == 500_000


def test_no_answers_have_no_score() -> None:
    with pytest.raises(DataError, match="no answers"):
        classes.top1([], {})
