"""A workload: what is fastest, how well it answers, and every result of it, ranked or with the reason."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec
from msgspec import Struct, structs

from edgebench.comparison import Key
from edgebench.leaderboard import Board
from edgebench.model.entry import Entry
from edgebench.model.reason import Reason
from edgebench.model.result import Result
from edgebench.model.scenario import TierName
from edgebench.model.workload import Workload
from edgebench.publish import addresses, families
from edgebench.publish import citation as cite
from edgebench.publish import site as of_site
from edgebench.publish.boards import answers, energy_boards, rows, small_board, sweeps, table
from edgebench.publish.boards.answers import Answer
from edgebench.publish.boards.sweeps import Sweep
from edgebench.publish.boards.table import Part, RowGroup
from edgebench.publish.charts import accuracy, choices, figure, pareto
from edgebench.publish.charts.accuracy import AccuracyChart
from edgebench.publish.charts.axis import Axis
from edgebench.publish.charts.pareto import Pareto
from edgebench.publish.citation import Citation
from edgebench.publish.site import Page, Site
from edgebench.publish.wording import energy, numbers, scenarios, words
from edgebench.publish.wording.scenarios import Judgement, Listing
from edgebench.publish.wording.words import Badge, Shape
from edgebench.ranking import Row

_SHORT = re.compile("from encoded input to decoded answer")
"""Words of a switch that its heading says in full."""
MOST_SWEEPS = 6
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


class Reading(Struct, frozen=True):
    """How to read a scenario: its name, and a sentence that follows it."""

    term: str
    text: str


class Wanted(Struct, frozen=True):
    """A variant of the catalogue without a result, and what measures it."""

    variant: str
    command: str


class FamilyLink(Struct, frozen=True):
    """The workloads of one architecture; href: of their page. count: `3 models`."""

    title: str
    count: str
    href: str


class WorkloadView(Struct, frozen=True):
    """target: which answers count; target_note: where that comes from and how it is judged."""

    name: str
    task: str
    title: str
    summary: str
    target: str
    target_note: str
    target_source: str
    family: FamilyLink | None
    answers: tuple[Answer, ...]
    sections: tuple[Section, ...]
    accuracy: AccuracyChart | None
    accuracy_without: str
    sweeps: tuple[Sweep, ...]
    energy: tuple[Listing, ...]
    energy_not_ranked: str
    readings: tuple[Reading, ...]
    boundaries: tuple[Reading, ...]
    badges: tuple[Badge, ...]
    wanted: tuple[Wanted, ...]
    command: str
    citation: Citation | None


class Made(Struct, frozen=True):
    """A section, and the files that its script loads."""

    section: Section
    data: Mapping[str, bytes]


def pages(site: Site) -> Iterator[Page]:
    for name in site.workload_names():
        shown, data = view(name, site)
        yield Page(
            path=of_site.workload_path(name),
            template="workload.html",
            title=site.title(name),
            description=f"{site.title(name)}: latency, accuracy, energy and price by device and runtime",
            section="workloads",
            view=shown,
            scripts=("workload.js",) if shown.sections else (),
            data=data,
        )


def view(name: str, site: Site) -> tuple[WorkloadView, Mapping[str, bytes]]:
    """What the page shows, and the files beside it by name."""
    found, known = site.boards.get(name, ()), site.workloads.get(name)
    entries = site.entries_of(name)
    standing = [entry for entry in entries if not entry.standing.withdrawn]
    results = [entry.result for entry in standing]
    by_energy = {board.asked: board for board in site.by_energy.get(name, ())}
    made = list(_sections(name, found, by_energy, site))
    shown = WorkloadView(
        name=name,
        task=words.title(known.task) if known else "",
        title=site.title(name),
        summary=_sentence(known.summary) if known else "This workload is no longer in the catalogue.",
        target=small_board.target(name, site),
        target_note=_target_note(known) if known else "",
        target_source=_sentence(known.quality.source) if known else "",
        family=_family(known, site) if known else None,
        answers=answers.of_workload(found[0], by_energy.get(found[0].asked), standing, site)
        if standing
        else (),
        sections=_switched([one.section for one in made]),
        accuracy=accuracy.of_results(results, _target_ppm(found)) if results else None,
        accuracy_without=_accuracy_without(results),
        sweeps=sweeps.of_results(results)[:MOST_SWEEPS],
        energy=energy_boards.of_boards(by_energy.values(), site),
        energy_not_ranked=energy_boards.not_ranked(by_energy.values()),
        readings=_readings(found),
        boundaries=_boundaries(entries),
        badges=_used(entries),
        wanted=_wanted(known, results) if known else (),
        command=f"edgebench run --workload {name}",
        citation=_citation(name, entries, site),
    )
    return shown, {file: content for one in made for file, content in one.data.items()}


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _target_note(known: Workload) -> str:
    wanted = known.quality
    share = f"{wanted.target_ppm / wanted.reference_ppm:.0%}".replace("%", f"{numbers.NO_BREAK}%")
    return f"which is {share} of the reference"


def _family(known: Workload, site: Site) -> FamilyLink | None:
    """None where it is alone."""
    slug = families.slug(known.family)
    members = families.groups(site.workloads.values())[slug]
    if len(members) < 2:
        return None
    count = numbers.counted(len(members), "model")
    return FamilyLink(families.architecture(known.family), count, str(families.path(slug)))


def _target_ppm(found: Sequence[Board]) -> int:
    return _first(found[0]).quality.target_ppm


def _first(board: Board) -> Result:
    return board.rows[0].result


def _accuracy_without(results: Sequence[Result]) -> str:
    if not results:
        return ""
    reasons = sorted({words.missing(result.accuracy_reason) for result in results if not result.accuracy})
    return f"No accuracy was measured yet: {', '.join(reasons)}." if reasons else ""


def _citation(name: str, entries: Sequence[Entry], site: Site) -> Citation | None:
    if not entries:
        return None
    newest = max(entry.result.created for entry in entries)[:10]
    return cite.of_workload(name, site.title(name), len(entries), newest, site.commit)


def _sections(
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
    physical = [row for part in parts if part.device_class == "physical" for row in part.rows]
    ranked = physical or [row for part in parts if part.device_class for row in part.rows]
    scale = rows.scale_of(every, board.metric)
    energy_rankings, places = table.by_energy(by_energy, tier)
    groups = table.groups_of(parts, scale, places, site)
    anchor = addresses.anchor_of(board) if place == 0 else f"{addresses.anchor_of(board)}-{tier}"
    data = {f"{name}-{anchor}-{n}.json": one for n, one in enumerate(table.shards(groups, energy_rankings))}
    drawn = pareto.of_rows(ranked, board.metric, _first(board).quality.target_ppm, site)
    charts, figures = _charts(f"{name}-{anchor}", drawn, ranked, board, site)
    shown = table.cut(groups, MOST_ROWS if first else MOST_OF_OTHERS, MOST_UNRANKED)
    left = len(every) - sum(len(group.rows) for group in shown)
    made = Section(
        anchor=anchor,
        board=addresses.anchor_of(board),
        scenario=_scenario(board, newest),
        tier=tier,
        scenarios=(),
        tiers=(),
        heading=_heading(board, newest, tier, ranked=bool(ranked)),
        lede=_lede(board, parts),
        not_ranked=_not_ranked(groups),
        classes=tuple(
            Class(f"{numbers.count(group.total)} {group.counted}", at)
            for at, group in enumerate(groups)
            if not group.ranked
        ),
        where="They are below" if all(group.shown for group in groups) else "Show them below the ranking",
        not_ranked_anchor=f"{anchor}-not-ranked",
        total=len(every),
        ranked=sum(group.total for group in groups if group.ranked),
        axis=scale.axis,
        better=board.metric.better,
        quantity=board.metric.unit,
        words=scenarios.judgement(_first(board)),
        columns=_columns(board, site),
        groups=shown,
        more=f"{numbers.counted(left, 'more row is', 'more rows are')} in the data of this table."
        if left
        else "",
        pareto=drawn[0] if drawn else None,
        pareto_without="" if drawn else _pareto_without(ranked, first=first),
        legend=pareto.legend(ranked),
        shards=tuple(data),
        charts=charts[0] if charts else "",
        figures=figures[0] if figures else "",
    )
    return Made(made, {**data, **dict([charts] if charts else []), **dict([figures] if figures else [])})


def _charts(
    stem: str, drawn: Sequence[Pareto], ranked: Sequence[Row], board: Board, site: Site
) -> tuple[tuple[str, bytes] | None, tuple[str, bytes] | None]:
    """Every drawing of the chart for the reader's choice, and the figures of the interactive one."""
    if not drawn:
        return None, None
    figures = {
        choices.key_of(x, y): figure.of_pair(choices.plotted(ranked, x, y), x, y, site)
        for x, y in choices.pairs_of(ranked, board.metric, site)
    }
    text = json.dumps(figures, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return (f"{stem}-charts.json", msgspec.json.encode(drawn)), (f"{stem}-figures.json", text.encode())


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
    judged, metric = _first(board).quality, _metric(site, board.rows)
    up = "ascending" if board.metric.better == "lower" else "descending"
    target = words.target(metric, judged.target_ppm)
    said = scenarios.judgement(_first(board))
    return (
        Column("device", "device", "Device", "", ""),
        Column("runtime", "runtime", "Runtime, variant", "", ""),
        Column("judged", "judged", said.column, "95 % interval", up),
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


def _scenario(board: Board, newest: Board) -> str:
    """`Server, p99 within 33 ms`: what tells this board from the others of the workload."""
    result = _first(board)
    parts = [words.scenario(result.load.scenario), *scenarios.asked_of_all(result)]
    if result.workload.revision != newest.asked["workload.revision"]:
        parts.append(f"revision {result.workload.revision}, superseded")
    return ", ".join(parts)


def _heading(board: Board, newest: Board, tier: str, *, ranked: bool) -> str:
    """`Ranking by latency, p90: SingleStream, standard tier`."""
    ranking = scenarios.judgement(_first(board)).ranking
    what = f"Ranking by {ranking}" if ranked else words.capital(ranking)
    return f"{what}: {_scenario(board, newest)}, {tier} tier"


def _lede(board: Board, parts: Sequence[Part]) -> str:
    ranked = [row for part in parts if part.device_class for row in part.rows]
    if not ranked:
        return (
            "No result is ranked yet. A ranked result comes from the tier standard or reference, "
            "with the catalogue's weights and answers that meet the target."
        )
    sentences = [f"{numbers.counted(len(ranked), 'ranked row')}."]
    machines = sum(len(part.rows) for part in parts if part.device_class == "vm")
    if machines and machines < len(ranked):
        sentences.append(f"{numbers.count(machines)} of them on virtual machines, ranked among themselves.")
    if any(row.tie is not None for row in ranked):
        sentences.append("A bracket joins rows whose difference is not significant.")
    tables = [one for one in board.tables if one.tier == ranked[0].result.load.tier]
    tested, untested = sum(one.pairs_tested for one in tables), sum(one.pairs_untested for one in tables)
    if untested:
        sentences.append(
            f"{numbers.count(untested)} of {numbers.counted(tested + untested, 'pair')} of rows cannot be "
            f"tested, because {_why_untested(board)}: there, less than 5{numbers.NO_BREAK}% apart is a tie."
        )
    return " ".join(sentences)


def _why_untested(board: Board) -> str:
    searched = any(board.metric.read(row.result).low_reason is Reason.ONE_SEARCH for row in board.ranked_rows)
    return "a search finds one value a session" if searched else "they were measured in different sessions"


def _not_ranked(groups: Sequence[RowGroup]) -> str:
    count = sum(group.total for group in groups if not group.ranked)
    if not count:
        return ""
    more = "more " if any(group.ranked for group in groups) else ""
    return f"{numbers.counted(count, f'{more}row is', f'{more}rows are')} not ranked here:"


def _switched(sections: Sequence[Section]) -> tuple[Section, ...]:
    """Each with the way to the others: scenarios by their first section, and the tiers of its own."""
    firsts = {one.board: one for one in reversed(sections)}
    totals = {board: sum(one.total for one in sections if one.board == board) for board in firsts}
    short = _short_names(firsts)
    boards_in_order = list(dict.fromkeys(one.board for one in sections))
    return tuple(
        structs.replace(
            one,
            scenarios=tuple(
                _choice(firsts[board], short[board], totals[board], current=one.board == board)
                for board in boards_in_order
            ),
            tiers=tuple(
                _choice(other, other.tier, other.total, current=other is one)
                for other in sections
                if other.board == one.board
            ),
        )
        for one in sections
    )


def _short_names(firsts: Mapping[str, Section]) -> Mapping[str, str]:
    """`Server` where one board is enough of it, else `Server, p99 within 33 ms`."""
    names = {board: one.scenario.split(",")[0] for board, one in firsts.items()}
    counts = Counter(names.values())
    return {
        board: names[board] if counts[names[board]] == 1 else _SHORT.sub("pipeline", one.scenario)
        for board, one in firsts.items()
    }


def _choice(to: Section, text: str, count: int, *, current: bool) -> Choice:
    return Choice(text, numbers.count(count), to.anchor, current)


def _readings(found: Sequence[Board]) -> tuple[Reading, ...]:
    """A sentence for each scenario on the page."""
    names = dict.fromkeys(_first(board).load.scenario for board in found)
    return tuple(Reading(words.scenario(name), scenarios.JUDGEMENTS[name].reading) for name in names)


def _boundaries(entries: Iterable[Entry]) -> tuple[Reading, ...]:
    """What each boundary takes in, of those on the page."""
    used = {meter.boundary for one in entries if one.result.energy for meter in one.result.energy.meters}
    return tuple(Reading(name, text) for name, text in energy.BOUNDARIES.items() if name in used)


def _used(entries: Iterable[Entry]) -> tuple[Badge, ...]:
    used = {badge for one in entries for badge in words.badges(one.result, one.standing)}
    return tuple(badge for badge in words.BADGES.values() if badge in used)


def _wanted(known: Workload, results: Sequence[Result]) -> tuple[Wanted, ...]:
    measured = {result.variant.name for result in results}
    return tuple(
        Wanted(
            variant.name, f"edgebench run --workload {known.name} --variant {variant.name} --tier standard"
        )
        for variant in known.variant
        if variant.name not in measured and variant.weights == "pretrained"
    )
