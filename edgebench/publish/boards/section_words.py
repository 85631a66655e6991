"""What is said of a section of a workload's page: its heading, what its rows allow, what is not ranked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from edgebench.leaderboard import Board
from edgebench.model.reason import Reason
from edgebench.model.result import Result
from edgebench.publish.boards.table import Part, RowGroup
from edgebench.publish.wording import numbers, scenarios, words
from edgebench.ranking import Row


def scenario(board: Board, newest: Board) -> str:
    """`Server, p99 within 33 ms`: what tells this board from the others of the workload."""
    result = first(board)
    parts = [words.scenario(result.load.scenario), *scenarios.asked_of_all(result)]
    if result.workload.revision != newest.asked["workload.revision"]:
        parts.append(f"revision {result.workload.revision}, superseded")
    return ", ".join(parts)


def heading(board: Board, newest: Board, tier: str, *, ranked: bool) -> str:
    """`Ranking by latency, p90: SingleStream, standard tier`."""
    ranking = scenarios.judgement(first(board)).ranking
    what = f"Ranking by {ranking}" if ranked else words.capital(ranking)
    return f"{what}: {scenario(board, newest)}, {tier} tier"


def lede(board: Board, parts: Sequence[Part]) -> str:
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
    if spanning := spans(row for part in parts for row in part.rows):
        told = numbers.counted(spanning, "row spans", "rows span")
        sentences.append(f"An interval is of 95{numbers.NO_BREAK}%, but {told} those of several sessions.")
    tables = [one for one in board.tables if one.tier == ranked[0].result.load.tier]
    tested, untested = sum(one.pairs_tested for one in tables), sum(one.pairs_untested for one in tables)
    if untested:
        sentences.append(
            f"{numbers.count(untested)} of {numbers.counted(tested + untested, 'pair')} of rows cannot be "
            f"tested, because {_why_untested(board)}: there, less than 5{numbers.NO_BREAK}% apart is a tie."
        )
    return " ".join(sentences)


def spans(of: Iterable[Row]) -> int:
    """Rows of several sessions: their interval reaches from the least to the most of those."""
    return sum(len(row.sessions) > 1 and row.low is not None for row in of)


def _why_untested(board: Board) -> str:
    searched = any(board.metric.read(row.result).low_reason is Reason.ONE_SEARCH for row in board.ranked_rows)
    return "a search finds one value a session" if searched else "they were measured in different sessions"


def not_ranked(groups: Sequence[RowGroup]) -> str:
    count = sum(group.total for group in groups if not group.ranked)
    if not count:
        return ""
    more = "more " if any(group.ranked for group in groups) else ""
    return f"{numbers.counted(count, f'{more}row is', f'{more}rows are')} not ranked here:"


def first(board: Board) -> Result:
    return board.rows[0].result
