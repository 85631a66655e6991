"""The area under the ROC curve, by counting pairs."""

from __future__ import annotations

import pytest

from edgebench.errors import DataError
from edgebench.tasks import roc


@pytest.mark.parametrize(
    ("positives", "negatives", "area"),
    [
        ([2.0, 3.0], [0.0, 1.0], 1.0),
        ([0.0, 1.0], [2.0, 3.0], 0.0),
        ([1.0, 1.0], [1.0, 1.0], 0.5),
        ([2.0, 3.0], [1.0, 2.5], 0.75),
        ([2.0], [1.0, 2.0, 3.0, 4.0], 0.375),  # above one, equal to one
    ],
)
def test_it_is_the_share_of_pairs_in_which_the_positive_is_above_a_tie_counting_half(
    positives: list[float], negatives: list[float], area: float
) -> None:
    assert roc.area(positives, negatives) == area


@pytest.mark.parametrize(("positives", "negatives"), [([], [1.0]), ([1.0], []), ([], [])])
def test_one_kind_alone_has_no_curve(positives: list[float], negatives: list[float]) -> None:
    with pytest.raises(DataError, match=f"{len(positives)} positive and {len(negatives)} negative scores"):
        roc.area(positives, negatives)


def test_the_interval_is_delongs() -> None:
    # Shares 0.5 and 1 of one kind, 0 and 0.5 of the other: variances of the means 1/16 and 1/16.
    low, high = roc.interval([2.0, 3.0], [1.0, 2.5]) or (None, None)
    assert low == pytest.approx(0.75 - 1.959964 * 8**-0.5, abs=1e-6)
    assert high == 1.0


def test_one_score_of_a_kind_has_no_interval() -> None:
    assert roc.interval([1.0], [0.0, 2.0]) is None
