"""What fits the reader's limits; then the best of each device, what has been measured, what is new."""

from __future__ import annotations

import heapq
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from msgspec import Struct, structs

from edgebench.metrics import METRICS
from edgebench.publish import coverage
from edgebench.publish.addresses import result_of
from edgebench.publish.boards import small_board
from edgebench.publish.boards.small_board import SmallBoard
from edgebench.publish.building import render
from edgebench.publish.coverage import DeviceRow
from edgebench.publish.finder import combinations, ready_questions
from edgebench.publish.finder import form as finder_form
from edgebench.publish.finder import view as finder_view
from edgebench.publish.finder.combinations import Lot
from edgebench.publish.finder.form import FinderForm
from edgebench.publish.finder.ready_questions import READY
from edgebench.publish.finder.view import AnswerView
from edgebench.publish.line import Line, LineSession
from edgebench.publish.pages import coverage as coverage_page
from edgebench.publish.pages.find import Link, path
from edgebench.publish.site import Page, Site
from edgebench.publish.wording import numbers, words
from edgebench.publish.wording.words import Badge, Shape

NEWEST = 5
BOARDS = 6
A_ROW = 3
EXTRACT_DEVICES = 8
EXTRACT_WORKLOADS = 6


class LegendEntry(Struct, frozen=True):
    name: str
    shape: Shape


class Extract(Struct, frozen=True):
    """The part of the map that most is known of."""

    heading: str
    sentence: str
    workloads: tuple[str, ...]
    rows: tuple[DeviceRow, ...]


class New(Struct, frozen=True):
    title: str
    href: str
    value: str
    note: str
    date: str
    badges: tuple[Badge, ...]


class Front(Struct, frozen=True):
    """boards: of the workloads with the most results. waiting: those of the catalogue without any.

    all_boards: how many have results; judged: what the rows of every board are judged by, if that is one.
    ready: pages of questions.
    """

    form: FinderForm
    answer: AnswerView
    shapes: Mapping[str, Shape]
    ready: tuple[Link, ...]
    boards: tuple[SmallBoard, ...]
    all_boards: str
    judged: str
    waiting: tuple[SmallBoard, ...]
    legend: tuple[LegendEntry, ...]
    any_ranked: bool
    extract: Extract
    newest: tuple[New, ...]


def pages(site: Site) -> Iterator[Page]:
    lots = combinations.lots(site)
    yield Page(
        path=PurePosixPath("index.html"),
        template="front.html",
        title="edgebench: neural networks on edge devices, measured",
        description="Which device, model and runtime fit your limits of accuracy, time, power and price",
        section="front",
        view=view(site, lots),
        scripts=("finder.js",),
        data=_data(lots),
    )


def _data(lots: Sequence[Lot]) -> dict[str, bytes]:
    """What the finder's script loads: finder.json, which names the shards, and these."""
    files: dict[str, bytes] = {}
    addresses: dict[str, list[str]] = {}
    for lot in lots:
        made = combinations.shards(lot) if lot.rows else {}
        files |= made
        addresses[lot.of.name] = [str(render.data_file(name, data)) for name, data in made.items()]
    meta = finder_view.meta(lots, addresses)
    return {"finder.json": json.dumps(meta, ensure_ascii=False, separators=(",", ":")).encode(), **files}


def view(site: Site, lots: Sequence[Lot]) -> Front:
    by_workload: dict[str, list[Line]] = {}
    for line in site.lines:
        by_workload.setdefault(line.workload, []).append(line)
    example = ready_questions.asked(ready_questions.example(lots), lots)
    names = sorted({*by_workload, *site.workloads})
    legend = _legend(site)
    boards = tuple(_boards(by_workload, site))
    judged = {one.judged for one in boards}
    return Front(
        form=finder_form.form(example, lots, {one.shape_of: one.name for one in legend}),
        answer=finder_view.view(example, lots),
        shapes={one.shape_of: one.shape for one in legend},
        ready=tuple(Link(one.title, str(path(one.slug))) for one in READY),
        boards=boards,
        all_boards=numbers.counted(len(by_workload), "workload") if len(by_workload) > BOARDS else "",
        judged=judged.pop() if len(judged) == 1 else "",
        waiting=tuple(small_board.of(name, site, ()) for name in names if name not in by_workload),
        legend=tuple(LegendEntry(one.name, one.shape) for one in legend),
        any_ranked=any(line.rank for line in site.lines),
        extract=_extract(site),
        newest=tuple(_newest(site)),
    )


