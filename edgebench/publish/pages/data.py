"""What to take away: files with size, rows and checksum, stable addresses, licence, how to cite and send."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from msgspec import Struct

from edgebench import units
from edgebench.model.result import LICENCE, LICENCE_URL
from edgebench.model.workload import Workload
from edgebench.publish import citation
from edgebench.publish.methods.definitions import Table
from edgebench.publish.site import Download, Missing, Page, Site
from edgebench.publish.wording import numbers

_ADDRESSES = (
    ("results/<device>/<workload>/<file>.json", "A result as it was measured. Its bytes never change."),
    ("result/index.html#<id>", "The page of a result."),
    ("workloads/<workload>/index.html", "The rankings of a workload."),
    ("devices/<device>/index.html", "Everything measured on a device."),
    ("runtimes/<runtime>/index.html", "A runtime over its versions."),
    ("methods/index.html#<anchor>", "A definition: badge-noisy, boundary-wall_ac, check-throttled …"),
    ("data/<file>", "The downloads listed above."),
    ("feed.xml", "New results, as an Atom feed."),
)


class File(Struct, frozen=True):
    name: str
    address: str
    size: str
    rows: str
    sha256: str
    what: str


class Data(Struct, frozen=True, kw_only=True):
    files: tuple[File, ...]
    not_made: tuple[Missing, ...]
    addresses: Table
    licence: str
    licence_url: str
    licences: Table
    cite_text: str
    cite_bibtex: str
    counts: str


def pages(site: Site) -> Iterator[Page]:
    cite = citation.of_site(site)
    yield Page(
        path=PurePosixPath("data", "index.html"),
        template="data.html",
        title="Data",
        description="Every result to download, with checksums, licence, stable addresses and how to cite",
        section="data",
        view=Data(
            files=tuple(map(_file, site.downloads)),
            not_made=site.not_made,
            addresses=_addresses(),
            licence=LICENCE,
            licence_url=LICENCE_URL,
            licences=_licences(site.workloads),
            cite_text=cite.text,
            cite_bibtex=cite.bibtex,
            counts=site.counts(),
        ),
        scripts=("copy.js",),
    )


def _file(of: Download) -> File:
    size = numbers.figure(of.bytes, None, None, units.unit_of(of.bytes, "B")).value
    rows = "no table" if of.rows is None else numbers.count(of.rows)
    return File(of.name, of.address, size, rows, of.sha256, of.what)


def _addresses() -> Table:
    columns = ("From the root of the site", "What is there")
    return Table("Addresses", columns, _ADDRESSES, codes=columns[:1])


def _licences(workloads: Mapping[str, Workload]) -> Table:
    """Models keep their makers' licences: nothing of them is here, a run fetches them."""
    rows = []
    for workload in sorted(workloads.values(), key=lambda one: one.name):
        licences = sorted({variant.licence for variant in workload.variant})
        rows.append((workload.title, "; ".join(licences)))
    return Table("Licences of the models", ("Workload", "Licence of its files"), tuple(rows))
