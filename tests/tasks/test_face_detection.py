"""Face detection from encoded picture to answer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy
import pytest

from edgebench.errors import CatalogueError, DataError
from edgebench.tasks.boxes import Detection
from edgebench.tasks.face_detection import FacesLabel, Task
from edgebench.tasks.task import Example
from tests.tasks.build import BLAZEFACE, NO_SAMPLE, data_set, png, variant, workload

if TYPE_CHECKING:
    from edgebench.tasks.task import Array

WIDE = Example("two.png", Path("two.png"), FacesLabel(256, 128))


@pytest.fixture
def detecting() -> Task:
    return Task(workload("face-detection", [128, 128, 3], size=128), variant(BLAZEFACE))


def one_face() -> list[Array]:
    """40x40 pixels around (60, 64), found from two anchors that both score one half or more."""
    regressors, scores = numpy.zeros((1, 896, 16), numpy.float32), numpy.full((1, 896, 1), -90, numpy.float32)
    first = 16 * 2 * 8 + 7 * 2  # row 8, column 7 of stride 8: (60, 68)
    regressors[0, first : first + 2, :4] = 0, -4, 40, 40
    scores[0, first : first + 2] = 90
    return [regressors, scores]


def test_the_decoder_must_be_one_there_is() -> None:
    with pytest.raises(CatalogueError, match=r"variant onnx-fp32: .*\$\.decoder"):
        Task(workload("face-detection", [128, 128, 3], size=128), variant({"decoder": "ssd"}))


def test_the_anchors_of_one_face_become_one_box(detecting: Task) -> None:
    assert detecting.postprocess(one_face(), None, NO_SAMPLE) == [Detection(0, 1.0, (40, 44, 80, 84))]
    assert detecting.digest(detecting.postprocess(one_face(), None, NO_SAMPLE)) == [0, 40, 44, 80, 84]


def test_boxes_return_to_the_pixels_of_the_picture(detecting: Task) -> None:
    assert detecting.postprocess(one_face(), WIDE, NO_SAMPLE) == [Detection(0, 1.0, (80, 24, 160, 104))]


def test_a_sample_is_letterboxed_on_black(detecting: Task) -> None:
    sample = detecting.preprocess(png(256, 128, (9, 9, 9)), WIDE)
    assert (sample.shape, sample[0, 0, 0], sample[64, 0, 0]) == ((128, 128, 3), 0, 9)


def test_a_data_set_is_refused_until_there_are_labelled_faces(detecting: Task, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="reads no labelled faces yet"):
        detecting.examples(tmp_path, data_set())
    with pytest.raises(DataError, match="no labelled faces"):
        detecting.score([])
