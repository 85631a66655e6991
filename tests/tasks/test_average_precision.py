"""AP of cases whose value is known."""

from __future__ import annotations

import pytest

from edgebench.errors import DataError
from edgebench.tasks.average_precision import (
    LabelledBox,
    LabelledPicture,
    Precision,
    average_precision,
    interval,
)
from edgebench.tasks.boxes import Detection

SQUARE = LabelledBox(category_id=3, bbox=(10, 10, 20, 20), area=400)
PICTURE = LabelledPicture(100, 100, (SQUARE,))
EMPTY = LabelledPicture(100, 100, ())
RIGHT = Detection(3, 0.9, (10, 10, 30, 30))
ELSEWHERE = Detection(3, 0.95, (60, 60, 80, 80))


def test_every_object_found_exactly_is_one() -> None:
    assert average_precision([(PICTURE, [RIGHT])], 100) == Precision(1.0, 1.0)


def test_nothing_found_is_zero() -> None:
    assert average_precision([(PICTURE, [])], 100) == Precision(0.0, 0.0)


def test_a_surer_false_box_halves_it() -> None:
    assert average_precision([(PICTURE, [RIGHT]), (EMPTY, [ELSEWHERE])], 100) == Precision(0.5, 0.5)


def test_a_box_that_overlaps_by_three_quarters_counts_up_to_there() -> None:
    three_quarters = Detection(3, 0.9, (10, 10, 30, 25))  # right at 0.50, 0.55 ... 0.75
    assert average_precision([(PICTURE, [three_quarters])], 100) == pytest.approx((0.6, 1.0))


def test_a_crowd_is_neither_to_be_found_nor_false() -> None:
    crowd = LabelledBox(category_id=3, bbox=(50, 50, 40, 40), area=1600, iscrowd=1)
    picture = LabelledPicture(100, 100, (SQUARE, crowd))
    assert average_precision([(picture, [RIGHT, ELSEWHERE])], 100) == Precision(1.0, 1.0)


def test_only_the_surest_boxes_of_a_picture_count() -> None:
    assert average_precision([(PICTURE, [ELSEWHERE, RIGHT])], 1) == Precision(0.0, 0.0)


def test_pictures_without_any_object_have_no_precision() -> None:
    with pytest.raises(DataError, match="not one of the pictures has a labelled object"):
        average_precision([(EMPTY, [RIGHT])], 100)


def test_the_interval_is_students_t_over_twenty_groups() -> None:
    found = [(PICTURE, [RIGHT])] * 15 + [(PICTURE, [])] * 5
    # 76 of COCO's 101 recalls; without a hit 74, without a miss 79; t is 2.093.
    half = 2.093 * (19 / 20 * (15 * 1.25**2 + 5 * 3.75**2)) ** 0.5 / 101
    assert interval(found, 100) == pytest.approx((76 / 101 - half, 76 / 101 + half), abs=1e-4)


def test_fewer_pictures_than_groups_have_no_interval() -> None:
    assert interval([(PICTURE, [RIGHT])] * 19, 100) is None
