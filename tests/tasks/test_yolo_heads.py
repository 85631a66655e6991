"""Raw heads to boxes, with numbers that can be checked by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy
import pytest

from edgebench.errors import HarnessError
from edgebench.tasks import yolo_heads

if TYPE_CHECKING:
    from edgebench.tasks.task import Array

ANCHORS = [10, 20, 30, 40, 50, 60, 70, 80]
SURE = 40.0


def head(grid: int, per_cell: int = 1, classes: int = 2) -> Array:
    """Nothing anywhere: objectness and classes near 0."""
    values = numpy.zeros((1, per_cell * (5 + classes), grid, grid), numpy.float32)
    values.reshape(per_cell, 5 + classes, grid, grid)[:, 4:] = -SURE
    return values


def test_a_box_lies_in_its_cell_and_has_its_anchors_size() -> None:
    found = head(2)
    found[0, 4:6, 1, 0] = SURE  # row 1, column 0, first class
    boxes, scores, classes = yolo_heads.decode([found], 64, ANCHORS, [1], 0.5)
    assert boxes.tolist() == [[16 - 15, 48 - 20, 16 + 15, 48 + 20]]
    assert (scores.tolist(), classes.tolist()) == ([1.0], [0])


def test_the_first_masks_belong_to_the_coarsest_grid_whatever_the_order_of_the_outputs() -> None:
    fine, coarse = head(4, 2), head(2, 2)
    coarse[0, 4:6, 0, 0] = SURE
    boxes, _, _ = yolo_heads.decode([fine, coarse], 64, ANCHORS, [2, 3, 0, 1], 0.5)
    assert (boxes[:, 2] - boxes[:, 0]).tolist() == [50]


def test_width_and_height_grow_exponentially_from_the_anchor() -> None:
    found = head(1)
    found[0, 2, 0, 0], found[0, 4:6, 0, 0] = numpy.log(2), SURE
    boxes, _, _ = yolo_heads.decode([found], 32, ANCHORS, [0], 0.5)
    assert (boxes[0, 2] - boxes[0, 0], boxes[0, 3] - boxes[0, 1]) == pytest.approx((20, 20))


def test_a_score_is_objectness_times_class_and_one_box_may_have_two_classes() -> None:
    found = head(1)
    found[0, 4:, 0, 0] = 0, SURE, 0
    _, scores, classes = yolo_heads.decode([found], 32, ANCHORS, [0], 0.2)
    assert (scores.tolist(), classes.tolist()) == ([0.5, 0.25], [0, 1])


def test_heads_of_another_shape_are_refused() -> None:
    with pytest.raises(HarnessError, match=r"\[1, 7, 2, 2\] does not hold 2 boxes a cell"):
        yolo_heads.decode([head(2)], 64, ANCHORS, [0, 1], 0.5)


@pytest.mark.parametrize("count", [0, 2])
def test_another_number_of_heads_than_the_masks_are_for_is_refused(count: int) -> None:
    with pytest.raises(HarnessError, match=f"{count} heads do not share 3 masks"):
        yolo_heads.decode([head(2)] * count, 64, ANCHORS, [0, 1, 2], 0.5)


def test_heads_that_are_not_numbers_are_refused() -> None:
    with pytest.raises(HarnessError, match="not finite"):
        yolo_heads.decode([head(2) * numpy.float32(numpy.nan)], 64, ANCHORS, [0], 0.5)
