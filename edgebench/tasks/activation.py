"""Functions that models leave to the postprocessing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from edgebench.tasks.task import Array


def sigmoid(values: Array) -> Array:
    """1 / (1 + exp(-x)); beyond +-100, BlazeFace's own limit, the exponential would leave float32."""
    import numpy

    result: Array = 1 / (1 + numpy.exp(-numpy.clip(values.astype(numpy.float64), -100, 100)))
    return result
