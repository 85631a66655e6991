"""Probabilities over time: what of a clip's answer is kept and compared.

A whole clip goes through a stateful model from a reset; an error in the state, in the order of chunks or in
their encoding moves the means of many parts of it, while kernels that round otherwise move single chunks.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from edgebench.errors import HarnessError

if TYPE_CHECKING:
    from edgebench.tasks.task import Array


def of_chunks(output: Array, chunks: int) -> Array:
    """The one value a chunk of a clip's output [chunks, ...]. Raises HarnessError for more or fewer."""
    import numpy

    if output.size != chunks:
        raise HarnessError(f"the runtime returned {output.size} values for a clip of {chunks} chunks")
    values = output.reshape(chunks)
    if not numpy.isfinite(values).all():
        raise HarnessError("the runtime returned probabilities that are not finite")
    return values


def means(probabilities: Array, part: int) -> list[int]:
    """The mean of every `part` chunks in a row, in thousandths; what is left at the end is a part too."""
    parts = range(0, len(probabilities), part)
    return [round(float(probabilities[begin : begin + part].mean(dtype=float)) * 1000) for begin in parts]


def agree(given: Sequence[int], stored: Sequence[int], apart: int) -> bool:
    """Whether no two of them are more than `apart` thousandths from each other."""
    return len(given) == len(stored) and all(
        abs(one - other) <= apart for one, other in zip(given, stored, strict=True)
    )
