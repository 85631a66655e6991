"""The boards of a workload's page, each tier a section: a table with its first rows, its chart, its data."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec
from msgspec import Struct

from edgebench.comparison import Key
from edgebench.leaderboard import Board
from edgebench.model.scenario import TierName
from edgebench.publish import addresses
from edgebench.publish.boards import rows, section_words, table
from edgebench.publish.boards.table import Part, RowGroup
from edgebench.publish.charts import choices, figure, pareto
from edgebench.publish.charts.axis import Axis
from edgebench.publish.charts.pareto import Pareto
from edgebench.publish.site import Site
from edgebench.publish.wording import numbers, scenarios, words
from edgebench.publish.wording.scenarios import Judgement
from edgebench.publish.wording.words import Shape
from edgebench.ranking import Row

MOST_ROWS = 200
"""Of the first table in the page; the script loads the rest."""
MOST_UNRANKED = 20
"""Of a class that is not ranked."""
MOST_OF_OTHERS = 30
"""Of every table but the first, so that the page stays small."""


class Column(Struct, frozen=True):
    """A head that sorts: what by, its words, and which way it is sorted now."""

    key: str
    css: str
    head: str
    under: str
    direction: str


class Class(Struct, frozen=True):
    """A class that is not ranked: how many rows, in words."""

    text: str
    group: int


class Choice(Struct, frozen=True):
    """A scenario or a tier to switch to, with how many rows it has."""

    text: str
    count: str
    anchor: str
    current: bool


class Section(Struct, frozen=True):
    """A board's rows of one tier, with its chart. more: rows that only the shards have.

    better: which direction of the value. quantity: what its stored integer counts. shards, charts and
    figures: names of the page's data.
    """

    anchor: str
    board: str
    scenario: str
    tier: str
    scenarios: tuple[Choice, ...]
    tiers: tuple[Choice, ...]
    heading: str
    lede: str
    not_ranked: str
    classes: tuple[Class, ...]
    where: str
    not_ranked_anchor: str
    total: int
    ranked: int
    axis: Axis | None
    better: str
    quantity: str
    words: Judgement
    columns: tuple[Column, ...]
    groups: tuple[RowGroup, ...]
    more: str
    pareto: Pareto | None
    pareto_without: str
    legend: tuple[tuple[str, Shape], ...]
    shards: tuple[str, ...]
    charts: str
    figures: str


class Made(Struct, frozen=True):
    """A section, and the files that its script loads."""

    section: Section
    data: Mapping[str, bytes]


class _Drawings(Struct, frozen=True):
    """The files of every drawing of the chart for the reader's choice, and of the interactive one's figures.

    Empty: there is no chart.
    """

    charts: str = ""
    figures: str = ""
    data: Mapping[str, bytes] = {}


def sections_of(
    name: str, found: Sequence[Board], by_energy: Mapping[Key, Board], site: Site
) -> Iterator[Made]:
    """A section for each board and tier: standard before reference before smoke."""
    first = True
    for board in found:
        for place, tier in enumerate(_tiers(board)):
            yield _section(name, board, found[0], by_energy.get(board.asked), tier, place, site, first=first)
            first = False


def _tiers(board: Board) -> list[TierName]:
    present = {row.result.load.tier for row in board.rows}
    order = ("standard", "reference", "smoke")
    ranked = {tier.tier for tier in board.tables}
    return sorted(present, key=lambda tier: (tier not in ranked, order.index(tier)))


def _section(
    name: str,
    board: Board,
    newest: Board,
    by_energy: Board | None,
    tier: TierName,
    place: int,
    site: Site,
    *,
    first: bool,
) -> Made:
    parts = table.parts_of(board, tier)
    every = [row for part in parts for row in part.rows]
    ranked = _ranked(parts)
    scale = rows.scale_of(every, board.metric)
    energy_rankings, places = table.by_energy(by_energy, tier)
    groups = table.groups_of(parts, scale, places, site)
    anchor = addresses.anchor_of(board) if place == 0 else f"{addresses.anchor_of(board)}-{tier}"
    data = {f"{name}-{anchor}-{n}.json": one for n, one in enumerate(table.shards(groups, energy_rankings))}
    drawn = pareto.of_rows(ranked, board.metric, section_words.first(board).quality.target_ppm, site)
    drawings = _drawings(f"{name}-{anchor}", drawn, ranked, board, site)
    shown = table.cut(groups, MOST_ROWS if first else MOST_OF_OTHERS, MOST_UNRANKED)
    left = len(every) - sum(len(group.rows) for group in shown)
    made = Section(
        anchor=anchor,
        board=addresses.anchor_of(board),
        scenario=section_words.scenario(board, newest),
        tier=tier,
        scenarios=(),
        tiers=(),
        heading=section_words.heading(board, newest, tier, ranked=bool(ranked)),
        lede=section_words.lede(board, parts),
        not_ranked=section_words.not_ranked(groups),
        classes=_classes(groups),
        where="They are below" if all(group.shown for group in groups) else "Show them below the ranking",
        not_ranked_anchor=f"{anchor}-not-ranked",
        total=len(every),
        ranked=sum(group.total for group in groups if group.ranked),
        axis=scale.axis,
        better=board.metric.better,
        quantity=board.metric.unit,
        words=scenarios.judgement(section_words.first(board)),
        columns=_columns(board, site),
        groups=shown,
        more=_more(left),
        pareto=drawn[0] if drawn else None,
        pareto_without="" if drawn else _pareto_without(ranked, first=first),
        legend=pareto.legend(ranked),
        shards=tuple(data),
        charts=drawings.charts,
        figures=drawings.figures,
    )
    return Made(made, {**data, **drawings.data})


def _ranked(parts: Sequence[Part]) -> list[Row]:
    """Of the physical devices; of the others only where there is no physical one."""
    physical = [row for part in parts if part.device_class == "physical" for row in part.rows]
    return physical or [row for part in parts if part.device_class for row in part.rows]


def _classes(groups: Sequence[RowGroup]) -> tuple[Class, ...]:
    return tuple(
        Class(f"{numbers.count(group.total)} {group.counted}", at)
        for at, group in enumerate(groups)
        if not group.ranked
    )


def _more(left: int) -> str:
    if not left:
        return ""
    return f"{numbers.counted(left, 'more row is', 'more rows are')} in the data of this table."


def _drawings(
    stem: str, drawn: Sequence[Pareto], ranked: Sequence[Row], board: Board, site: Site
) -> _Drawings:
    if not drawn:
        return _Drawings()
    figures = {
        choices.key_of(x, y): figure.of_pair(choices.plotted(ranked, x, y), x, y, site)
        for x, y in choices.pairs_of(ranked, board.metric, site)
    }
    text = json.dumps(figures, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    charts, interactive = f"{stem}-charts.json", f"{stem}-figures.json"
    return _Drawings(charts, interactive, {charts: msgspec.json.encode(drawn), interactive: text.encode()})


def _pareto_without(ranked: Sequence[Row], *, first: bool) -> str:
    if not first:
        return ""
    if not ranked:
        return "No chart of choices: nothing is ranked here yet."
    return (
        f"No chart of choices yet: it needs {choices.LEAST_POINTS} ranked rows whose energy was measured at "
        "one boundary, or whose accuracy was measured."
    )


def _columns(board: Board, site: Site) -> tuple[Column, ...]:
    judged, metric = section_words.first(board).quality, _metric(site, board.rows)
    up = "ascending" if board.metric.better == "lower" else "descending"
    target = words.target(metric, judged.target_ppm)
    said = scenarios.judgement(section_words.first(board))
    under = "interval" if section_words.spans(board.rows) else "95 % interval"
    return (
        Column("device", "device", "Device", "", ""),
        Column("runtime", "runtime", "Runtime, variant", "", ""),
        Column("judged", "judged", said.column, under, up),
        Column("energy", "energy", "Energy", "a sample, boundary", ""),
        Column("accuracy", "accuracy", words.capital(words.metric(metric)), f"at least {target}", ""),
        Column("price", "price", "Price", "USD", ""),
    )


def _metric(site: Site, every: Iterable[Row]) -> str:
    for row in every:
        known = site.workloads.get(row.result.workload.name)
        if known:
            return known.quality.metric
        if row.result.accuracy:
            return row.result.accuracy.metric
    return "accuracy"
