"""Boxes out of the raw heads of YOLOv3 and YOLOv3-tiny."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from edgebench.errors import HarnessError
from edgebench.tasks.activation import sigmoid

if TYPE_CHECKING:
    from edgebench.tasks.task import Array

BEFORE_CLASSES = 5
"""x, y, width, height, objectness."""


def decode(
    outputs: Sequence[Array], size: int, anchors: Sequence[int], masks: Sequence[int], least_score: float
) -> tuple[Array, Array, Array]:
    """Every box of every class that scores at least `least_score`: boxes [n, 4], scores [n], classes [n].

    outputs: float32 heads [1, per_cell * (5 + classes), grid, grid], in any order.
    size: side of the input in pixels; boxes are x0, y0, x1, y1 in these.
    anchors: width, height, width, height ... in pixels of the input.
    masks: the anchors of each head, coarsest grid first. They belong to the weights: yolov3-tiny's were
    trained with 3,4,5 and 1,2,3, though its cfg says 0,1,2 (pjreddie/darknet#851), which costs a third of AP.
    """
    import numpy

    if not outputs or len(masks) % len(outputs):
        raise HarnessError(f"{len(outputs)} heads do not share {len(masks)} masks")
    heads = sorted(outputs, key=lambda head: head.shape[-1])
    per_cell = len(masks) // len(heads)
    boxes, scores = [], []
    for number, head in enumerate(heads):
        mask = masks[number * per_cell : (number + 1) * per_cell]
        sides = [(anchors[2 * anchor], anchors[2 * anchor + 1]) for anchor in mask]
        head_boxes, head_scores = _decode_head(head, size, sides)
        boxes.append(head_boxes)
        scores.append(head_scores)
    all_scores = numpy.concatenate(scores)
    cells, found = numpy.nonzero(all_scores >= least_score)
    return numpy.concatenate(boxes)[cells], all_scores[cells, found], found


def _decode_head(head: Array, size: int, anchors: Sequence[tuple[int, int]]) -> tuple[Array, Array]:
    """Boxes [cells * anchors, 4] and scores [cells * anchors, classes] of one head."""
    import numpy

    grid = head.shape[-1]
    if head.ndim != 4 or head.shape[0] != 1 or head.shape[2] != grid or head.shape[1] % len(anchors):
        raise HarnessError(f"a head of shape {list(head.shape)} does not hold {len(anchors)} boxes a cell")
    if not numpy.isfinite(head).all():
        raise HarnessError("the runtime returned heads that are not finite")
    values = head.astype(numpy.float64).reshape(len(anchors), -1, grid, grid)
    cell = numpy.arange(grid)
    columns, rows = cell[None, None, :], cell[None, :, None]
    middle_x = (sigmoid(values[:, 0]) + columns) * size / grid
    middle_y = (sigmoid(values[:, 1]) + rows) * size / grid
    sides = numpy.array(anchors, numpy.float64)[:, :, None, None]
    half_x, half_y = (numpy.exp(numpy.minimum(values[:, 2:4], 20)) * sides / 2).transpose(1, 0, 2, 3)
    boxes = numpy.stack([middle_x - half_x, middle_y - half_y, middle_x + half_x, middle_y + half_y], -1)
    scores = sigmoid(values[:, 4:5]) * sigmoid(values[:, BEFORE_CLASSES:])
    return boxes.reshape(-1, 4), numpy.moveaxis(scores, 1, -1).reshape(boxes.size // 4, -1)
