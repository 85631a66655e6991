"""Boxes that a model decoded itself, out of its four outputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy
import pytest

from edgebench.errors import HarnessError
from edgebench.tasks.detections import decode

if TYPE_CHECKING:
    from edgebench.tasks.task import Array


def outputs(count: float = 2) -> list[Array]:
    """Three places, of which `count` are filled."""
    boxes = [[[0.1, 0.2, 0.3, 0.4], [0.5, 0, 1, 1], [0, 0, 0, 0]]]
    found = (boxes, [[17, 0, 5]], [[0.25, 0.75, 0.5]], [count])
    return [numpy.array(output, numpy.float32) for output in found]


def test_boxes_are_in_pixels_of_the_input_with_x_first_and_the_best_first() -> None:
    boxes, scores, classes = decode(outputs(), 100, 0)
    assert boxes.round(4).tolist() == [[0, 50, 100, 100], [20, 10, 40, 30]]
    assert (scores.tolist(), classes.tolist()) == ([0.75, 0.25], [0, 17])


def test_places_beyond_the_count_are_not_boxes() -> None:
    assert decode(outputs(0), 100, 0)[0].shape == decode(outputs(-1), 100, 0)[0].shape == (0, 4)
    assert decode(outputs(99), 100, 0)[2].tolist() == [0, 5, 17]


def test_boxes_below_the_least_score_are_left_out() -> None:
    assert decode(outputs(), 100, 0.5)[2].tolist() == [0]


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (outputs()[:3], r"outputs of shapes \[\[1, 3, 4\], \[1, 3\], \[1, 3\]\] are not boxes"),
        ([*outputs()[1:], outputs()[0]], "are not boxes, classes, scores and their count"),
        ([*outputs()[:3], numpy.array([numpy.nan])], "not finite"),
    ],
)
def test_outputs_that_are_not_detections_are_refused(broken: list[Array], message: str) -> None:
    with pytest.raises(HarnessError, match=message):
        decode(broken, 100, 0)
