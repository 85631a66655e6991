"""Object detection from encoded picture to score."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy
import pytest

from edgebench.errors import CatalogueError, DataError
from edgebench.model.workload import Option
from edgebench.tasks.average_precision import LabelledBox, LabelledPicture
from edgebench.tasks.boxes import Detection
from edgebench.tasks.object_detection import COCO_CATEGORIES, Task
from edgebench.tasks.task import Example
from tests.tasks.build import NO_SAMPLE, YOLOV3_TINY, data_set, png, variant, workload

if TYPE_CHECKING:
    from edgebench.tasks.task import Array

WIDE = Example("dog.png", Path("dog.png"), LabelledPicture(64, 32, ()))
PLAIN: dict[str, Option] = {"decoder": "yolo-heads", "anchors": [8, 8], "masks": [0]}


@pytest.fixture
def detecting() -> Task:
    return Task(workload("object-detection", [32, 32, 3], size=32), variant(PLAIN))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "annotations").mkdir()
    (tmp_path / "val2017").mkdir()
    (tmp_path / "val2017" / "dog.png").write_bytes(png(64, 32))
    images = [
        {"id": 7, "file_name": "dog.png", "width": 64, "height": 32},
        {"id": 8, "file_name": "absent.png", "width": 9, "height": 9},
    ]
    annotation = {"image_id": 7, "category_id": 18, "bbox": [1, 2, 3, 4], "area": 12, "iscrowd": 0}
    labels = {"images": images, "annotations": [annotation]}
    (tmp_path / "annotations" / "instances_val2017.json").write_text(json.dumps(labels))
    return tmp_path


def one_box() -> list[Array]:
    """A head of 4x4 cells of 8 pixels with one sure box in cell (1, 1), class 16 (dog)."""
    head = numpy.full((1, 85, 4, 4), -40, numpy.float32)
    head[0, :4] = 0
    head[0, [4, 5 + 16], 1, 1] = 40
    return [head]


def test_the_80_classes_are_cocos_91_categories_without_the_unused() -> None:
    assert (len(COCO_CATEGORIES), COCO_CATEGORIES[0], COCO_CATEGORIES[79]) == (80, 1, 90)
    assert [COCO_CATEGORIES[index] for index in (10, 11, 16, 40)] == [11, 13, 18, 46]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"decoder": "ssd"}, r"options of variant onnx-fp32: .*\$\.decoder"),
        ({"masks": [3, 4, 6]}, r"masks \[3, 4, 6\] do not choose among 6 anchors"),
        ({"mask": [1]}, "unknown field `mask`"),
    ],
)
def test_wrong_options_of_a_variant_are_named(change: dict[str, Option], message: str) -> None:
    with pytest.raises(CatalogueError, match=message):
        Task(workload("object-detection", [416, 416, 3], size=416), variant(YOLOV3_TINY | change))


def test_examples_are_the_annotated_pictures_that_are_there(detecting: Task, folder: Path) -> None:
    (example,) = detecting.examples(folder, data_set())
    assert (example.name, example.path) == ("dog.png", folder / "val2017" / "dog.png")
    (labelled,) = example.label.objects
    assert (example.label.width, labelled.category_id, labelled.bbox) == (64, 18, (1, 2, 3, 4))


def test_annotations_of_another_shape_are_named_with_the_place(detecting: Task, folder: Path) -> None:
    (folder / "annotations" / "instances_val2017.json").write_text('{"images": [{"id": "7"}]}')
    with pytest.raises(DataError, match=r"instances_val2017\.json: .*\$\.images\[0\]\.id"):
        detecting.examples(folder, data_set())


def test_a_sample_is_letterboxed_on_grey(detecting: Task) -> None:
    sample = detecting.preprocess(png(64, 32, (1, 2, 3)), WIDE)
    assert (sample.shape, sample[0, 0].tolist(), sample[16, 0].tolist()) == (
        (32, 32, 3),
        [127] * 3,
        [1, 2, 3],
    )


def test_a_picture_of_another_size_than_its_label_is_refused(detecting: Task) -> None:
    with pytest.raises(DataError, match=r"dog\.png: 10x10 pixels, labelled as 64x32"):
        detecting.preprocess(png(10, 10), WIDE)


def test_boxes_are_in_pixels_of_the_picture(detecting: Task) -> None:
    assert detecting.postprocess(one_box(), WIDE, NO_SAMPLE) == [Detection(18, 1.0, (16, 0, 32, 16))]


def test_boxes_of_a_generated_sample_are_in_its_own_pixels(detecting: Task) -> None:
    answer = detecting.postprocess(one_box(), None, NO_SAMPLE)
    assert detecting.digest(answer) == [18, 8, 8, 16, 16]
    assert detecting.agrees([18, 8, 8, 16, 16], [18, 8, 8, 16, 14])


def test_a_stretched_sample_shows_nothing_but_the_picture() -> None:
    stretching = Task(workload("object-detection", [32, 32, 3], size=32, fit="stretch"), variant(PLAIN))
    sample = stretching.preprocess(png(64, 32, (1, 2, 3)), WIDE)
    assert (sample.shape, numpy.unique(sample).tolist()) == ((32, 32, 3), [1, 2, 3])


def test_detections_of_the_model_itself_are_mapped_to_the_picture_and_to_cocos_categories() -> None:
    chosen = workload("object-detection", [32, 32, 3], size=32, fit="stretch")
    detecting = Task(chosen, variant({"decoder": "detections", "category_offset": 1}))
    box, scores = [[[0.25, 0.5, 0.75, 1.0]] * 2], [[0.5, 0.5]]
    outputs = [numpy.array(each, numpy.float32) for each in (box, [[17, 17]], scores, [2])]
    assert detecting.postprocess(outputs, WIDE, NO_SAMPLE) == [Detection(18, 0.5, (32, 8, 64, 24))] * 2


def test_the_score_is_ap_with_ap50_beside_it(detecting: Task) -> None:
    labelled = LabelledPicture(32, 32, (LabelledBox(18, (8, 8, 8, 8), 64),))
    example = Example("dog.png", Path("dog.png"), labelled)
    score = detecting.score([(example, [Detection(18, 0.9, (8, 8, 16, 14))])])  # overlap 0.75
    assert (score.metric, score.value_ppm, score.details) == ("ap", 600_000, {"ap50_ppm": 1_000_000})
    assert (score.low_ppm, score.high_ppm, score.samples) == (None, None, 1)
