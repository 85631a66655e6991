"""All workloads in a plain table: what each asks for, and the best measured so far."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from msgspec import Struct

from edgebench.publish import numbers, small_board, words
from edgebench.publish import site as of_site
from edgebench.publish.site import Page, Site


class WorkloadLine(Struct, frozen=True):
    title: str
    href: str
    task: str
    target: str
    results: str
    best: str
    judged: str
    best_note: str


class WorkloadIndex(Struct, frozen=True):
    lines: tuple[WorkloadLine, ...]


def pages(site: Site) -> Iterator[Page]:
    yield Page(
        path=PurePosixPath("workloads", "index.html"),
        template="workloads.html",
        title="Workloads",
        description="The workloads: a task with a model, inputs and a quality target each",
        section="workloads",
        view=WorkloadIndex(tuple(_line(name, site) for name in site.workload_names())),
    )


def _line(name: str, site: Site) -> WorkloadLine:
    known, count = site.workloads.get(name), len(site.entries_of(name))
    board = small_board.of(name, site)
    best = board.rows[0] if board.rows else None
    return WorkloadLine(
        title=site.title(name),
        href=str(of_site.workload_path(name)),
        task=words.title(known.task) if known else "no longer in the catalogue",
        target=small_board.target(name, site),
        results=numbers.counted(count, "result") if count else "none yet",
        best=best.value if best else "—",
        judged=board.judged if best else "",
        best_note=f"{best.device}, {board.note or 'ranked'}" if best else f"edgebench run --workload {name}",
    )
