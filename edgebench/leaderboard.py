"""Results to comparable groups to boards of ranked tables. Pure: nothing is read or written.

board   what was asked: a workload's revision, scenario, batch, bound ...
table   the results of one ranking key on that board, ranked (edgebench/ranking.py)
row     one device, harness, variant and options; its value is the median over its sessions
group   what is not ranked on that board, by reason (edgebench/unranked.py)
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

from msgspec import Struct
from packaging.version import VERSION_PATTERN, Version

from edgebench.comparison import (
    RANKING_FIELDS,
    Key,
    energy_ranking_key,
    key_of,
    ranking_key,
    row_key,
    version_key,
)
from edgebench.metrics import ENERGY, Metric, judged_by
from edgebench.model.entry import Entry
from edgebench.model.result import Result
from edgebench.model.scenario import SCENARIOS
from edgebench.ranking import Row, Table, place, row_of, table_of
from edgebench.unranked import Unranked, why_entry_unranked

# What decides only whether and in which table of a board a result is ranked.
_PLACE = ("kind", "workload.division", "variant.weights", "load.tier", "class", "quality.met")
BOARD_FIELDS = tuple(name for name in RANKING_FIELDS if name not in _PLACE)

_VERSION_WITHIN = re.compile(VERSION_PATTERN, re.VERBOSE | re.IGNORECASE)

_Item = TypeVar("_Item")
_Group = TypeVar("_Group", bound=Hashable)


class Group(Struct, frozen=True):
    """Rows without a rank, and why."""

    why: Unranked
    rows: tuple[Row, ...]


class Board(Struct, frozen=True):
    """Everything that answers one question. asked: a key of BOARD_FIELDS. metric: what ranks its rows."""

    asked: Key
    metric: Metric
    tables: tuple[Table, ...]
    unranked: tuple[Group, ...]

    @property
    def ranked_rows(self) -> tuple[Row, ...]:
        return tuple(row for table in self.tables for row in table.rows)

    @property
    def unranked_rows(self) -> tuple[Row, ...]:
        return tuple(row for group in self.unranked for row in group.rows)

    @property
    def rows(self) -> tuple[Row, ...]:
        return self.ranked_rows + self.unranked_rows


def boards(entries: Iterable[Entry], metric: Metric | None = None) -> tuple[Board, ...]:
    """One board for each question; of a workload first the newest revision, scope model, the first scenario
    and its usual load.

    A row whose last session is more than twelve months older than the newest result of its workload is not
    ranked. metric: None for each scenario's own. By energy only results of one boundary share a table.
    """
    by_path = sorted(entries, key=lambda entry: str(entry.path))
    grouped = _grouped(by_path, lambda entry: key_of(entry.result, BOARD_FIELDS))
    newest: dict[str, str] = {}
    for entry in by_path:
        name, created = entry.result.workload.name, entry.result.created
        newest[name] = max(created, newest.get(name, ""))
    made = [
        _board(
            asked,
            group,
            metric or judged_by(group[0].result.load.scenario),
            a_year_before(newest[group[0].result.workload.name]),
        )
        for asked, group in grouped.items()
    ]
    return tuple(sorted(made, key=_board_order))


@functools.lru_cache(maxsize=4096)
def version_order(version: str) -> tuple[bool, Version, str]:
    """Sorts versions by PEP 440: 1.9, 1.10.dev3, 1.10a2, 1.10rc1, 1.10, 1.10+cu121, 1.10.post1.

    Of another text, which imported results may hold, what counts is the first version in it, then the text;
    one without a number sorts before all others.
    """
    whole = _version(version)
    if whole is not None:
        return True, whole, ""
    within = _VERSION_WITHIN.search(version)
    first = _version(within[0]) if within else None
    return first is not None, first or Version("0"), version


def a_year_before(created: str) -> str:
    """The same day and time twelve months before; what was measured before it is stale."""
    return f"{int(created[:4]) - 1:04}{created[4:]}"


def _version(text: str) -> Version | None:
    """None for what is none, and for more digits than Python makes a number of."""
    try:
        return Version(text)
    except ValueError:
        return None


def _board(asked: Key, entries: Sequence[Entry], metric: Metric, stale_before: str) -> Board:
    by_reason = _grouped(entries, lambda entry: why_entry_unranked(entry, metric))
    tables, older, stale = [], [], []
    rankable = by_reason.pop(None, [])
    for table_entries in _by_table(rankable, metric):
        newest, superseded = _newest_versions(_rows(table_entries, metric))
        older += superseded
        fresh = [row for row in newest if row.sessions[-1].result.created >= stale_before]
        stale += [row for row in newest if row.sessions[-1].result.created < stale_before]
        if fresh:
            tables.append(table_of(fresh, metric))
    groups = {
        why: [row for of_table in _by_table(group, metric) for row in _rows(of_table, metric)]
        for why, group in by_reason.items()
        if why is not None
    }
    if older:
        groups[Unranked.OLDER_VERSION] = older
    if stale:
        groups[Unranked.STALE] = stale
    return Board(
        asked,
        metric,
        tuple(sorted(tables, key=lambda table: (table.device_class != "physical", table.tier != "standard"))),
        tuple(Group(why, tuple(_sorted(groups[why], metric))) for why in Unranked if why in groups),
    )


def _table_key(result: Result, metric: Metric) -> Key | None:
    """What results of one table have in common; None for a result that has no place in any."""
    return energy_ranking_key(result) if metric is ENERGY else ranking_key(result)


def _board_order(board: Board) -> tuple[object, ...]:
    names, asked = tuple(SCENARIOS), board.asked
    scenario = asked["load.scenario"]
    place = names.index(str(scenario)) if scenario in names else len(names)
    revision = asked["workload.revision"]
    assert isinstance(revision, int)
    usual = [asked[f"load.{name}"] or 0 for name in ("period_ns", "batch", "bound_ns")]
    return asked["workload.name"], -revision, asked["load.scope"] != "model", place, *usual, repr(asked)


def _by_table(entries: Sequence[Entry], metric: Metric) -> Iterable[list[Entry]]:
    return _grouped(entries, lambda entry: _table_key(entry.result, metric)).values()


def _rows(entries: Sequence[Entry], metric: Metric) -> list[Row]:
    """Of entries of one table."""

    def same(entry: Entry) -> tuple[Key, Key]:
        return row_key(entry.result), version_key(entry.result)

    return [row_of(sessions, metric) for sessions in _grouped(entries, same).values()]


def _newest_versions(rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """(the newest version of each row, those it supersedes)."""

    def age(row: Row) -> tuple[object, ...]:
        return version_order(row.result.sut.runtime.version), row.sessions[-1].result.created

    newest, older = [], []
    for versions in _grouped(rows, lambda row: row_key(row.result)).values():
        *before, last = sorted(versions, key=age)
        newest.append(last)
        older += before
    return newest, older


def _sorted(rows: Iterable[Row], metric: Metric) -> list[Row]:
    return sorted(rows, key=lambda row: place(row, metric))


def _grouped(items: Iterable[_Item], key: Callable[[_Item], _Group]) -> dict[_Group, list[_Item]]:
    """In order of first appearance."""
    groups: dict[_Group, list[_Item]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return groups
