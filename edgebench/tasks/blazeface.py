"""Boxes out of BlazeFace's raw outputs (MediaPipe's face_detection_short_range)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from edgebench.errors import HarnessError
from edgebench.tasks.activation import sigmoid

if TYPE_CHECKING:
    from edgebench.tasks.task import Array

ANCHORS_PER_STRIDE = 2
"""Equal strides share one grid: 8 has 2 anchors a cell, 16, 16, 16 have 6."""


def anchors(size: int, strides: Sequence[int]) -> Array:
    """Middles [n, 2] (x, y) in pixels of the input: 896 for 128 pixels and strides 8, 16, 16, 16."""
    import numpy

    grids = []
    for stride, equal in groupby(strides):
        per_cell = ANCHORS_PER_STRIDE * len(list(equal))
        middles = (numpy.arange(size // stride) + 0.5) * stride
        y, x = numpy.meshgrid(middles, middles, indexing="ij")
        grids.append(numpy.stack([x, y], -1).reshape(-1, 2).repeat(per_cell, axis=0))
    return numpy.concatenate(grids)


def decode(
    outputs: Sequence[Array], size: int, strides: Sequence[int], least_score: float
) -> tuple[Array, Array]:
    """Boxes [n, 4] x0, y0, x1, y1 in pixels of the input and scores [n] of at least `least_score`.

    outputs: regressors [1, anchors, 16] (x, y, width, height, then six points of the face, all
    in pixels from the anchor) and classificators [1, anchors, 1], in any order.
    """
    import numpy

    middles = anchors(size, strides)
    by_width = {output.shape[-1]: output for output in outputs if output.shape[:2] == (1, len(middles))}
    if set(by_width) != {1, 16}:
        shapes = [list(output.shape) for output in outputs]
        raise HarnessError(f"outputs of shapes {shapes} are not those of {len(middles)} anchors")
    regressors, classificators = by_width[16][0].astype(numpy.float64), by_width[1][0, :, 0]
    if not (numpy.isfinite(regressors).all() and numpy.isfinite(classificators).all()):
        raise HarnessError("the runtime returned boxes that are not finite")
    scores = sigmoid(classificators)
    sure = scores >= least_score
    middle, half = middles[sure] + regressors[sure, :2], regressors[sure, 2:4] / 2
    return numpy.concatenate([middle - half, middle + half], axis=1), scores[sure]