def _boards(by_workload: Mapping[str, Sequence[Line]], site: Site) -> Iterator[SmallBoard]:
    """Of the most measured, the quickest first, so that those side by side can share an axis."""
    many = {name: sum(len(line.sessions) for line in lines) for name, lines in by_workload.items()}
    chosen = sorted(by_workload, key=lambda name: (-many[name], name))[:BOARDS]
    chosen.sort(key=lambda name: (small_board.least(by_workload[name]), name))
    for row in (chosen[at : at + A_ROW] for at in range(0, len(chosen), A_ROW)):
        yield from small_board.in_row([(name, by_workload[name]) for name in row], site)


class _Runtime(Struct, frozen=True):
    shape_of: str
    name: str
    shape: Shape


def _legend(site: Site) -> tuple[_Runtime, ...]:
    names: dict[str, str] = {}
    for line in site.lines:
        names.setdefault(line.harness, line.runtime)
    return tuple(_Runtime(harness, name, words.shape(harness)) for harness, name in sorted(names.items()))


def _extract(site: Site) -> Extract:
    of = coverage.of_site(site)
    rows = of.rows[:EXTRACT_DEVICES]
    counts = Counter({name: 0 for name, _ in of.workloads})
    for cell in (cell for row in rows for cell in row.cells):
        counts[cell.workload] += cell.results
    names = sorted(counts, key=lambda name: (-counts[name], name))[:EXTRACT_WORKLOADS]
    kept = {name: place for place, name in enumerate(names)}
    many_of = Counter(row.name for row in rows)
    short = tuple(
        _of_workloads(row if many_of[row.name] > 1 else structs.replace(row, note=""), kept) for row in rows
    )
    titles = dict(of.workloads)
    many = f"{numbers.count(len(rows))} of {numbers.counted(len(of.rows), 'device')}"
    return Extract(coverage_page.heading(of), many, tuple(titles[name] for name in names), short)


def _of_workloads(row: DeviceRow, kept: Mapping[str, int]) -> DeviceRow:
    """Only these cells of it, in this order."""
    cells = sorted(
        (cell for cell in row.cells if cell.workload in kept), key=lambda cell: kept[cell.workload]
    )
    measured = sum(cell.state == "measured" for cell in cells)
    return structs.replace(row, cells=tuple(cells), measured=measured)


def _newest(site: Site) -> Iterator[New]:
    """One of each workload on each device, whose runs have many results at once."""
    found: dict[tuple[str, str], tuple[str, str, Line, LineSession]] = {}
    for line in site.lines:
        at, last = (line.device, line.workload), line.sessions[-1]
        kept = found.get(at)
        if kept is None or (last.created, last.path) > kept[:2]:
            found[at] = (last.created, last.path, line, last)
    for _, _, line, session in heapq.nlargest(NEWEST, found.values(), key=lambda one: one[:2]):
        yield _new(line, session, site)


def _new(line: Line, session: LineSession, site: Site) -> New:
    runtime = f"{line.runtime} {line.runtime_version}"
    return New(
        title=f"{line.device_name}, {site.short_title(line.workload)} {line.variant}",
        href=result_of(session.id),
        value=small_board.text(session.judged, METRICS[line.metric]),
        note=f"{runtime}, {words.scenario(line.scenario)}",
        date=session.created[:10],
        badges=words.for_table([words.BADGES[word] for word in line.badges]),
    )
