"""How to cite the results, all or those of a workload: a sentence, and BibTeX.

By the commit, since that names them for ever; without one by the version. No date of a visit: who cites
adds it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct

from edgebench import __version__
from edgebench.model.result import LICENCE
from edgebench.publish.site import Site

TITLE = "edgebench: neural networks on edge devices, measured"
AUTHORS = "The edgebench contributors"


class Citation(Struct, frozen=True):
    """text: a sentence. bibtex: the same as an entry."""

    text: str
    bibtex: str


def of_site(site: Site) -> Citation:
    """The year is that of the newest result, so that the same results are cited the same way."""
    year = max((line.created for line in site.lines), default="")[:4]
    counts = site.counts().replace("\u2009", "")
    key = f"edgebench-{site.commit[:7]}" if site.commit else "edgebench"
    return _citation(key, TITLE, year, f"{counts}, {_which(site.commit)}")


def of_workload(name: str, title: str, results: int, newest: str, commit: str | None) -> Citation:
    """newest: the date of the newest result, `2026-08-01`; with the commit it says which state is meant."""
    year = newest[:4]
    key = re.sub(r"[^a-z0-9]+", "-", name.lower())
    state = f"{results} results up to {newest}, {_which(commit)}"
    return _citation(f"edgebench-{key}-{year}", f"{title}: measurements on edge devices", year, state)


def _which(commit: str | None) -> str:
    return f"commit {commit}" if commit else f"edgebench {__version__}"


def _citation(key: str, title: str, year: str, state: str) -> Citation:
    fields = {
        "author": f"{{{AUTHORS}}}",  # braces twice: one name, not a first and a last
        "title": f"{{{_latex(title)}}}",  # and its capitals stay
        "year": year,
        "version": __version__,
        "note": _latex(f"{state}; {LICENCE}"),
    }
    return Citation(
        text=f"{AUTHORS}{f' ({year})' if year else ''}: {title}. {state}. {LICENCE}.",
        bibtex=_entry(key, {name: value for name, value in fields.items() if value}),
    )


def _entry(key: str, fields: Mapping[str, str]) -> str:
    return "\n".join([f"@misc{{{key},", *(f"  {name} = {{{value}}}," for name, value in fields.items()), "}"])


def _latex(text: str) -> str:
    return re.sub(r"([#$%&_{}])", r"\\\1", text.replace("\\", ""))
