"""All devices in a plain table: what each is, what it costs, how much of the catalogue was measured on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from msgspec import Struct

from edgebench.publish import addresses
from edgebench.publish.device import facts
from edgebench.publish.line import Line
from edgebench.publish.pages import device
from edgebench.publish.site import Page, Site
from edgebench.publish.wording import numbers


class DeviceLine(Struct, frozen=True):
    """share: of the catalogue's workloads that were measured here, in percent of the mark."""

    name: str
    href: str
    note: str
    kind: str
    measured: str
    share: str
    price: str
    price_note: str
    results: str
    newest: str


class DeviceIndex(Struct, frozen=True):
    sentence: str
    catalogue: str
    lines: tuple[DeviceLine, ...]


def pages(site: Site) -> Iterator[Page]:
    yield Page(
        path=PurePosixPath("devices", "index.html"),
        template="devices.html",
        title="Devices",
        description="Every device with results: what it is, its list price, and how much was measured on it",
        section="devices",
        view=view(site),
    )


def view(site: Site) -> DeviceIndex:
    found = device.by_device(site)
    names = {*site.workloads, *(line.workload for line in site.lines)}
    lines = [_line(slug, lines, len(names), site) for slug, lines in found.items()]
    return DeviceIndex(
        sentence=_sentence(found, site),
        catalogue=numbers.counted(len(names), "workload"),
        lines=tuple(sorted(lines, key=lambda line: (line.kind, line.name.casefold(), line.href))),
    )


def _sentence(found: dict[str, list[Line]], site: Site) -> str:
    if not found:
        return "Nothing has been measured on any device yet."
    priced = sum(facts.price(lines, site).value != facts.NO_PRICE for lines in found.values())
    virtual = sum(lines[0].device_class == "vm" for lines in found.values())
    parts = [numbers.counted(len(found), "device"), f"{priced} with a list price"]
    machines = numbers.counted(virtual, "virtual machine")
    parts += [f"{machines} among them, ranked apart"] if virtual else []
    return f"{', '.join(parts)}."


def _line(slug: str, lines: Sequence[Line], catalogue: int, site: Site) -> DeviceLine:
    measured = len({line.workload for line in lines})
    price = facts.price(lines, site)
    sessions = [one for line in lines for one in line.sessions]
    return DeviceLine(
        name=device.title(lines),
        href=str(addresses.page_of(slug)),
        note=", ".join([lines[0].cpu_model, facts.memory(lines)]),
        kind=facts.kind(lines[0]),
        measured=f"{measured} of {catalogue}",
        share=f"{100 * measured / catalogue:.1f}%",
        price=price.value,
        price_note=price.note,
        results=numbers.count(len(sessions)),
        newest=max(one.created for one in sessions)[:10],
    )
