"""A part of the site: one workload, from its batches. It is made by one process.

Kept of it: its page, its lines, the places of its results, and what the site as a whole says of it.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from edgebench.model.workload import Workload
from edgebench.probes.profile import Profile
from edgebench.publish import pages
from edgebench.publish import site as of_site
from edgebench.publish.building import batches, cache, feed, shards
from edgebench.publish.building.render import Renderer
from edgebench.publish.line import Line

_LINES, _PAGES, _PLACES, _DIGEST = "lines.msgpack", "pages.msgpack", "places.msgpack", "digest.msgpack"


class Digest(Struct, frozen=True, array_like=True):
    """devices: their slugs. newest: the lines of the results that are new here."""

    devices: tuple[str, ...]
    newest: tuple[Line, ...]


class Drawn(Struct, frozen=True, array_like=True):
    """A page with its files, by path, and what the search says of it."""

    path: str
    title: str
    description: str
    files: dict[str, bytes]


class Order(Struct, frozen=True):
    """What a process must know to make parts. batches, keys: by workload. linked: files lie elsewhere."""

    work: Path
    workloads: Mapping[str, Workload]
    profiles: Mapping[str, Profile]
    batches: Mapping[str, tuple[str, ...]]
    keys: Mapping[str, str]
    base_path: str
    linked: bool
    layouts: Path


def place(work: Path, workload: str) -> Path:
    return work / "parts" / workload


def make(workload: Path, order: Order) -> None:
    """Rank the results of this workload, draw its page, and keep both."""
    name = str(workload)
    with batches.without_collector():
        kept = batches.kept(batches.place(order.work, one) for one in order.batches.get(name, ()))
        site = of_site.of_entries(
            batches.entries_of(kept),
            order.workloads,
            order.profiles,
            order.base_path,
            name,
        )
        renderer = _renderer(order.layouts, order.linked)
        drawn = [draw(page, renderer) for page in pages.of_workload(site)]
        with cache.filling(place(order.work, name), order.keys.get(name)) as folder:
            (folder / _LINES).write_bytes(msgspec.msgpack.encode(site.lines))
            (folder / _DIGEST).write_bytes(msgspec.msgpack.encode(_digest(site.lines)))
            (folder / _PAGES).write_bytes(msgspec.msgpack.encode(drawn))
            places = {
                str(path): data
                for path, data in shards.places(site.entries, site.boards.get(name, ())).items()
            }
            (folder / _PLACES).write_bytes(msgspec.msgpack.encode(places))


def _digest(lines: Sequence[Line]) -> Digest:
    newest = {new.line.id: new.line for new in feed.newest(lines, feed.NEWEST)}
    return Digest(tuple(sorted({line.device for line in lines})), tuple(newest.values()))


def draw(page: of_site.Page, renderer: Renderer) -> Drawn:
    files = {str(path): data for path, data in renderer.files(page).items()}
    return Drawn(str(page.path), page.title, page.description, files)


def lines(part: Path) -> list[Line]:
    return _LINES_DECODER.decode((part / _LINES).read_bytes())


def digest(part: Path) -> Digest:
    return msgspec.msgpack.decode((part / _DIGEST).read_bytes(), type=Digest)


def drawn(part: Path) -> list[Drawn]:
    return msgspec.msgpack.decode((part / _PAGES).read_bytes(), type=list[Drawn])


def places(part: Path) -> dict[str, bytes]:
    """By address, as shards.py has them."""
    return msgspec.msgpack.decode((part / _PLACES).read_bytes(), type=dict[str, bytes])


_LINES_DECODER = msgspec.msgpack.Decoder(list[Line])


@functools.lru_cache(maxsize=4)
def _renderer(layouts: Path, linked: bool) -> Renderer:  # noqa: FBT001  # of a cache
    return Renderer(layouts, linked=linked)
