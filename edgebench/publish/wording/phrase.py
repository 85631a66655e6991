"""Pieces of a sentence that answers a page's question; the strong ones are its numbers."""

from __future__ import annotations

from typing import NamedTuple


class Phrase(NamedTuple):
    text: str
    strong: bool = False


def of(*texts: str) -> tuple[Phrase, ...]:
    """Plain and strong in turn, the first one plain."""
    return tuple(Phrase(text, strong=place % 2 == 1) for place, text in enumerate(texts) if text)


def text(phrases: tuple[Phrase, ...]) -> str:
    return "".join(phrase.text for phrase in phrases)
