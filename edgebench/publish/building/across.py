"""The pages across workloads, made from the lines of all parts: so many kinds of page in each process."""

from __future__ import annotations

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


class Order(Struct, frozen=True):
    """What a process must know to make a share. site: without lines, which lie in the parts."""

    work: Path
    site: Site
    parts: tuple[Path, ...]
    shares: int
    layouts: Path
    linked: bool


def lines(folders: tuple[Path, ...]) -> tuple[Line, ...]:
    """Of all these parts, in their order."""
    return tuple(line for folder in folders for line in parts.lines(folder))


def make(share: Path, order: Order) -> None:
    """share: a number. It has every so many-th kind."""
    with batches.without_collector():
        site = structs.replace(order.site, lines=lines(order.parts))
        renderer = Renderer(order.layouts, linked=order.linked)
        made = {
            kind: [parts.draw(page, renderer) for page in pages.of_kind(kind, site)]
            for kind in pages.kinds_across()[int(share.name) :: order.shares]
        }
        (order.work / _FOLDER).mkdir(exist_ok=True)
        (order.work / _FOLDER / share).write_bytes(msgspec.msgpack.encode(made))


def drawn(order: Order) -> Iterator[Drawn]:
    """All pages of all shares, by kind."""
    made: dict[str, list[Drawn]] = {}
    for share in range(order.shares):
        data = (order.work / _FOLDER / str(share)).read_bytes()
        made |= msgspec.msgpack.decode(data, type=dict[str, list[Drawn]])
    for kind in pages.kinds_across():
        yield from made[kind]
