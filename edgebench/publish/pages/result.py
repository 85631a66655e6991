"""A result: its figures, how to repeat it, what was noticed and what ran; one page for all of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from msgspec import Struct

from edgebench.publish.building import shards
from edgebench.publish.site import Page, Site

PATH = PurePosixPath("result", "index.html")


class ResultView(Struct, frozen=True):
    """folder: of the lists of ids, each named by so many first digits, and of the details."""

    folder: str
    digits: int
    example: str


def pages(site: Site) -> Iterator[Page]:
    yield Page(
        path=PATH,
        template="result.html",
        title="A result",
        description="One result: figures with intervals, the command that repeats it, what ran and where",
        section="workloads",
        view=ResultView(
            folder=str(shards.FOLDER),
            digits=site.id_digits,
            example=site.lines[0].id[:16] if site.lines else "",
        ),
        scripts=("result.js",),
    )
