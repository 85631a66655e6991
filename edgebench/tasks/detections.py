"""Boxes out of a model that decodes and suppresses them in its own graph (TensorFlow's SSDs)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from edgebench.errors import HarnessError

if TYPE_CHECKING:
    from edgebench.tasks.task import Array


def decode(outputs: Sequence[Array], size: int, least_score: float) -> tuple[Array, Array, Array]:
    """Boxes [n, 4], scores [n] and classes [n] that score at least `least_score`, best first.

    outputs: boxes [1, most, 4] as y0, x0, y1, x1 in 0..1, classes [1, most], scores [1, most] and the count
    [1], in this order: that of TFLite_Detection_PostProcess and of the ONNX zoo's SSD.
    size: side of the input in pixels; the boxes returned are x0, y0, x1, y1 in these.
    """
    import numpy

    if len(outputs) != 4 or not _belong_together(*outputs):
        shapes = [list(output.shape) for output in outputs]
        raise HarnessError(f"outputs of shapes {shapes} are not boxes, classes, scores and their count")
    if not all(numpy.isfinite(output).all() for output in outputs):
        raise HarnessError("the runtime returned boxes that are not finite")
    count = min(max(int(outputs[3].item()), 0), outputs[2].shape[1])
    found, classes, scores = (output[0, :count].astype(numpy.float64) for output in outputs[:3])
    order = numpy.argsort(-scores, kind="stable")
    sure = order[scores[order] >= least_score]
    return found[sure][:, [1, 0, 3, 2]] * size, scores[sure], numpy.rint(classes[sure]).astype(int)


def _belong_together(boxes: Array, classes: Array, scores: Array, count: Array) -> bool:
    most = scores.shape[-1]
    return boxes.shape == (1, most, 4) and classes.shape == scores.shape == (1, most) and count.size == 1
