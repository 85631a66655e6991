"""The front: the best of each device on every workload, what has been measured, what is new."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from msgspec import Struct

from edgebench.metrics import judged_by
from edgebench.publish import numbers, small_board, words
from edgebench.publish import site as of_site
from edgebench.publish.site import Page, Site
from edgebench.publish.small_board import SmallBoard
from edgebench.publish.words import Badge, Shape

NEWEST = 5


class LegendEntry(Struct, frozen=True):
    name: str
    shape: Shape


class CoverageCell(Struct, frozen=True):
    """count: empty where nothing was measured."""

    workload: str
    count: str


class CoverageRow(Struct, frozen=True):
    device: str
    note: str
    cells: tuple[CoverageCell, ...]


class New(Struct, frozen=True):
    title: str
    href: str
    value: str
    note: str
    date: str
    badges: tuple[Badge, ...]


class Count(Struct, frozen=True):
    label: str
    value: str
    note: str


class Front(Struct, frozen=True):
    """boards: workloads with results. waiting: those of the catalogue without."""

    counts: tuple[Count, ...]
    boards: tuple[SmallBoard, ...]
    waiting: tuple[SmallBoard, ...]
    legend: tuple[LegendEntry, ...]
    any_ranked: bool
    coverage_heads: tuple[str, ...]
    coverage: tuple[CoverageRow, ...]
    newest: tuple[New, ...]


def pages(site: Site) -> Iterator[Page]:
    yield Page(
        path=PurePosixPath("index.html"),
        template="front.html",
        title="edgebench: neural networks on edge devices, measured",
        description="Latency, accuracy and memory of neural networks on real devices, measured one way",
        section="front",
        view=view(site),
    )


def view(site: Site) -> Front:
    return Front(
        counts=_counts(site) if site.entries else (),
        boards=tuple(small_board.of(name, site) for name in sorted(site.boards)),
        waiting=tuple(
            small_board.of(name, site) for name in site.workload_names() if name not in site.boards
        ),
        legend=_legend(site),
        any_ranked=_ranked(site) > 0,
        coverage_heads=tuple(site.title(name) for name in _covered(site)),
        coverage=tuple(_coverage(site)),
        newest=tuple(_newest(site)),
    )


def _ranked(site: Site) -> int:
    return sum(len(board.ranked_rows) for boards in site.boards.values() for board in boards)


def _not_ranked(site: Site) -> int:
    return sum(len(board.unranked_rows) for boards in site.boards.values() for board in boards)


def _counts(site: Site) -> tuple[Count, ...]:
    devices = sorted({site.device(entry.result) for entry in site.entries})
    runtimes = sorted({entry.result.sut.runtime.name for entry in site.entries})
    newest = max(entry.result.created for entry in site.entries)[:10]
    return (
        Count("Results", numbers.count(len(site.entries)), f"newest {newest}"),
        Count(
            "Rows", f"{_ranked(site)} ranked", f"{_not_ranked(site)} shown without a rank, with the reason"
        ),
        Count("Workloads", f"{len(site.boards)} of {len(site.workload_names())}", ", ".join(runtimes)),
        Count("Devices", numbers.count(len(devices)), ", ".join(devices)),
    )


def _legend(site: Site) -> tuple[LegendEntry, ...]:
    names: dict[str, str] = {}
    for entry in site.entries:
        names.setdefault(entry.result.sut.harness, entry.result.sut.runtime.name)
    return tuple(LegendEntry(name, words.shape(harness)) for harness, name in sorted(names.items()))


def _covered(site: Site) -> list[str]:
    """Every workload of the catalogue and of the results, by name."""
    return sorted({*site.boards, *site.workloads})


def _coverage(site: Site) -> Iterator[CoverageRow]:
    counts: dict[tuple[str, str], dict[str, int]] = {}
    for entry in site.entries:
        row = counts.setdefault((site.device(entry.result), of_site.device_note(entry.result)), {})
        row[entry.result.workload.name] = row.get(entry.result.workload.name, 0) + 1
    for (device, note), found in sorted(counts.items()):
        cells = [
            CoverageCell(site.title(name), numbers.count(found[name]) if name in found else "")
            for name in _covered(site)
        ]
        yield CoverageRow(device, note, tuple(cells))


def _newest(site: Site) -> Iterator[New]:
    by_age = sorted(site.entries, key=lambda entry: str(entry.path))
    by_age.sort(key=lambda entry: entry.result.created, reverse=True)
    for entry in by_age[:NEWEST]:
        result = entry.result
        metric, scenario = judged_by(result.load.scenario), words.scenario(result.load.scenario)
        yield New(
            title=f"{site.device(result)}, {site.title(result.workload.name)}",
            href=f"{of_site.workload_path(result.workload.name)}",
            value=numbers.typeset(metric.figure(metric.read(result))).value,
            note=f"{of_site.runtime(result)}, {result.variant.name}, {scenario}",
            date=result.created[:10],
            badges=words.for_table(words.badges(result, entry.standing)),
        )
