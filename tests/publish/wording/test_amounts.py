"""Stored amounts as text."""

from __future__ import annotations

import pytest

from edgebench.publish.wording import amounts


@pytest.mark.parametrize(
    ("ratio", "low", "high", "told"),
    [
        (1.08, 1.05, 1.11, "8\u00a0±\u00a03\u00a0% slower"),
        (0.88, 0.86, 0.90, "12\u00a0±\u00a02\u00a0% less time"),
        (9.2, 8.9, 9.5, "9.2\u00a0±\u00a00.3× the time"),
        (0.1, 0.095, 0.105, "10.0\u00a0±\u00a00.5× as fast"),
    ],
)
def test_a_change_of_time_is_told_in_one_way(ratio: float, low: float, high: float, told: str) -> None:
    assert amounts.time_change(ratio, low, high) == told


def test_without_a_test_it_has_no_interval() -> None:
    assert amounts.about_time_change(1.08, 1.03, 1.13) == "8\u00a0% slower"
