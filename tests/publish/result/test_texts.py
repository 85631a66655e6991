"""Texts that details share."""

from __future__ import annotations

from edgebench.publish.result import texts
from edgebench.publish.result.texts import TEXTS


def test_each_stands_in_the_list_once() -> None:
    assert len(set(TEXTS)) == len(TEXTS)


def test_a_text_of_the_list_is_its_place_and_any_other_stays() -> None:
    assert texts.packed((("Trust", "somebody"),)) == [[TEXTS.index("Trust"), "somebody"]]


def test_every_text_comes_back() -> None:
    lines = [["no meter", "8.42 ms"], ["Latency p90", ""]]
    packed = texts.packed(lines)
    assert [[TEXTS[one] if isinstance(one, int) else one for one in line] for line in packed] == lines
