"""Words with an address of their own on the methods page: badges, classes, reasons, checks."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from edgebench import checks
from edgebench.model.reason import TEXT
from edgebench.publish.methods.definitions import Table
from edgebench.publish.wording import words
from edgebench.publish.wording.words import Badge


class Term(Struct, frozen=True):
    """`anchor` is its id on the page. badge: drawn instead of the name."""

    anchor: str
    name: str
    text: str
    badge: Badge | None = None


def badges() -> tuple[Term, ...]:
    every = words.BADGES.values()
    return tuple(Term(words.badge_anchor(one.word), one.word, one.meaning, one) for one in every)


def classes() -> tuple[Term, ...]:
    return tuple(
        Term(f"class-{why.value}", words.capital(text.heading), text.sentence)
        for why, text in words.UNRANKED.items()
    )


def reasons() -> Table:
    """The table that cells, sentences and hints are taken from, whole."""
    return Table(
        "Reasons",
        ("In a cell", "What it says", "What fills it"),
        tuple((text.cell, text.sentence, text.cure) for text in TEXT.values()),
        anchors=tuple(f"reason-{reason.value.replace('_', '-')}" for reason in TEXT),
    )


def every_check() -> tuple[Table, ...]:
    """A line a rule: the first of its own file."""
    measured = checks.measurement_rules()
    return (
        Table(
            "Of a measurement",
            ("Rule", "Level", "What it sees"),
            tuple((name, rule.LEVEL, _first_line(rule.__doc__)) for name, rule in measured.items()),
            anchors=tuple(f"check-{name}" for name in measured),
            codes=("Rule",),
        ),
        _demands("Of a file", checks.submission_rules()),
        _demands("Of many files", checks.across_rules()),
        _demands("Of a branch", checks.repository_rules()),
    )


def _demands(caption: str, rules: Mapping[str, object]) -> Table:
    return Table(
        caption,
        ("Rule", "What it demands"),
        tuple((name, _first_line(rule.__doc__)) for name, rule in rules.items()),
        anchors=tuple(f"check-{name}" for name in rules),
        codes=("Rule",),
    )


def _first_line(text: str | None) -> str:
    return (text or "").strip().split("\n\n")[0].replace("\n", " ")
