"""A small leaderboard: the best row of each device, at most five."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from edgebench.leaderboard import Board, Group
from edgebench.metrics import judged_by
from edgebench.publish import numbers, rows, scenarios, words
from edgebench.publish import site as of_site
from edgebench.publish.axis import Axis, Mark
from edgebench.publish.site import Site
from edgebench.publish.words import Shape
from edgebench.ranking import Row
from edgebench.unranked import Unranked

MOST_ROWS = 5
LABEL_GAP = 24.0
"""Percent of the narrow column of marks that a label of its axis needs."""


class SmallRow(Struct, frozen=True):
    """variant: what else is to be said of it, for those who cannot see the shape."""

    device: str
    variant: str
    value: str
    shape: Shape
    mark: Mark | None
    hollow: bool


class SmallBoard(Struct, frozen=True):
    """note: why the rows shown are not ranked, or that they are of virtual machines; else empty.

    judged: the scenario and what its rows are judged by.
    """

    title: str
    href: str
    task: str
    target: str
    judged: str
    rows: tuple[SmallRow, ...]
    axis: Axis | None
    note: str
    devices: str
    counts: str
    command: str


def of(name: str, site: Site) -> SmallBoard:
    """Of the first scenario: its ranking, else that of virtual machines, else what is shown unranked."""
    known = site.workloads.get(name)
    found = site.boards.get(name, ())
    chosen, note = _chosen(found[0]) if found else ((), "")
    best = _best_of_each_device(chosen, site)
    metric = found[0].metric if found else judged_by("single-stream")
    scale = rows.scale_of(best[:MOST_ROWS], metric, LABEL_GAP)
    return SmallBoard(
        title=site.title(name),
        href=str(of_site.workload_path(name)),
        task=words.title(known.task) if known else "no longer in the catalogue",
        target=target(name, site),
        judged=_judged(found[0]) if found else "",
        rows=tuple(_row(row, scale, site) for row in best[:MOST_ROWS]),
        axis=scale.axis,
        note=note,
        devices=f"best of {numbers.counted(len(best), 'device')}" if len(best) > 1 else "1 device",
        counts=_counts(found),
        command=f"edgebench run --workload {name}",
    )


def _judged(board: Board) -> str:
    """`SingleStream, latency, p90`."""
    result = board.rows[0].result
    scenario = words.scenario(result.load.scenario)
    return ", ".join([scenario, scenarios.judgement(result).ranking, *scenarios.asked_of_all(result)])


def target(name: str, site: Site) -> str:
    """`top-1 at least 70.4 %`."""
    known = site.workloads.get(name)
    if known is None:
        return ""
    quality = known.quality
    return f"{words.metric(quality.metric)} at least {words.target(quality.metric, quality.target_ppm)}"


def _chosen(board: Board) -> tuple[Sequence[Row], str]:
    if board.tables:
        table = board.tables[0]
        note = "" if table.device_class == "physical" else "virtual machines"
        return table.rows, note
    group = preview(board)
    return [
        row for row in group.rows if row.value is not None
    ], f"not ranked: {words.UNRANKED[group.why].heading}"


def preview(board: Board) -> Group:
    """The group that a reader would look at first: smoke, if there is one."""
    return next((group for group in board.unranked if group.why is Unranked.SMOKE), board.unranked[0])


def _best_of_each_device(ranked: Sequence[Row], site: Site) -> list[Row]:
    best: dict[tuple[str, str], Row] = {}
    for row in ranked:
        best.setdefault((site.device(row.result), of_site.device_note(row.result)), row)
    return list(best.values())


def _row(row: Row, scale: rows.Scale, site: Site) -> SmallRow:
    return SmallRow(
        device=site.device(row.result),
        variant=f"{of_site.runtime(row.result)}, {row.result.variant.name}",
        value=rows.figure(row, scale).value,
        shape=words.shape(row.result.sut.harness),
        mark=rows.mark(row, scale),
        hollow=row.rank is None,
    )


def _counts(boards: Sequence[Board]) -> str:
    ranked = sum(len(board.ranked_rows) for board in boards)
    other = sum(len(board.unranked_rows) for board in boards)
    return f"{numbers.count(ranked)} ranked, {numbers.count(other)} not"
