"""A part of a path has lower case letters, digits, dots and hyphens, and begins with a letter or digit."""

from __future__ import annotations

import re
import unicodedata

from edgebench.checks.changed import Proposal, shown
from edgebench.checks.submitted import Problem

RULE = "path-characters"
_NAMED = {" ": "a space", "\n": "a line break", "\t": "a tab"}
_PART = re.compile(r"[a-z0-9][a-z0-9.-]*")


def check(proposal: Proposal) -> list[Problem]:
    """Names that hide, turn around, or break a shell are not for a repository that anyone reads."""
    if not proposal.touches_results:
        return []
    return [
        one.problem(RULE, f"{fault}.", "Use the name that `edgebench run` gave it.")
        for one in proposal.present()
        if (fault := _fault(one.path))
    ]


def _fault(path: str) -> str | None:
    for part in path.split("/"):
        if not part:
            return "It has an empty part"
        if not _PART.fullmatch(part):
            return _said(part)
    return None


def _said(part: str) -> str:
    if part.startswith("."):
        return f"'{shown(part[:40])}' is hidden"
    if part.startswith("-"):
        return f"'{shown(part[:40])}' begins with a hyphen, as options do"
    bad = next(sign for sign in part if not re.fullmatch(r"[a-z0-9.-]", sign))
    return f"'{shown(part[:40])}' holds {_sign(bad)}"


def _sign(sign: str) -> str:
    if "\ud800" <= sign <= "\udfff":
        return "a byte that is no UTF-8"
    if sign in _NAMED:
        return _NAMED[sign]
    if sign.isascii() and sign.isprintable():
        return f"'{sign}'"
    return f"U+{ord(sign):04X} {unicodedata.name(sign, '')}".strip()
