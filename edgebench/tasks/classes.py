"""One class out of many: the best-scored classes of an output, and the share of right ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from edgebench.errors import DataError, HarnessError
from edgebench.statistics import wilson
from edgebench.tasks.task import Example, Score

if TYPE_CHECKING:
    from edgebench.tasks.task import Array


def best_classes(outputs: Sequence[Array], count: int) -> list[int]:
    """The `count` best-scored indices of the only output, best first; of equal scores the lower index.

    Quantised models do give equal scores. Raises HarnessError when a score is not a number.
    """
    import numpy

    scores = outputs[0].reshape(-1).astype(numpy.float64)
    if not numpy.isfinite(scores).all():
        raise HarnessError("the runtime returned class scores that are not finite")
    return [int(index) for index in numpy.argsort(-scores, kind="stable")[:count]]


def top1(answers: Sequence[tuple[Example, Sequence[int]]], details: dict[str, int]) -> Score:
    """The share of examples whose label is the first class of the answer, with Wilson's interval."""
    right = sum(bool(answer) and answer[0] == example.label for example, answer in answers)
    low, high = wilson(right, count(answers))
    return Score(
        metric="top1",
        value_ppm=share_ppm(right, len(answers)),
        low_ppm=round(low * 1e6),
        high_ppm=round(high * 1e6),
        samples=len(answers),
        details=details,
    )


def top5_ppm(answers: Sequence[tuple[Example, Sequence[int]]]) -> int:
    """The share of examples whose label is among the first five classes of the answer."""
    return share_ppm(sum(example.label in answer[:5] for example, answer in answers), count(answers))


def share_ppm(part: int, whole: int) -> int:
    return round(part * 1_000_000 / whole)


def count(answers: Sequence[object]) -> int:
    """How many there are. Raises DataError for none: a share of nothing is not a number."""
    if not answers:
        raise DataError("there are no answers to score")
    return len(answers)
