"""What has been measured of which workload on which device, and what would fill a hole.

A device is the folder of the repository that its results lie in. Pure, and from lines alone; `old` is by the
newest result, never by the day of the build.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

from msgspec import Struct

from edgebench.leaderboard import a_year_before
from edgebench.model.workload import Workload
from edgebench.publish.line import Line
from edgebench.publish.site import Site
from edgebench.publish.wording import numbers, titles


class Cell(Struct, frozen=True):
    """state: measured, wanted, or out of reach. text: the count, or the reason. old: its newest result is.

    missing: what a measured cell still lacks, in words.
    """

    workload: str
    title: str
    state: Literal["measured", "wanted", "too-large"]
    text: str
    results: int = 0
    has_energy: bool = False
    old: bool = False
    newest: str = ""


class DeviceRow(Struct, frozen=True):
    """measured: how many of its cells are."""

    slug: str
    name: str
    note: str
    is_physical: bool
    cells: tuple[Cell, ...]
    measured: int

    @property
    def told(self) -> str:
        """`15 of 17 measured, 4 without energy; wanted: Silero VAD 6.2`: the row without its cells."""
        measured = [cell for cell in self.cells if cell.state == "measured"]
        lacking = {
            "without energy": sum(not cell.has_energy for cell in measured),
            "older than 12 months": sum(cell.old for cell in measured),
        }
        parts = [f"{len(measured)} of {len(self.cells)} measured"]
        parts += [f"{count} {what}" for what, count in lacking.items() if count]
        wanted = ", ".join(cell.title for cell in self.cells if cell.state == "wanted")
        return "; wanted: ".join(filter(None, [", ".join(parts), wanted]))


class Hole(Struct, frozen=True):
    """Why a cell is empty, old or without energy, and the command that fills it."""

    device: str
    workload: str
    why: str
    command: str


class Coverage(Struct, frozen=True):
    """rows: most measured first. cells: all of the map; wanted: those without a result that fit."""

    workloads: tuple[tuple[str, str], ...]
    rows: tuple[DeviceRow, ...]
    cells: int
    measured: int
    wanted: int
    without_energy: int
    old: int
    too_large: int


class _Found(Struct):
    results: int = 0
    has_energy: bool = False
    newest: str = ""


def of_site(site: Site) -> Coverage:
    """Every device with a result, by every workload of the catalogue."""
    workloads = sorted(site.workloads.values(), key=lambda one: (one.task, one.name))
    by_device: dict[str, list[Line]] = {}
    for line in site.lines:
        if not line.withdrawn:
            by_device.setdefault(line.device, []).append(line)
    newest = max((line.created[:10] for lines in by_device.values() for line in lines), default="")
    short = titles.shortest(workloads)
    rows = [_row(slug, lines, workloads, short, newest) for slug, lines in by_device.items()]
    rows.sort(key=lambda row: (not row.is_physical, -row.measured, row.name, row.slug))
    cells = [cell for row in rows for cell in row.cells]
    states = Counter(cell.state for cell in cells)
    measured = [cell for cell in cells if cell.state == "measured"]
    return Coverage(
        workloads=tuple((one.name, titles.breakable(short[one.name])) for one in workloads),
        rows=tuple(rows),
        cells=len(cells),
        measured=states["measured"],
        wanted=states["wanted"],
        without_energy=sum(not cell.has_energy for cell in measured),
        old=sum(cell.old for cell in measured),
        too_large=states["too-large"],
    )


def _row(
    slug: str, lines: Sequence[Line], workloads: Iterable[Workload], short: Mapping[str, str], newest: str
) -> DeviceRow:
    found: dict[str, _Found] = {}
    for line in lines:
        one = found.setdefault(line.workload, _Found())
        one.results += len(line.sessions)
        one.has_energy = one.has_energy or line.energy_nj.value is not None
        one.newest = max(one.newest, line.sessions[-1].created[:10])
    memory = max((line.memory_bytes or 0 for line in lines), default=0)
    cells = tuple(_cell(one, short[one.name], found.get(one.name), memory, newest) for one in workloads)
    first = lines[0]
    return DeviceRow(
        slug=slug,
        name=first.device_name,
        note=_note(lines),
        is_physical=first.device_class == "physical",
        cells=cells,
        measured=sum(cell.state == "measured" for cell in cells),
    )


def _note(lines: Sequence[Line]) -> str:
    first = lines[0]
    sizes = sorted({line.memory_bytes for line in lines if line.memory_bytes})
    memory = " and ".join(dict.fromkeys(numbers.gibibytes(size) for size in sizes))
    virtual = "" if first.device_class == "physical" else "virtual machine"
    return ", ".join(part for part in (virtual, numbers.counted(first.cores, "core"), memory) if part)


def _cell(workload: Workload, title: str, found: _Found | None, memory: int, newest: str) -> Cell:
    if found is not None:
        return Cell(
            workload.name,
            title,
            "measured",
            numbers.count(found.results),
            found.results,
            found.has_energy,
            is_old(found.newest, newest),
            found.newest,
        )
    smallest = min(variant.bytes for variant in workload.variant)
    if memory and smallest > memory:  # not even the file of its smallest variant fits
        return Cell(workload.name, title, "too-large", "too large")
    return Cell(workload.name, title, "wanted", "wanted")


def is_old(day: str, newest: str) -> bool:
    """More than twelve months before the newest result, as a row of a leaderboard is stale."""
    return day < a_year_before(newest)


def holes(row: DeviceRow) -> Iterator[Hole]:
    """Of one device, in the order of its cells: without a result, old, without energy."""
    for cell in row.cells:
        command = f"edgebench run --workload {cell.workload}"
        if cell.state == "wanted":
            yield Hole(row.name, cell.title, "nobody has measured it yet", command)
        elif cell.state == "measured" and cell.old:
            yield Hole(row.name, cell.title, f"its newest result is of {cell.newest}", command)
        elif cell.state == "measured" and not cell.has_energy and row.is_physical:
            yield Hole(row.name, cell.title, "no result has energy", f"{command} --meter METER")
