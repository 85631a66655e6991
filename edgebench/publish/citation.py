"""How to cite the results: as text and as BibTeX, by commit, since that names them for ever."""

from __future__ import annotations

from typing import NamedTuple

from edgebench import __version__
from edgebench.model.result import LICENCE
from edgebench.publish.site import Site

TITLE = "edgebench: neural networks on edge devices, measured"
AUTHORS = "The edgebench contributors"


class Citation(NamedTuple):
    text: str
    bibtex: str


def of(site: Site) -> Citation:
    """The year is that of the newest result, so that the same results are cited the same way."""
    year = max((line.created for line in site.lines), default="")[:4]
    counts = site.counts().replace("\u2009", "")
    which = f"commit {site.commit}" if site.commit else f"edgebench {__version__}"
    key = f"edgebench-{site.commit[:7]}" if site.commit else "edgebench"
    fields = {
        "title": f"{{{TITLE}}}",
        "author": f"{{{AUTHORS}}}",
        "year": year,
        "version": __version__,
        "note": f"{counts}; {which}; {LICENCE}",
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    text = f"{AUTHORS}{f' ({year})' if year else ''}: {TITLE}. {counts}, {which}. {LICENCE}."
    return Citation(text, "\n".join([f"@misc{{{key},", *lines, "}"]))
