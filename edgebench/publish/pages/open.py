"""A reader's own result, drawn on their computer, with its place in the ranking and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from msgspec import Struct

from edgebench import result_reader, units
from edgebench.publish.result import file_words, places
from edgebench.publish.site import Page, Site

WORDS, SCHEMA = "words.json", "schema.json"


class OpenView(Struct, frozen=True):
    """largest: what a file may have, in words. ranked: (workload, name of its data file)."""

    largest: str
    words: str
    schema: str
    ranked: tuple[tuple[str, str], ...]


def pages(site: Site) -> Iterator[Page]:
    ranked = places.by_workload(site.lines)
    names = {workload: f"places-{workload}.json" for workload in ranked}
    yield Page(
        path=PurePosixPath("open", "index.html"),
        template="open.html",
        title="Open your result",
        description="Look at a result file on this computer; nothing is sent",
        section="data",
        view=OpenView(units.size(result_reader.LARGEST_BYTES), WORDS, SCHEMA, tuple(names.items())),
        scripts=("open.js",),
        data={
            WORDS: file_words.of_site_words(site),
            SCHEMA: file_words.schema(),
            **{names[workload]: data for workload, data in ranked.items()},
        },
    )
