"""Two to four devices side by side: any of them by script, pairs of popular ones as pages of their own."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from msgspec import Struct

from edgebench.publish import addresses
from edgebench.publish.compare import candidates, comparing
from edgebench.publish.compare.candidates import Device
from edgebench.publish.compare.comparing import Comparison
from edgebench.publish.device import facts
from edgebench.publish.line import Line
from edgebench.publish.pages import device as device_page
from edgebench.publish.site import Page, Site
from edgebench.publish.wording import numbers

MOST_PAIRS = 12
MOST_POPULAR = 40
"""Pairs are sought among so many devices, those with the most results."""


class PairLink(Struct, frozen=True):
    title: str
    href: str
    note: str


class DeviceLink(Struct, frozen=True):
    """shard: name of its data file."""

    slug: str
    name: str
    note: str
    href: str
    shard: str


class CompareView(Struct, frozen=True):
    """shown: the pair that is compared until the reader chooses. devices: empty on the page of a pair.

    chosen: the address, from the site's root, where the reader chooses, with this pair in it.
    """

    title: str
    crumb: bool
    shown: Comparison | None
    pairs: tuple[PairLink, ...]
    devices: tuple[DeviceLink, ...]
    chosen: str


def pages(site: Site) -> Iterator[Page]:
    lines = device_page.by_device(site)
    known = {
        slug: candidates.of_device(slug, device_page.title(found), found, site)
        for slug, found in lines.items()
    }
    pairs = popular_pairs(known, {slug: _results(found) for slug, found in lines.items()})
    yield _choose(known, pairs, lines)
    yield from (_pair(known[a], known[b]) for a, b, _ in pairs)


def popular_pairs(devices: Mapping[str, Device], results: Mapping[str, int]) -> list[tuple[str, str, int]]:
    """(a, b, how many rankings they share): those that share most, of them those with the most results."""
    popular = sorted(devices, key=lambda slug: (-results[slug], slug))[:MOST_POPULAR]
    tables = {slug: {row.table for row in devices[slug].rows} for slug in popular}
    found = [(a, b, len(tables[a] & tables[b])) for a, b in itertools.combinations(sorted(popular), 2)]
    shared = [pair for pair in found if pair[2]]
    return sorted(shared, key=lambda pair: (-pair[2], -results[pair[0]] - results[pair[1]], pair))[
        :MOST_PAIRS
    ]


def _results(lines: Sequence[Line]) -> int:
    return sum(len(line.sessions) for line in lines)


def page_of(a: str, b: str) -> PurePosixPath:
    return PurePosixPath("compare", f"{a}-and-{b}", "index.html")


def _choose(
    known: Mapping[str, Device], pairs: Sequence[tuple[str, str, int]], lines: Mapping[str, Sequence[Line]]
) -> Page:
    first = pairs[0] if pairs else None
    return Page(
        path=PurePosixPath("compare", "index.html"),
        template="compare.html",
        title="Compare devices",
        description="Two to four devices side by side: how many times faster, and what cannot be compared",
        section="compare",
        view=CompareView(
            title="Compare devices",
            crumb=False,
            shown=comparing.compare([known[first[0]], known[first[1]]]) if first else None,
            pairs=tuple(_pair_link(known[a], known[b], count) for a, b, count in pairs),
            devices=tuple(_device_link(one, lines[one.slug]) for one in known.values()),
            chosen="",
        ),
        scripts=("compare.js",),
        data={_shard(one): candidates.shard(one) for one in known.values()},
    )


def _pair_link(a: Device, b: Device, count: int) -> PairLink:
    note = numbers.counted(count, "shared ranking")
    return PairLink(f"{a.name} and {b.name}", str(page_of(a.slug, b.slug)), note)


def _device_link(of: Device, lines: Sequence[Line]) -> DeviceLink:
    note = f"{facts.kind(lines[0])}, {numbers.counted(_results(lines), 'result')}"
    return DeviceLink(of.slug, of.name, note, str(addresses.page_of(of.slug)), _shard(of))


def _shard(of: Device) -> str:
    return f"device-{of.slug}.json"


def _pair(a: Device, b: Device) -> Page:
    title = f"{a.name} and {b.name}"
    return Page(
        path=page_of(a.slug, b.slug),
        template="compare.html",
        title=title,
        description=f"{title} compared: how many times faster, and what cannot be compared",
        section="compare",
        view=CompareView(
            title=title,
            crumb=True,
            shown=comparing.compare([a, b]),
            pairs=(),
            devices=(),
            chosen=f"compare/index.html#d={a.slug},{b.slug}",
        ),
    )
