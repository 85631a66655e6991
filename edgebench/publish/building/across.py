"""The pages across workloads, made from the lines of all parts: a kind of page at a time, in any process."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec import Struct, structs

from edgebench.publish import pages
from edgebench.publish.building import batches, parts
from edgebench.publish.building.parts import Drawn
from edgebench.publish.building.render import Renderer
from edgebench.publish.line import Line
from edgebench.publish.site import Site

_FOLDER = "across"


class Drawing(Struct, frozen=True, dict=True):
    """Draws a kind of page when it is called with its name. site: without lines, which lie in the parts and
    are read once a process.
    """

    work: Path
    site: Site
    parts: tuple[Path, ...]
    layouts: Path
    linked: bool

    @functools.cached_property
    def whole(self) -> Site:
        return structs.replace(self.site, lines=lines(self.parts))

    @functools.cached_property
    def renderer(self) -> Renderer:
        return Renderer(self.layouts, linked=self.linked)

    def __call__(self, kind: Path) -> None:
        with batches.without_collector():
            made = [parts.draw(page, self.renderer) for page in pages.of_kind(kind.name, self.whole)]
            (self.work / _FOLDER).mkdir(exist_ok=True)
            (self.work / _FOLDER / kind).write_bytes(msgspec.msgpack.encode(made))


def lines(folders: tuple[Path, ...]) -> tuple[Line, ...]:
    """Of all these parts, in their order."""
    return tuple(line for folder in folders for line in parts.lines(folder))


def drawn(work: Path) -> Iterator[Drawn]:
    """All pages, by kind."""
    for kind in pages.kinds_across():
        yield from msgspec.msgpack.decode((work / _FOLDER / kind).read_bytes(), type=list[Drawn])
