"""A workload: what is fastest, how well it answers, and every result of it, ranked or with the reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from msgspec import Struct

from edgebench.comparison import DeviceClass
from edgebench.leaderboard import Board, Group
from edgebench.model.entry import Entry
from edgebench.model.reason import Reason
from edgebench.model.result import Result
from edgebench.model.workload import Workload
from edgebench.publish import (
    answers,
    boards,
    details,
    energy_boards,
    numbers,
    rows,
    scenarios,
    small_board,
    sweeps,
    words,
)
from edgebench.publish import site as of_site
from edgebench.publish.answers import Answer
from edgebench.publish.axis import Axis
from edgebench.publish.details import Details
from edgebench.publish.rows import Scale, TableRow
from edgebench.publish.scenarios import Judgement, Listing
from edgebench.publish.site import Page, Site
from edgebench.publish.sweeps import Sweep
from edgebench.publish.words import Badge
from edgebench.ranking import Row, Table

MOST_ROWS = 200
"""A table has no more; the rest is in the downloads."""
CLASS_NAMES: dict[DeviceClass, str] = {
    "physical": "Ranked",
    "vm": "Virtual machines, ranked among themselves",
    "emulated": "Emulated",
}


class RowGroup(Struct, frozen=True):
    """A part of a table under its own heading."""

    heading: str
    sentence: str
    rows: tuple[TableRow, ...]


class Section(Struct, frozen=True):
    """A board. classes: the counts of what is not ranked, by reason. sorted: the arrow of its order."""

    anchor: str
    heading: str
    lede: str
    not_ranked: str
    classes: tuple[str, ...]
    where: str
    not_ranked_anchor: str
    axis: Axis | None
    words: Judgement
    sorted: str
    accuracy_head: str
    accuracy_note: str
    groups: tuple[RowGroup, ...]
    left_out: str
    details: tuple[Details, ...]


class Reading(Struct, frozen=True):
    """How to read a scenario: its name, and a sentence that follows it."""

    term: str
    text: str


class Wanted(Struct, frozen=True):
    """A variant of the catalogue without a result, and what measures it."""

    variant: str
    command: str


class WorkloadView(Struct, frozen=True):
    """target: which answers count; target_note: where that comes from and how it is judged."""

    task: str
    title: str
    summary: str
    target: str
    target_note: str
    target_source: str
    answers: tuple[Answer, ...]
    sections: tuple[Section, ...]
    sweeps: tuple[Sweep, ...]
    energy: tuple[Listing, ...]
    energy_not_ranked: str
    readings: tuple[Reading, ...]
    badges: tuple[Badge, ...]
    wanted: tuple[Wanted, ...]
    command: str


def pages(site: Site) -> Iterator[Page]:
    for name in site.workload_names():
        yield Page(
            path=of_site.workload_path(name),
            template="workload.html",
            title=site.title(name),
            description=f"{site.title(name)}: measured latency, accuracy and memory by device and runtime",
            section="workloads",
            view=view(name, site),
        )


def view(name: str, site: Site) -> WorkloadView:
    found, known = site.boards.get(name, ()), site.workloads.get(name)
    entries = site.entries_of(name)
    results = [entry.result for entry in entries if not entry.standing.withdrawn]
    return WorkloadView(
        task=words.title(known.task) if known else "",
        title=site.title(name),
        summary=_sentence(known.summary) if known else "This workload is no longer in the catalogue.",
        target=small_board.target(name, site),
        target_note=_target_note(known) if known else "",
        target_source=_sentence(known.quality.source) if known else "",
        answers=answers.of_workload(found[0], results, site) if results else (),
        sections=tuple(_section(board, found[0], site) for board in found),
        sweeps=sweeps.of_results(results),
        energy=energy_boards.of_entries(entries, site),
        energy_not_ranked=energy_boards.not_ranked(entries),
        readings=_readings(found),
        badges=_used(entries),
        wanted=_wanted(known, results) if known else (),
        command=f"edgebench run --workload {name}",
    )


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _target_note(known: Workload) -> str:
    wanted = known.quality
    share = f"{wanted.target_ppm / wanted.reference_ppm:.0%}".replace("%", f"{numbers.NO_BREAK}%")
    return (
        f"{share} of the reference; judged without the whole labelled set: at least "
        f"{words.target('top1', wanted.agreement_ppm)} of the answers that are stored for the same weights"
    )


def _section(board: Board, newest: Board, site: Site) -> Section:
    every = board.rows
    scale, anchor = rows.scale_of(every, board.metric), boards.anchor(board)
    groups = [*(_ranked(table, scale, site) for table in board.tables)]
    groups += [_unranked(group, scale, site) for group in board.unranked]
    judged = every[0].result.quality
    metric = _metric(site, every)
    return Section(
        anchor=anchor,
        heading=_heading(board, newest),
        lede=_lede(board),
        not_ranked=_not_ranked(board),
        classes=tuple(
            f"{numbers.count(len(group.rows))} {words.UNRANKED[group.why].counted}"
            for group in board.unranked
        ),
        where="They are below the ranking" if board.tables else "They are below",
        not_ranked_anchor=f"{anchor}-not-ranked",
        axis=scale.axis,
        words=scenarios.judgement(_first(board)),
        sorted="▲" if board.metric.better == "lower" else "▼",
        accuracy_head=words.capital(words.metric(metric)),
        accuracy_note=f"at least {words.target(metric, judged.target_ppm)}",
        groups=tuple(groups),
        left_out=_left_out(board),
        details=tuple(details.of_row(row, site) for row in _shown(board)),
    )


def _parts(board: Board) -> list[tuple[Row, ...]]:
    return [*(table.rows for table in board.tables), *(group.rows for group in board.unranked)]


def _shown(board: Board) -> Iterator[Row]:
    for part in _parts(board):
        yield from part[:MOST_ROWS]


def _left_out(board: Board) -> str:
    more = sum(max(0, len(part) - MOST_ROWS) for part in _parts(board))
    return f"{numbers.counted(more, 'more row is', 'more rows are')} in the download." if more else ""


def _metric(site: Site, every: Iterable[Row]) -> str:
    for row in every:
        known = site.workloads.get(row.result.workload.name)
        if known:
            return known.quality.metric
        if row.result.accuracy:
            return row.result.accuracy.metric
    return "accuracy"


def _first(board: Board) -> Result:
    return board.rows[0].result


def _heading(board: Board, newest: Board) -> str:
    """`Server: ranking by queries a second, p99 within 33 ms`."""
    result = _first(board)
    ranking = scenarios.judgement(result).ranking
    what = f"ranking by {ranking}" if board.tables else ranking
    parts = [f"{words.scenario(result.load.scenario)}: {what}", *scenarios.asked_of_all(result)]
    if result.workload.revision != newest.asked["workload.revision"]:
        parts.append(f"revision {result.workload.revision}, superseded")
    return ", ".join(parts)


def _lede(board: Board) -> str:
    ranked = len(board.ranked_rows)
    if not ranked:
        return (
            "No result is ranked yet. A ranked result comes from the tier standard or reference, "
            "with the catalogue's weights and answers that meet the target."
        )
    sentences = [f"{numbers.counted(ranked, 'ranked row')}."]
    if any(row.tie is not None for row in board.ranked_rows):
        sentences.append("A bracket joins rows whose difference is not significant.")
    tested = sum(table.pairs_tested for table in board.tables)
    untested = sum(table.pairs_untested for table in board.tables)
    if untested:
        sentences.append(
            f"{untested} of {numbers.counted(tested + untested, 'pair')} of rows cannot be tested, because "
            f"{_why_untested(board)}: there, less than 5 % apart is a tie."
        )
    return " ".join(sentences)


def _why_untested(board: Board) -> str:
    searched = any(board.metric.read(row.result).low_reason is Reason.ONE_SEARCH for row in board.ranked_rows)
    return "a search finds one value a session" if searched else "they were measured in different sessions"


def _not_ranked(board: Board) -> str:
    count = len(board.unranked_rows)
    if not count:
        return ""
    more = "more " if board.tables else ""
    return f"{numbers.counted(count, f'{more}result is', f'{more}results are')} not ranked here:"


def _ranked(table: Table, scale: Scale, site: Site) -> RowGroup:
    shown = table.rows[:MOST_ROWS]
    return RowGroup(
        heading=f"{CLASS_NAMES[table.device_class]}, {table.tier} tier ({numbers.count(len(table.rows))})",
        sentence="",
        rows=tuple(
            rows.table_row(row, tie, scale, site) for row, tie in zip(shown, _brackets(shown), strict=True)
        ),
    )


def _unranked(group: Group, scale: Scale, site: Site) -> RowGroup:
    text = words.UNRANKED[group.why]
    return RowGroup(
        heading=f"Not ranked: {text.heading} ({numbers.count(len(group.rows))})",
        sentence=text.sentence,
        rows=tuple(rows.table_row(row, "", scale, site) for row in group.rows[:MOST_ROWS]),
    )


def _brackets(ranked: Sequence[Row]) -> list[str]:
    """Where each row stands in its bracket: the rule between tied rows disappears."""
    joined = [a.tie is not None and a.tie == b.tie for a, b in pairwise(ranked)]
    before, after = [False, *joined], [*joined, False]
    names = {(False, True): "first", (True, True): "middle", (True, False): "last", (False, False): ""}
    return [names[pair] for pair in zip(before, after, strict=True)]


def _readings(found: Sequence[Board]) -> tuple[Reading, ...]:
    """A sentence for each scenario on the page."""
    names = dict.fromkeys(_first(board).load.scenario for board in found)
    return tuple(Reading(words.scenario(name), scenarios.JUDGEMENTS[name].reading) for name in names)


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
