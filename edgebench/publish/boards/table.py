"""A ranked table as the site shows it: rows as ready text with their numbers, in groups; and its shards.

The page holds the first rows. A shard holds all of them, so that the script sorts, filters and draws the
rest from the same texts and no number is rounded twice.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import PurePath

from msgspec import Struct, structs

from edgebench import energy_figures, units
from edgebench.comparison import DeviceClass, device_class
from edgebench.leaderboard import Board
from edgebench.metrics import ENERGY
from edgebench.model.entry import Entry
from edgebench.model.result import Result
from edgebench.model.scenario import TierName
from edgebench.publish import addresses, site
from edgebench.publish.boards import rows
from edgebench.publish.boards.rows import Cell, Scale
from edgebench.publish.charts.axis import Mark
from edgebench.publish.line import result_id
from edgebench.publish.site import Site
from edgebench.publish.wording import energy, numbers, scenarios, words
from edgebench.publish.wording.words import Shape
from edgebench.ranking import Row
from edgebench.units import Unit
from edgebench.unranked import Unranked

ROWS_OF_A_SHARD = 500
CLASS_NAMES: dict[DeviceClass, str] = {
    "physical": "Ranked",
    "vm": "Virtual machines, ranked among themselves",
    "emulated": "Emulated",
}
FACETS = {
    "device": "Device",
    "runtime": "Runtime",
    "precision": "Precision",
    "accelerator": "Accelerator",
    "threads": "Threads",
    "energy": "Energy measured at",
    "trust": "Trust",
}
"""What rows can be filtered by, with the label of each select."""
_BADGE_OF_GROUP = {Unranked.STALE: "stale", Unranked.OLDER_VERSION: "superseded"}


class RowBadge(Struct, frozen=True):
    word: str
    kind: str


class TableRow(Struct, frozen=True, kw_only=True):
    """id: first half of the result's. rank: `2`, `3–4` or an em dash. hollow: not ranked, drawn as outline.

    ends: what the row is judged by, in stored units: value, low, high, and p50 and p99 of a latency.
    energy_at: place among the table's energy rankings, `energy_rank` its rank there. facets: as FACETS.
    """

    id: str
    rank: str
    tie: int | None
    bracket: str
    hollow: bool
    device: str
    folder: str
    device_note: str
    runtime: str
    shape: Shape
    variant: str
    judged: Cell
    ends: tuple[int | None, ...]
    mark: Mark | None
    energy: Cell
    energy_nj: int | None
    boundary: str
    energy_at: int | None
    energy_rank: str
    accuracy: Cell
    accuracy_ppm: int | None
    price: int | None
    badges: tuple[RowBadge, ...]
    facets: tuple[str, ...]


class RowGroup(Struct, frozen=True):
    """A part of a table under its own heading. shown: without asking. total: rows of it, on the page or not.

    counted: of a class that is not ranked, its words in the line above the table.
    """

    heading: str
    sentence: str
    counted: str
    ranked: bool
    shown: bool
    total: int
    rows: tuple[TableRow, ...]


class EnergyRanking(Struct, frozen=True):
    """boundary: with what it includes, and the driver where nobody states an accuracy. ranked: rows in it."""

    boundary: str
    heading: str
    ranked: int


class Part(Struct, frozen=True):
    """Rows of a board of one tier, before they are text. device_class: of a ranked part."""

    rows: tuple[Row, ...]
    device_class: DeviceClass | None = None
    why: Unranked | None = None


class Place(Struct, frozen=True):
    """Where a result stands by energy: the number of the ranking on its board, and its rank in it."""

    ranking: int
    rank: str


def parts_of(board: Board, tier: TierName) -> tuple[Part, ...]:
    """Ranked, then what is not, by reason; only rows of this tier."""
    ranked = [Part(one.rows, device_class=one.device_class) for one in board.tables if one.tier == tier]
    others = [
        Part(tuple(row for row in group.rows if row.result.load.tier == tier), why=group.why)
        for group in board.unranked
    ]
    return tuple(part for part in (*ranked, *others) if part.rows)


def by_energy(board: Board | None, tier: TierName) -> tuple[tuple[EnergyRanking, ...], Mapping[str, Place]]:
    """The energy rankings of a board's tier, and the place of every result in them by its path.

    board: of the same question by energy; None where nothing was metered.
    """
    rankings: list[EnergyRanking] = []
    places: dict[str, Place] = {}
    for table in board.tables if board else ():
        if table.tier != tier:
            continue
        at, result = len(rankings), table.rows[0].result
        heading = ["Ranked by energy", boundary_of(result)]
        heading += ["virtual machines"] if table.device_class != "physical" else []
        rankings.append(EnergyRanking(boundary_of(result), ", ".join(heading), len(table.rows)))
        for row in table.rows:
            places |= {str(entry.path): Place(at, rows.rank(row)) for entry in row.sessions}
    return tuple(rankings), places


def boundary_of(result: Result) -> str:
    """`wall_ac`, `wall_ac with psu`; without a stated accuracy also the driver. Empty without energy."""
    found = energy_figures.sound(result)
    if found is None:
        return ""
    meter = energy_figures.primary(found)
    includes = " and ".join(sorted(meter.boundary_includes))
    named = f"{meter.boundary} with {includes}" if includes else meter.boundary
    return named if ENERGY.read(result).low is not None else f"{named}, by {meter.driver}"


def groups_of(
    parts: Sequence[Part], scale: Scale, places: Mapping[str, Place], of: Site
) -> tuple[RowGroup, ...]:
    """Every row as text. Where nothing is ranked, nothing needs asking for."""
    any_ranked = any(part.device_class for part in parts)
    return tuple(_group(part, scale, places, of, any_ranked=any_ranked) for part in parts)


def cut(groups: Sequence[RowGroup], most: int, most_unranked: int) -> tuple[RowGroup, ...]:
    """With so many rows at most: the ranked first, then of each class the first few."""
    made, left = [], most
    for group in groups:
        kept = group.rows[: left if group.ranked else min(left, most_unranked)]
        left -= len(kept)
        made.append(structs.replace(group, rows=kept))
    return tuple(made)


def _group(part: Part, scale: Scale, places: Mapping[str, Place], of: Site, *, any_ranked: bool) -> RowGroup:
    count = numbers.count(len(part.rows))
    brackets = rows.brackets(part.rows)
    made = tuple(
        _row(row, bracket, part.why, scale, places, of)
        for row, bracket in zip(part.rows, brackets, strict=True)
    )
    if part.why is None:
        name = CLASS_NAMES[part.device_class or "physical"]
        return RowGroup(f"{name} ({count})", "", "", True, True, len(made), made)
    text = words.UNRANKED[part.why]
    shown = part.why is Unranked.TARGET_NOT_MET or not any_ranked
    return RowGroup(
        heading=f"Not ranked: {text.heading} ({count})",
        sentence=text.sentence,
        counted=text.counted,
        ranked=False,
        shown=shown,
        total=len(made),
        rows=made,
    )


def _row(
    row: Row, bracket: str, why: Unranked | None, scale: Scale, places: Mapping[str, Place], of: Site
) -> TableRow:
    result, entry = row.result, row.entry
    place = places.get(str(entry.path))
    found, measured = ENERGY.read(result), result.accuracy
    return TableRow(
        id=addresses.short(result_id(entry)),
        rank=rows.rank(row),
        tie=row.tie,
        bracket=bracket,
        hollow=row.rank is None,
        device=of.device(result),
        folder=folder(entry),
        device_note=_device_note(result),
        runtime=site.runtime(result),
        shape=words.shape(result.sut.harness),
        variant=_variant(row),
        judged=rows.judged(row, scale),
        ends=_ends(row, scale),
        mark=rows.mark(row, scale),
        energy=energy_cell(result, scale.energy),
        energy_nj=found.value,
        boundary=boundary_of(result),
        energy_at=place.ranking if place else None,
        energy_rank=place.rank if place else "",
        accuracy=_accuracy(result),
        accuracy_ppm=measured.value_ppm if measured else None,
        price=of.price_usd(result.device.slug, result.device.memory_bytes),
        badges=_badges(entry, why),
        facets=_facets(entry, of),
    )


def folder(entry: Entry) -> str:
    """Of the device among the results, whose page has the same name: `pi5`, `vm-amd-epyc-2`."""
    return PurePath(entry.path).parts[1]


def _device_note(result: Result) -> str:
    """`8 GiB, active cooler, 15 W`: what tells this device from another of its name."""
    device = result.device
    kinds = {"vm": "virtual machine", "container": "container"}
    cores = f"{device.cpu.online} of {numbers.counted(device.cpu.cores, 'core')}"
    parts = [
        kinds.get("container" if device.virtual == "container" else device_class(result), ""),
        numbers.gibibytes(device.memory_bytes) if device.memory_bytes else "",
        device.cooling or "",
        device.power_mode or "",
        cores if device.cpu.online != device.cpu.cores else "",
    ]
    said = ", ".join(part for part in parts if part)
    return said or numbers.counted(device.cpu.cores, "core")


def _variant(row: Row) -> str:
    """`tflite-int8, 4 threads, 2 sessions`; of Offline in which batches, of Sustained how slow it became."""
    result, sessions = row.result, words.sessions(len(row.sessions))
    parts = [site.variant(result), *scenarios.ways(result), scenarios.slowdown(result), sessions]
    return ", ".join(part for part in parts if part)


def _ends(row: Row, scale: Scale) -> tuple[int | None, ...]:
    summary = row.result.summary
    fast, slow = summary.latency_p50_ns.value, summary.latency_p99_ns.value
    return (row.value, *rows.ends(row), *((fast, slow) if scale.is_time else (None, None)))


def energy_cell(result: Result, unit: Unit | None = None) -> Cell:
    """`21 ± 2 mJ` with its boundary, or why there is none."""
    metered, found = energy_figures.sound(result), ENERGY.read(result)
    if metered is None or found.value is None:
        return Cell(words.missing(result.energy_reason), missing=True)
    used = unit or units.unit_of(found.value, "nJ")
    value, aside = rows.plus_minus(found.value, found.low, found.high, used)
    meter = energy_figures.primary(metered)
    boundary = ", ".join([meter.boundary, *(["emulated-only"] if energy.emulated(meter) else [])])
    if metered.gross_u_nj is None:
        boundary += f", {words.missing(metered.gross_u_nj_reason)}"
    return Cell(value, boundary, aside=aside)


def _accuracy(result: Result) -> Cell:
    """The value over its interval; else the reason, over how the answers were judged."""
    measured, failed = result.accuracy, result.quality.met == "no"
    if measured is None:
        return Cell(words.missing(result.accuracy_reason), words.quality(result), missing=True, bad=failed)
    figure = words.accuracy(measured, result.quality.target_ppm if failed else 0)
    part = "" if measured.evidence == "full" else "part of set"
    return Cell(figure.value, ", ".join(filter(None, (figure.interval, part))), bad=failed)


def _badges(entry: Entry, why: Unranked | None) -> tuple[RowBadge, ...]:
    found = words.badges(entry.result, entry.standing)
    of_group = words.BADGES.get(_BADGE_OF_GROUP[why]) if why in _BADGE_OF_GROUP else None
    shown = words.for_table([*([of_group] if of_group else []), *found])
    return tuple(RowBadge(_word(badge.word, entry), badge.kind) for badge in shown)


def _word(word: str, entry: Entry) -> str:
    """`reproduced by 2`."""
    return f"{word} by {len(entry.standing.reproduced_by)}" if word == "reproduced" else word


def _facets(entry: Entry, of: Site) -> tuple[str, ...]:
    result = entry.result
    threads = numbers.counted(result.provenance.repeat.threads, "thread")
    return (
        of.device(result),
        result.sut.runtime.name,
        words.precision(result.variant.precision),
        result.sut.accelerator,
        threads,
        boundary_of(result) or words.missing(result.energy_reason),
        entry.standing.trust.value,
    )


def shards(groups: Sequence[RowGroup], energy_rankings: Sequence[EnergyRanking]) -> Iterator[bytes]:
    """Every row in columns, so many a file; what the rows point to is in each."""
    every = [(at, row) for at, group in enumerate(groups) for row in group.rows]
    shapes = {row.shape.css: row.shape.path for _, row in every}
    about = {
        "facets": FACETS,
        "shapes": shapes,
        "energy": [structs.asdict(one) for one in energy_rankings],
        "columns": list(_COLUMNS),
    }
    for start in range(0, len(every), ROWS_OF_A_SHARD):
        part = every[start : start + ROWS_OF_A_SHARD]
        table = [[read(at, row) for read in _COLUMNS.values()] for at, row in part]
        yield json.dumps({**about, "rows": table}, ensure_ascii=False, separators=(",", ":")).encode()


def _cell(cell: Cell) -> list[object]:
    """Text, aside, note, then whether it is missing or bad."""
    return [cell.text, cell.aside, cell.note, int(cell.missing), int(cell.bad)]


_COLUMNS: dict[str, Callable[[int, TableRow], object]] = {
    "id": lambda at, row: row.id,
    "group": lambda at, row: at,
    "rank": lambda at, row: row.rank,
    "tie": lambda at, row: row.tie,
    "device": lambda at, row: row.device,
    "folder": lambda at, row: row.folder,
    "device_note": lambda at, row: row.device_note,
    "runtime": lambda at, row: row.runtime,
    "shape": lambda at, row: row.shape.css,
    "variant": lambda at, row: row.variant,
    "judged": lambda at, row: _cell(row.judged),
    "ends": lambda at, row: row.ends,
    "energy": lambda at, row: _cell(row.energy),
    "energy_nj": lambda at, row: row.energy_nj,
    "boundary": lambda at, row: row.boundary,
    "energy_at": lambda at, row: row.energy_at,
    "energy_rank": lambda at, row: row.energy_rank,
    "accuracy": lambda at, row: _cell(row.accuracy),
    "accuracy_ppm": lambda at, row: row.accuracy_ppm,
    "price": lambda at, row: row.price,
    "badges": lambda at, row: [[badge.word, badge.kind] for badge in row.badges],
    "facets": lambda at, row: row.facets,
}
