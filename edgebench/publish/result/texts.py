"""Texts that the details of many results share: a detail holds the place in this list, the page the list.

A text that is not here stands in a detail as it is, so a missing one costs bytes and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from edgebench.metrics import METRICS
from edgebench.model.reason import TEXT, Reason
from edgebench.model.scenario import SCENARIOS, TIERS
from edgebench.publish.result import distribution
from edgebench.publish.wording import energy, words

_NAMES = (
    *("Trust", "Runtime", "Threads", "Model", "Precision", "Device", "System", "Settings", "Measured with"),
    *("Answers", "Accuracy", "Agreement", "Early stopping", "Real-time factor", "Energy a sample"),
    *("Boundary", "Mean power", "Idle power", "Net of idling", "Samples a joule", "Energy-delay product"),
    *("Energy a right answer", "Energy a query", "Meter", "Sampler", "Windows"),
)
_NOTES = (
    *("nobody has signed it", "judged on the full data set", "nothing to judge them by"),
    *("judged by agreement with stored answers of the same weights", "not decided", "target met"),
    *("with the model loaded, before and after", "a sample, less what idling takes meanwhile"),
    *("gross energy of a sample times p50 of a query", "met, all processes together"),
    "of one core, to read meters and sensors, in the worst process",
)
_KINDS = ("missing", "good", "bad", "warn", "plain", "class", "accent", "error", "warning", "info")


def _all() -> Iterator[str]:
    """In an order that only the source decides."""
    yield from _NAMES
    yield from (one.title for one in METRICS.values())
    yield from _KINDS
    yield from _NOTES
    for why in Reason:
        yield from (TEXT[why].cell, words.missing_sentence(why), f"accuracy: {TEXT[why].cell}")
    yield from (words.scenario(name) for name in SCENARIOS)
    yield from (f"{name} tier" for name in TIERS)
    yield from ("closed division", "open division")
    yield from words.BADGES
    yield distribution.OFFLINE
    yield from energy.BOUNDARIES.values()
    yield from (energy.HEADING, *energy.COLUMNS)


TEXTS: tuple[str, ...] = tuple(dict.fromkeys(text for text in _all() if len(text) > 2))
_PLACES = {text: place for place, text in enumerate(TEXTS)}


def packed(part: Any) -> Any:
    """The same, with places for the texts of the list."""
    if isinstance(part, str):
        return _PLACES.get(part, part)
    if isinstance(part, dict):
        return {name: packed(one) for name, one in part.items()}
    return [_PLACES.get(one, one) if isinstance(one, str) else packed(one) for one in part]
