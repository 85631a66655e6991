"""Object detection: boxes with COCO categories, judged by COCO's AP over overlaps of 0.50 to 0.95."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from edgebench.errors import CatalogueError, DataError
from edgebench.model.quantity import Count, Positive, Ppm
from edgebench.model.workload import DataSet, Variant, Workload
from edgebench.tasks import boxes, listing, options, pictures, yolo_heads
from edgebench.tasks.average_precision import LabelledBox, LabelledPicture, average_precision, interval
from edgebench.tasks.boxes import Detection, DetectionTask
from edgebench.tasks.task import Example, Score

if TYPE_CHECKING:
    from edgebench.tasks.task import Array

NOT_LABELLED = {12, 26, 29, 30, 45, 66, 68, 69, 71, 83}
COCO_CATEGORIES = tuple(category for category in range(1, 91) if category not in NOT_LABELLED)
"""The category id of each of the 80 classes; ten of the ids 1 to 90 were never used."""

RelativePath = Annotated[str, Meta(pattern=r"^(?!.*\.\.)[A-Za-z0-9_][A-Za-z0-9_./-]{0,99}$")]


class WorkloadOptions(Struct, frozen=True, forbid_unknown_fields=True):
    size: Positive
    """Side of the square the model sees, in pixels; the picture lies in it letterboxed."""
    fill: Annotated[int, Meta(ge=0, le=255)] = 127
    """The grey around it."""
    score_threshold_ppm: Ppm = 5_000
    """Boxes below this are dropped; AP wants nearly all of them."""
    iou_threshold_ppm: Ppm = 450_000
    """Of two boxes of a category that overlap by more, the better stays."""
    max_detections: Positive = 100
    answer_threshold_ppm: Ppm = 200_000
    """What is compared with the stored answers is a box at least this sure."""


class VariantOptions(Struct, frozen=True, forbid_unknown_fields=True):
    decoder: Literal["yolo-heads"]
    anchors: list[Positive]
    """Width, height, width, height ... in pixels of the input."""
    masks: list[Count]
    """The anchors of each head, coarsest grid first. See yolo_heads.decode for the trap."""


class DataSetOptions(Struct, frozen=True, forbid_unknown_fields=True):
    annotations: RelativePath = "annotations/instances_val2017.json"
    pictures: RelativePath = "val2017"


class _Picture(Struct, frozen=True):
    id: int
    file_name: str
    width: Positive
    height: Positive


class _Object(LabelledBox, frozen=True, kw_only=True):
    image_id: int


class _Annotations(Struct, frozen=True):
    """What is read of COCO's instances_*.json."""

    images: list[_Picture]
    annotations: list[_Object]


class Task(DetectionTask):
    """An answer is a list of Detection, best first; a label is a LabelledPicture."""

    def __init__(self, workload: Workload, variant: Variant) -> None:
        self._workload = options.of_workload(WorkloadOptions, workload)
        self._variant = options.of_variant(VariantOptions, workload, variant)
        options.check_square_picture(workload, self._workload.size)
        super().__init__(self._workload.size, self._workload.answer_threshold_ppm)
        anchors, masks = self._variant.anchors, self._variant.masks
        if len(anchors) % 2 or not masks or max(masks) >= len(anchors) // 2:
            raise CatalogueError(
                f"workload {workload.name}: options of variant {variant.name}: masks {masks} "
                f"do not choose among {len(anchors) / 2:g} anchors"
            )

    def examples(self, folder: Path, data_set: DataSet) -> Sequence[Example]:
        """The annotated pictures that are there, in the order of the annotations."""
        chosen = options.read(DataSetOptions, data_set.options, f"data set {data_set.name}: options")
        path = folder / chosen.annotations
        labels = _annotations(path)
        objects = defaultdict(list)
        for labelled in labels.annotations:
            objects[labelled.image_id].append(labelled)
        found = []
        for number, item in enumerate(labels.images):
            where = f"{path}: images[{number}]"
            if picture := listing.member(folder / chosen.pictures, item.file_name, data_set, where):
                label = LabelledPicture(item.width, item.height, tuple(objects[item.id]))
                found.append(Example(item.file_name, picture, label))
        listing.check_some(len(found), folder / chosen.pictures, chosen.annotations)
        return found

    def preprocess(self, encoded: bytes, example: Example) -> Array:
        picture = pictures.opened(encoded, example.name)
        if picture.size != (example.label.width, example.label.height):
            raise DataError(
                f"{example.name}: {picture.width}x{picture.height} pixels, "
                f"labelled as {example.label.width}x{example.label.height}"
            )
        return self.letterbox(example).place(picture, self._workload.fill)

    def postprocess(
        self, outputs: Sequence[Array], example: Example | None, sample: Array
    ) -> list[Detection]:
        chosen = self._workload
        found, scores, classes = yolo_heads.decode(
            outputs,
            chosen.size,
            self._variant.anchors,
            self._variant.masks,
            chosen.score_threshold_ppm / 1e6,
        )
        found = self.letterbox(example).to_picture(found)
        detections = [
            Detection(COCO_CATEGORIES[classes[row]], float(scores[row]), tuple(found[row].tolist()))
            for row in boxes.strongest_of_each(found, scores, classes, chosen.iou_threshold_ppm / 1e6)
        ]
        return detections[: chosen.max_detections]

    def score(self, answers: Sequence[tuple[Example, list[Detection]]]) -> Score:
        labelled = [(example.label, answer) for example, answer in answers]
        precision = average_precision(labelled, self._workload.max_detections)
        limits = interval(labelled, self._workload.max_detections)
        return Score(
            metric="ap",
            value_ppm=round(precision.at_50_to_95 * 1e6),
            low_ppm=round(limits[0] * 1e6) if limits else None,
            high_ppm=round(limits[1] * 1e6) if limits else None,
            samples=len(answers),
            details={"ap50_ppm": round(precision.at_50 * 1e6)},
        )


def _annotations(path: Path) -> _Annotations:
    try:
        return msgspec.json.decode(listing.content(path), type=_Annotations)
    except msgspec.DecodeError as error:
        raise DataError(f"{path}: {error}") from error
