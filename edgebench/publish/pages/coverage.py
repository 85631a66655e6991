"""What has been measured, what is missing and why, and the command that fills each hole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from msgspec import Struct

from edgebench.publish import coverage
from edgebench.publish.coverage import Coverage, DeviceRow, Hole
from edgebench.publish.site import Page, Site
from edgebench.publish.wording import numbers

MOST_HOLES = 1200
"""Listed with their commands; the map shows the rest."""


class DeviceHoles(Struct, frozen=True):
    """counts: `9 of 17 measured, 8 wanted`."""

    row: DeviceRow
    counts: str
    holes: tuple[Hole, ...]


class CoverageView(Struct, frozen=True):
    """heading: the answer. left_out: how many holes are not listed, in words."""

    heading: str
    lede: str
    of: Coverage
    titles: tuple[str, ...]
    devices: tuple[DeviceHoles, ...]
    left_out: str


def pages(site: Site) -> Iterator[Page]:
    yield Page(
        path=PurePosixPath("coverage", "index.html"),
        template="coverage.html",
        title="Coverage",
        description="Which workloads have been measured on which devices, and what is wanted",
        section="coverage",
        view=view(site),
        scripts=("commands.js",),
    )


def view(site: Site) -> CoverageView:
    of = coverage.of_site(site)
    listed, left = [], 0
    room = MOST_HOLES
    for row in of.rows:
        found = tuple(coverage.holes(row))
        listed.append(DeviceHoles(row, _counts(row), found[:room]))
        left += max(0, len(found) - room)
        room = max(0, room - len(found))
    return CoverageView(
        heading=heading(of),
        lede=_lede(of),
        of=of,
        titles=tuple(title for _, title in of.workloads),
        devices=tuple(listed),
        left_out=f"{numbers.counted(left, 'more hole')} are in the map." if left else "",
    )


def heading(of: Coverage) -> str:
    """`212 of 488 cells measured; 31 wanted`."""
    measured = f"{numbers.count(of.measured)} of {numbers.counted(of.cells, 'cell')} measured"
    return f"{measured}; {numbers.count(of.wanted)} wanted"


def _lede(of: Coverage) -> str:
    parts = [f"{numbers.count(of.without_energy)} of the measured have no energy"]
    if of.old:
        parts.append(f"{numbers.count(of.old)} have nothing newer than 12 months")
    if of.too_large:
        parts.append(f"{numbers.count(of.too_large)} cannot be filled, as the model is too large")
    return f"{', '.join(parts)}."


def _counts(row: DeviceRow) -> str:
    wanted = sum(cell.state == "wanted" for cell in row.cells)
    told = f"{row.measured} of {len(row.cells)} measured"
    return f"{told}, {wanted} wanted" if wanted else told
