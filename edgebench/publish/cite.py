"""How to cite a page of the site: a sentence, and BibTeX. No date of a visit: who cites adds it."""

from __future__ import annotations

import re

from msgspec import Struct

from edgebench import __version__
from edgebench.model.result import LICENCE


class Citation(Struct, frozen=True):
    """text: a sentence. bibtex: the same as an entry."""

    text: str
    bibtex: str


def of_workload(name: str, title: str, results: int, newest: str, commit: str | None) -> Citation:
    """newest: the date of the newest result, `2026-08-01`; with the commit it says which state is meant."""
    year, version = newest[:4], f"edgebench {__version__}"
    state = f"{results} results up to {newest}" + (f", commit {commit[:12]}" if commit else "")
    key = re.sub(r"[^a-z0-9]+", "-", name.lower())
    return Citation(
        text=f"edgebench contributors ({year}). {title}: measurements on edge devices. {version}, "
        f"{state}. {LICENCE}.",
        bibtex="\n".join(
            (
                f"@misc{{edgebench-{key}-{year},",
                "  author = {{edgebench contributors}},",
                f"  title  = {{{{{_latex(title)}: measurements on edge devices}}}},",
                f"  year   = {{{year}}},",
                f"  note   = {{{_latex(version)}, {_latex(state)}}},",
                "}",
            )
        ),
    )


def _latex(text: str) -> str:
    return re.sub(r"([#$%&_{}])", r"\\\1", text.replace("\\", ""))
