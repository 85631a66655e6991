"""Boxes [x0, y0, x1, y1] in pixels: overlap, two kinds of suppression, and what detection tasks share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from edgebench.tasks.pictures import Letterbox, Stretch

if TYPE_CHECKING:
    from edgebench.tasks.task import Array, Example

Box = tuple[float, float, float, float]


class Detection(Struct, frozen=True):
    """One thing found in a picture."""

    category: int
    score: float
    box: Box
    """x0, y0, x1, y1 in pixels of the picture."""


def intersection_over_union(box: Array, others: Array) -> Array:
    """[4] against [n, 4] -> [n], each in 0..1; two empty boxes overlap by 0."""
    import numpy

    corner = numpy.maximum(box[:2], others[:, :2])
    opposite = numpy.minimum(box[2:], others[:, 2:])
    shared = numpy.prod(numpy.maximum(opposite - corner, 0), axis=1)
    union = numpy.prod(box[2:] - box[:2]) + numpy.prod(others[:, 2:] - others[:, :2], axis=1) - shared
    overlap: Array = numpy.where(union > 0, shared / numpy.where(union > 0, union, 1), 0)
    return overlap


def strongest(boxes: Array, scores: Array, threshold: float) -> list[int]:
    """Greedy non-maximum suppression: the kept rows, best score first, ties in the order given."""
    import numpy

    left = numpy.argsort(-scores, kind="stable")
    kept = []
    while left.size:
        best, others = left[0], left[1:]
        kept.append(int(best))
        left = others[intersection_over_union(boxes[best], boxes[others]) <= threshold]
    return kept


def strongest_of_each(boxes: Array, scores: Array, classes: Array, threshold: float) -> list[int]:
    """`strongest` within each class; the kept rows of all classes, best score first."""
    import numpy

    kept: list[int] = []
    for number in numpy.unique(classes):
        rows = numpy.flatnonzero(classes == number)
        kept.extend(int(rows[row]) for row in strongest(boxes[rows], scores[rows], threshold))
    return sorted(kept, key=lambda row: -scores[row])


def blended(boxes: Array, scores: Array, threshold: float) -> tuple[Array, Array]:
    """BlazeFace's suppression: overlapping boxes become their mean, weighted by score.

    Returns boxes [k, 4] and the best score [k] of each, best first.
    """
    import numpy

    left = numpy.argsort(-scores, kind="stable")
    merged, best_scores = [], []
    while left.size:
        overlapping = intersection_over_union(boxes[left[0]], boxes[left]) > threshold
        overlapping[0] = True  # a box without area overlaps nothing, not even itself
        group = left[overlapping]
        weights = scores[group, None]
        merged.append((boxes[group] * weights).sum(axis=0) / weights.sum())
        best_scores.append(scores[left[0]])
        left = left[~overlapping]
    return numpy.array(merged).reshape(-1, 4), numpy.array(best_scores)


def digest(detections: Sequence[Detection], least_score: float) -> list[int]:
    """[category, x0, y0, x1, y1] of the best-scoring detection of at least this score, else []."""
    sure = [detection for detection in detections if detection.score >= least_score]
    if not sure:
        return []
    best = max(sure, key=lambda detection: detection.score)
    return [best.category, *(round(edge) for edge in best.box)]


def agree(answer: Sequence[int], stored: Sequence[int]) -> bool:
    """Whether two digests name the same category with boxes that overlap by half; [] agrees with []."""
    import numpy

    if not answer or not stored:
        return not answer and not stored
    overlap = intersection_over_union(numpy.array(answer[1:]), numpy.array([stored[1:]]))
    return answer[0] == stored[0] and bool(overlap[0] >= 0.5)


class DetectionTask:
    """What tasks have in common whose answer is a list of Detection, best first, and whose picture
    lies in a square. A label has the picture's width and height.
    """

    measure = "iou50"
    splits = False

    def __init__(
        self, size: int, answer_threshold_ppm: int, fit: type[Letterbox | Stretch] = Letterbox
    ) -> None:
        """`size` is the square's side; a box of less than the threshold is no answer to compare."""
        self._size = size
        self._fit = fit
        self._least_score = answer_threshold_ppm / 1e6

    def digest(self, answer: list[Detection]) -> list[int]:
        return digest(answer, self._least_score)

    def agrees(self, answer: Sequence[int], stored: Sequence[int]) -> bool:
        return agree(answer, stored)

    def placement(self, example: Example | None) -> Letterbox | Stretch:
        """How this picture lies in the square; a sample of the sample set fills it."""
        size = self._size
        width, height = (example.label.width, example.label.height) if example else (size, size)
        return self._fit(size, width, height)
