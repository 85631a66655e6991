"""What is shown for an address that does not exist. It may be asked for at any depth."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from msgspec import Struct

from edgebench.publish import site as of_site
from edgebench.publish.site import Page, Site


class Link(Struct, frozen=True):
    title: str
    href: str


class NotFound(Struct, frozen=True):
    """Every workload, as the nearest places to go."""

    workloads: tuple[Link, ...]


def pages(site: Site) -> Iterator[Page]:
    links = tuple(Link(site.title(name), str(of_site.workload_path(name))) for name in site.workload_names())
    yield Page(
        path=PurePosixPath("404.html"),
        template="not_found.html",
        title="There is no such page",
        description="There is no such page.",
        section="",
        view=NotFound(links),
        root=site.base_path,
        scripts=("not_found.js",),
    )
