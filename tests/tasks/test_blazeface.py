"""BlazeFace's anchors and outputs."""

from __future__ import annotations

import numpy
import pytest

from edgebench.errors import HarnessError
from edgebench.tasks import blazeface

STRIDES = [8, 16, 16, 16]


def test_there_are_two_anchors_a_cell_at_stride_8_and_six_at_stride_16() -> None:
    anchors = blazeface.anchors(128, STRIDES)
    assert anchors.shape == (16 * 16 * 2 + 8 * 8 * 6, 2)
    assert anchors[[0, 1, 2, 511, 512, 517, 518, 895]].tolist() == [
        [4, 4], [4, 4], [12, 4], [124, 124], [8, 8], [8, 8], [24, 8], [120, 120],
    ]  # fmt: skip


def test_a_box_is_given_in_pixels_from_its_anchor() -> None:
    regressors = numpy.zeros((1, 896, 16), numpy.float32)
    scores = numpy.full((1, 896, 1), -100, numpy.float32)
    regressors[0, 895, :4], scores[0, 895] = (-20, 4, 40, 60), 0
    boxes, sure = blazeface.decode([scores, regressors], 128, STRIDES, 0.5)
    assert (boxes.tolist(), sure.tolist()) == ([[80, 94, 120, 154]], [0.5])


def test_outputs_of_another_model_are_refused_with_their_shapes() -> None:
    with pytest.raises(HarnessError, match=r"\[\[1, 4420, 4\]\] are not those of 896 anchors"):
        blazeface.decode([numpy.zeros((1, 4420, 4), numpy.float32)], 128, STRIDES, 0.5)
