"""On the page of a result: its row with other versions of the runtime, each against this one.

versions.py asks the same of lines, each version against the one before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from edgebench.comparison import ranking_key, row_key
from edgebench.difference import Difference, Question, Unshown, Untestable, differences
from edgebench.leaderboard import Board, version_order
from edgebench.metrics import Metric, useful
from edgebench.model.result import Result
from edgebench.publish.boards.rows import Scale, figure
from edgebench.publish.wording import amounts, words
from edgebench.ranking import Row
from edgebench.unranked import Unranked

UNTESTABLE = {
    Untestable.FEW_SESSIONS: "not testable: fewer than three sessions each",
    Untestable.NOT_INTERLEAVED: "not testable: not measured in turns",
    Untestable.ONE_PROCESS: "not testable: one process",
    Untestable.ONE_SEARCH: "not testable: one search each",
}
UNSHOWN = {
    Unshown.WITHIN_NOISE: words.NOT_SIGNIFICANT,
    Unshown.BELOW_MINIMUM: "less than 2 % apart",
    Unshown.MANY_COMPARISONS: "not significant among so many",
}


class Version(Struct, frozen=True, array_like=True):
    """against: of this version, beside the result the page is about."""

    version: str
    id: str
    value: str
    interval: str
    against: str
    date: str


def together(board: Board) -> Mapping[str, Sequence[Row]]:
    """Path of a row's result -> the rows that differ from it in the version only, itself too, newest first.

    Rows of one version only are left out, and so is what was withdrawn.
    """
    groups: dict[object, list[Row]] = {}
    for row in _comparable(board):
        groups.setdefault((ranking_key(row.result), row_key(row.result)), []).append(row)
    return {
        str(row.entry.path): sorted(group, key=_age, reverse=True)
        for group in groups.values()
        if len(group) > 1
        for row in group
    }


def table(of: Row, group: Iterable[Row], metric: Metric) -> tuple[Version, ...]:
    """Every version of the group, beside that of `of`."""
    rows = tuple(group)
    others = [row for row in rows if row is not of and row.value and of.value]
    asked = [Question(_sessions(of), _sessions(row), metric) for row in others]
    found = {str(row.entry.path): one for row, one in zip(others, differences(asked), strict=True)}
    return tuple(_version(row, of, found.get(str(row.entry.path)), metric) for row in rows)


def _comparable(board: Board) -> list[Row]:
    """What may have another version: the keys of all other rows, which take time, are not asked for."""
    older = [row for group in board.unranked if group.why is Unranked.OLDER_VERSION for row in group.rows]
    systems = {_system(row) for row in older}
    return [*(row for row in board.ranked_rows if _system(row) in systems), *older]


def _system(row: Row) -> tuple[str, str, str]:
    return row.result.device.slug, row.result.sut.harness, row.result.variant.name


def _age(row: Row) -> tuple[object, ...]:
    return version_order(row.result.sut.runtime.version), row.result.created, str(row.entry.path)


def _sessions(row: Row) -> list[Result]:
    return [entry.result for entry in row.sessions]


def _version(row: Row, of: Row, one: Difference | None, metric: Metric) -> Version:
    shown = figure(row, Scale(metric, None, None))
    return Version(
        version=row.result.sut.runtime.version,
        id=row.entry.path.stem[-16:],
        value=shown.value,
        interval=shown.interval,
        against="this result" if row is of else told(one, metric),
        date=row.result.created[:10],
    )


def told(one: Difference | None, metric: Metric) -> str:
    """`8 ± 3 % slower`, `not significant`."""
    if one is None:
        return "no value"
    if isinstance(one.why, Untestable):
        return UNTESTABLE[one.why]
    if isinstance(one.why, Unshown):
        return UNSHOWN[one.why]
    ends = [one for one in (one.ratio, one.low, one.high) if one]
    if len(ends) < 3 or not useful(*ends[1:]):
        return "significant, but by how much is not known"
    # A rate's inverse is the time that a sample takes.
    ratio, low, high = ends if metric.better == "lower" else (1 / ends[0], 1 / ends[2], 1 / ends[1])
    return amounts.time_change(ratio, low, high)
