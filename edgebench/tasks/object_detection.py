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
from edgebench.tasks import boxes, detections, listing, options, pictures, yolo_heads
from edgebench.tasks.average_precision import LabelledBox, LabelledPicture, average_precision, interval
from edgebench.tasks.boxes import Detection, DetectionTask
from edgebench.tasks.task import Example, Score

if TYPE_CHECKING:
    from edgebench.tasks.task import Array

NOT_LABELLED = {12, 26, 29, 30, 45, 66, 68, 69, 71, 83}
COCO_CATEGORIES = tuple(category for category in range(1, 91) if category not in NOT_LABELLED)
"""The category id of each of the 80 classes; ten of the ids 1 to 90 were never used."""

PLACEMENTS: dict[str, type[pictures.Letterbox | pictures.Stretch]] = {
    "letterbox": pictures.Letterbox,
    "stretch": pictures.Stretch,
}


class WorkloadOptions(Struct, frozen=True, forbid_unknown_fields=True):
    size: Positive
    """Side of the square the model sees, in pixels."""
    fit: Literal["letterbox", "stretch"] = "letterbox"
    """How the picture lies in it: its proportions kept, or the whole square filled."""
    fill: Annotated[int, Meta(ge=0, le=255)] = 127
    """The grey around a letterboxed picture."""
    score_threshold_ppm: Ppm = 5_000
    """Boxes below this are dropped; AP wants nearly all of them."""
    iou_threshold_ppm: Ppm = 450_000
    """Of two boxes of a category that overlap by more, the better stays; of raw heads only."""
    max_detections: Positive = 100
    answer_threshold_ppm: Ppm = 200_000
    """What is compared with the stored answers is a box at least this sure."""


class YoloHeads(Struct, frozen=True, forbid_unknown_fields=True):
    """Raw heads, decoded and suppressed here."""

    decoder: Literal["yolo-heads"]
    anchors: list[Positive]
    """Width, height, width, height ... in pixels of the input."""
    masks: list[Count]
    """The anchors of each head, coarsest grid first. See yolo_heads.decode for the trap."""


class Detections(Struct, frozen=True, forbid_unknown_fields=True):
    """Boxes that the model's own graph decoded and suppressed."""

    decoder: Literal["detections"]
    category_offset: Count = 0
    """COCO's category of class 0: 1 where the model's classes leave out the background."""


class DataSetOptions(Struct, frozen=True, forbid_unknown_fields=True):
    annotations: listing.RelativePath = "annotations/instances_val2017.json"
    pictures: listing.RelativePath = "val2017"


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
        self._decoder = _decoder(workload, variant)
        options.check_square_picture(workload, self._workload.size)
        super().__init__(
            self._workload.size, self._workload.answer_threshold_ppm, PLACEMENTS[self._workload.fit]
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
        return self.placement(example).place(picture, self._workload.fill)

    def postprocess(
        self, outputs: Sequence[Array], example: Example | None, sample: Array
    ) -> list[Detection]:
        chosen = self._workload
        found, scores, categories = self._found(outputs, chosen.score_threshold_ppm / 1e6)
        found = self.placement(example).to_picture(found)
        rows: Sequence[int] = range(len(found))
        if isinstance(self._decoder, YoloHeads):
            rows = boxes.strongest_of_each(found, scores, categories, chosen.iou_threshold_ppm / 1e6)
        every = [
            Detection(int(categories[row]), float(scores[row]), tuple(found[row].tolist())) for row in rows
        ]
        return every[: chosen.max_detections]

    def _found(self, outputs: Sequence[Array], least_score: float) -> tuple[Array, Array, Array]:
        """Boxes [n, 4] in pixels of the square, scores [n] and COCO's categories [n]."""
        import numpy

        decoder, size = self._decoder, self._workload.size
        if isinstance(decoder, Detections):
            found, scores, classes = detections.decode(outputs, size, least_score)
            return found, scores, classes + decoder.category_offset
        found, scores, classes = yolo_heads.decode(outputs, size, decoder.anchors, decoder.masks, least_score)
        return found, scores, numpy.array(COCO_CATEGORIES)[classes]

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


def _decoder(workload: Workload, variant: Variant) -> YoloHeads | Detections:
    """Raises CatalogueError for masks that choose anchors which are not there."""
    if variant.options.get("decoder") == "detections":
        return options.of_variant(Detections, workload, variant)
    heads = options.of_variant(YoloHeads, workload, variant)
    if len(heads.anchors) % 2 or not heads.masks or max(heads.masks) >= len(heads.anchors) // 2:
        raise CatalogueError(
            f"workload {workload.name}: options of variant {variant.name}: masks {heads.masks} "
            f"do not choose among {len(heads.anchors) / 2:g} anchors"
        )
    return heads


def _annotations(path: Path) -> _Annotations:
    try:
        return msgspec.json.decode(listing.content(path), type=_Annotations)
    except msgspec.DecodeError as error:
        raise DataError(f"{path}: {error}") from error
