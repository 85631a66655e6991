"""No two names differ in capital letters or in how a letter is written alone."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator

from edgebench.checks.changed import Proposal, shown
from edgebench.checks.submitted import Problem

RULE = "names-collide"


def check(proposal: Proposal) -> list[Problem]:
    """On a Mac and on Windows they are one file, and a checkout loses one of them."""
    if not proposal.touches_results:
        return []
    added = [one for one in proposal.present() if one.status == "added"]
    spellings = _spellings([*proposal.base, *(one.path for one in added)])
    return [
        one.problem(
            RULE,
            f"'{shown(other)}' differs from it in how letters are written alone.",
            "Use the name that is there already.",
        )
        for one in added
        if (other := _other(one.path, spellings))
    ]


def _spellings(paths: Iterable[str]) -> dict[str, set[str]]:
    """Of every file and every folder above one."""
    found: dict[str, set[str]] = defaultdict(set)
    for each in {part for path in paths for part in _with_folders(path)}:
        found[_folded(each)].add(each)
    return found


def _other(path: str, spellings: dict[str, set[str]]) -> str | None:
    return next(
        (other for each in _with_folders(path) for other in sorted(spellings[_folded(each)] - {each})), None
    )


def _with_folders(path: str) -> Iterator[str]:
    parts = path.split("/")
    return ("/".join(parts[:end]) for end in range(1, len(parts) + 1))


def _folded(path: str) -> str:
    return path.lower() if path.isascii() else unicodedata.normalize("NFKC", path).casefold()
