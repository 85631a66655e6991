"""The area under the receiver operating characteristic: how well a score tells two kinds apart."""

from __future__ import annotations

import math
from collections.abc import Sequence

from edgebench.errors import DataError
from edgebench.statistics import NORMAL_975


def area(positives: Sequence[float], negatives: Sequence[float]) -> float:
    """The share of pairs, one of each kind, in which the positive scores higher; a tie counts half.

    Raises DataError when there are none of one kind: there is nothing to tell apart.
    """
    if not positives or not negatives:
        raise DataError(f"{len(positives)} positive and {len(negatives)} negative scores make no curve")
    return math.fsum(_shares(positives, negatives)) / len(positives)


def interval(positives: Sequence[float], negatives: Sequence[float]) -> tuple[float, float] | None:
    """The 95 % interval of the area, in 0..1; None with fewer than two of a kind.

    DeLong, DeLong and Clarke-Pearson 1988 (Biometrics 44, 837-845): the variance of each score's share of
    pairs won, over the number of its kind, summed; then the normal distribution.
    """
    if min(len(positives), len(negatives)) < 2:
        return None
    variance = _variance(_shares(positives, negatives)) + _variance(_shares(negatives, positives))
    half = NORMAL_975 * math.sqrt(variance)
    middle = area(positives, negatives)
    return max(0.0, middle - half), min(1.0, middle + half)


def _shares(scores: Sequence[float], others: Sequence[float]) -> list[float]:
    """For each score the share of the others that are below it; equal ones count half."""
    return [
        sum((other < score) + 0.5 * (other == score) for other in others) / len(others) for score in scores
    ]


def _variance(shares: Sequence[float]) -> float:
    """Of their mean."""
    mean = math.fsum(shares) / len(shares)
    return math.fsum((share - mean) ** 2 for share in shares) / (len(shares) - 1) / len(shares)
