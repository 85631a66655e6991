"""Face detection: boxes around faces."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from msgspec import Meta, Struct, field

from edgebench.errors import DataError
from edgebench.model.quantity import Positive, Ppm
from edgebench.model.workload import DataSet, Variant, Workload
from edgebench.tasks import blazeface, boxes, options, pictures
from edgebench.tasks.boxes import Detection, DetectionTask
from edgebench.tasks.task import Example, Score

if TYPE_CHECKING:
    from edgebench.tasks.task import Array

FACE = 0
"""The only category."""


class WorkloadOptions(Struct, frozen=True, forbid_unknown_fields=True):
    size: Positive
    """Side of the square the model sees, in pixels; the picture lies in it letterboxed."""
    fill: Annotated[int, Meta(ge=0, le=255)] = 0
    """The grey around it: MediaPipe has black."""
    score_threshold_ppm: Ppm = 500_000
    iou_threshold_ppm: Ppm = 300_000
    """Boxes that overlap by more are one face."""
    max_detections: Positive = 100


class VariantOptions(Struct, frozen=True, forbid_unknown_fields=True):
    decoder: Literal["blazeface"]
    strides: list[Positive] = field(default_factory=lambda: [8, 16, 16, 16])


class FacesLabel(Struct, frozen=True):
    """The size of a picture, which boxes are mapped back to. A data set will bring the faces."""

    width: int
    height: int


class Task(DetectionTask):
    """An answer is a list of Detection, best first; a label is a FacesLabel."""

    def __init__(self, workload: Workload, variant: Variant) -> None:
        self._workload = options.of_workload(WorkloadOptions, workload)
        self._variant = options.of_variant(VariantOptions, workload, variant)
        options.check_square_picture(workload, self._workload.size)
        super().__init__(self._workload.size, self._workload.score_threshold_ppm)

    def examples(self, folder: Path, data_set: DataSet) -> Sequence[Example]:
        raise DataError(
            f"data set {data_set.name}: face detection reads no labelled faces yet",
            "its results stand on agreement with the stored answers",
        )

    def preprocess(self, encoded: bytes, example: Example) -> Array:
        picture = pictures.opened(encoded, example.name)
        return self.placement(example).place(picture, self._workload.fill)

    def postprocess(
        self, outputs: Sequence[Array], example: Example | None, sample: Array
    ) -> list[Detection]:
        chosen = self._workload
        found, scores = blazeface.decode(
            outputs, chosen.size, self._variant.strides, chosen.score_threshold_ppm / 1e6
        )
        found, scores = boxes.blended(found, scores, chosen.iou_threshold_ppm / 1e6)
        found = self.placement(example).to_picture(found)
        detections = [
            Detection(FACE, float(score), tuple(box.tolist()))
            for box, score in zip(found, scores, strict=True)
        ]
        return detections[: chosen.max_detections]

    def score(self, answers: Sequence[tuple[Example, list[Detection]]]) -> Score:
        raise DataError("face detection has no labelled faces to score against yet")
