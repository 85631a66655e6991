"""Results to comparable groups to ranked rows with ties. Pure: nothing is read or written.

    board   what was asked: a workload's revision, scenario, batch, bound ...
    table   the results of one ranking key on that board; the only place where ranks are given
    row     one device, harness, variant and options; its value is the median over its sessions
    group   what is not ranked on that board, by reason

Rank intervals as in NUMBERS ("Statistics"): 1 + rows significantly better, n - rows
significantly worse. Significance can be claimed only within one session, or between sessions
with three or more a side; elsewhere a guard band of 5 % stands in for it, and the table says so.
"""

from __future__ import annotations

import enum
import itertools
import math
import re
from collections.abc import Callable, Hashable, Iterable, Sequence
from pathlib import PurePath
from typing import NamedTuple, TypeVar

from msgspec import Struct, structs

from edgebench import statistics
from edgebench.checks import floors
from edgebench.comparison import (
    RANKING_FIELDS,
    DeviceClass,
    Key,
    device_class,
    key_of,
    ranking_key,
    row_key,
    version_key,
)
from edgebench.difference import MINIMUM_EFFECT, SIGNIFICANCE, Samples, reaches, samples
from edgebench.metrics import Metric, judged_by
from edgebench.model.result import Result
from edgebench.model.scenario import SCENARIOS, TIERS, TierName

GUARD_BAND = 1.05
"""Stands in for significance where nothing can be tested."""

# What decides only whether and in which table of a board a result is ranked.
_PLACE = ("kind", "workload.division", "variant.weights", "load.tier", "class", "quality.met")
BOARD_FIELDS = tuple(name for name in RANKING_FIELDS if name not in _PLACE)

_Item = TypeVar("_Item")
_Group = TypeVar("_Group", bound=Hashable)


class Entry(NamedTuple):
    """A result and where it lies."""

    path: PurePath
    result: Result


class Unranked(enum.Enum):
    """Why a result is shown without a rank; the first that holds, in this order."""

    IMPORTED = "imported"
    DERIVED = "derived"
    EMULATED = "emulated"
    SYNTHETIC = "synthetic"
    USER_WEIGHTS = "user-weights"
    OPEN = "open"
    FAILED_CHECK = "failed-check"
    TUNED = "tuned"
    SMOKE = "smoke"
    CUT_SHORT = "cut-short"
    NO_VALUE = "no-value"
    TARGET_NOT_MET = "target-not-met"
    UNDETERMINED = "undetermined"
    OLDER_VERSION = "older-version"


class Row(Struct, frozen=True):
    """One line of a table. `entry` is the session whose figures are shown: the median one.

    low, high: the ends of its interval; over several sessions, of the widest reach of theirs.
    tie: rows of one number stand together and do not differ from the first of them.
    """

    entry: Entry
    sessions: tuple[Entry, ...]
    value: int | None
    low: int | None
    high: int | None
    rank: tuple[int, int] | None = None
    tie: int | None = None

    @property
    def result(self) -> Result:
        return self.entry.result


class Table(Struct, frozen=True):
    """Ranked rows, best first, and how many of their pairs could be tested."""

    device_class: DeviceClass
    tier: TierName
    rows: tuple[Row, ...]
    pairs_tested: int
    pairs_untested: int


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

    metric: None for each scenario's own.
    """
    by_path = sorted(entries, key=lambda entry: str(entry.path))
    grouped = _grouped(by_path, lambda entry: key_of(entry.result, BOARD_FIELDS))
    made = [
        _board(asked, group, metric or judged_by(group[0].result.load.scenario))
        for asked, group in grouped.items()
    ]
    return tuple(sorted(made, key=_board_order))


def why_unranked(result: Result, metric: Metric | None = None) -> Unranked | None:
    """None for a result that may be ranked within its ranking key; metric: its scenario's by default."""
    metric = metric or judged_by(result.load.scenario)
    reasons = {
        Unranked.IMPORTED: result.kind == "imported",
        Unranked.DERIVED: result.kind == "derived",
        Unranked.EMULATED: device_class(result) == "emulated",
        Unranked.SYNTHETIC: result.variant.weights == "synthetic",
        Unranked.USER_WEIGHTS: result.variant.weights == "user",
        Unranked.OPEN: result.workload.division != "closed",
        Unranked.FAILED_CHECK: any(finding.level == "error" for finding in result.findings),
        Unranked.TUNED: is_tuned(result),
        Unranked.SMOKE: not TIERS[result.load.tier].ranked,
        Unranked.CUT_SHORT: _is_short(result),
        Unranked.NO_VALUE: metric.read(result).value is None,
        Unranked.TARGET_NOT_MET: result.quality.met == "no",
        Unranked.UNDETERMINED: result.quality.met != "yes",
    }
    return next((why for why, holds in reasons.items() if holds), None)


def is_tuned(result: Result) -> bool:
    """Neither all usable cores unpinned nor one thread on one core: the two settings that rank (NUMBERS)."""
    threads, pinned_to = result.provenance.repeat.threads, result.sut.affinity
    return not (
        (pinned_to is None and threads == result.device.cpu.cores) or (threads == 1 == len(pinned_to or ()))
    )


def version_order(version: str) -> tuple[tuple[int, ...], bool, tuple[int, ...]]:
    """Sorts versions: 1.9 before 1.10, 1.10rc1 and 1.10.dev3 before 1.10, 1.10 before 1.10.post1."""
    match = re.match(r"\D{0,8}(\d+(?:\.\d+)*)", version)
    release = [int(part) for part in match[1].split(".")] if match else []
    while release and release[-1] == 0:
        release.pop()
    rest = version[match.end() :] if match else version
    final = re.match(r"[._-]?(a|b|c|rc|alpha|beta|dev|pre)", rest, re.IGNORECASE) is None
    return tuple(release), final, tuple(int(part) for part in re.findall(r"\d+", rest))


def _is_short(result: Result) -> bool:
    """It lacks processes, queries or time that its tier or its percentile asks for."""
    return (
        len(result.processes) < TIERS[result.load.tier].processes
        or any(floors.shortfalls(result))
        or not floors.resolves_percentile(result)
    )


def _board(asked: Key, entries: Sequence[Entry], metric: Metric) -> Board:
    by_reason = _grouped(entries, lambda entry: why_unranked(entry.result, metric))
    tables, older = [], []
    for table_entries in _grouped(by_reason.pop(None, []), lambda entry: ranking_key(entry.result)).values():
        newest, superseded = _newest_versions(_rows(table_entries, metric))
        older += superseded
        tables.append(_table(newest, metric))
    groups = {why: _rows(group, metric) for why, group in by_reason.items() if why is not None}
    if older:
        groups[Unranked.OLDER_VERSION] = older
    return Board(
        asked,
        metric,
        tuple(sorted(tables, key=lambda table: (table.device_class != "physical", table.tier != "standard"))),
        tuple(Group(why, tuple(_sorted(groups[why], metric))) for why in Unranked if why in groups),
    )


def _board_order(board: Board) -> tuple[object, ...]:
    names, asked = tuple(SCENARIOS), board.asked
    scenario = asked["load.scenario"]
    place = names.index(str(scenario)) if scenario in names else len(names)
    revision = asked["workload.revision"]
    assert isinstance(revision, int)
    usual = [asked[f"load.{name}"] or 0 for name in ("period_ns", "batch", "bound_ns")]
    return asked["workload.name"], -revision, asked["load.scope"] != "model", place, *usual, repr(asked)


def _rows(entries: Sequence[Entry], metric: Metric) -> list[Row]:
    def same(entry: Entry) -> tuple[Key, Key, Key]:
        return ranking_key(entry.result), row_key(entry.result), version_key(entry.result)

    return [_row(sessions, metric) for sessions in _grouped(entries, same).values()]


def _row(sessions: Sequence[Entry], metric: Metric) -> Row:
    """Of an even number the worse of the two in the middle, so that a row's figures are one file's."""
    in_time = sorted(sessions, key=lambda entry: (entry.result.created, str(entry.path)))
    estimates = [metric.read(entry.result) for entry in in_time]
    best_first = sorted(in_time, key=lambda one: _goodness(metric.read(one.result).value, metric))
    entry = best_first[len(best_first) // 2]
    lows = [estimate.low for estimate in estimates if estimate.low is not None]
    highs = [estimate.high for estimate in estimates if estimate.high is not None]
    return Row(
        entry=entry,
        sessions=tuple(in_time),
        value=metric.read(entry.result).value,
        low=min(lows, default=None),
        high=max(highs, default=None),
    )


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


def _table(rows: Sequence[Row], metric: Metric) -> Table:
    first = rows[0].result
    verdicts = _verdicts(rows, metric)
    ranked = [
        structs.replace(
            row,
            rank=(
                1 + sum((other, index) in verdicts.better for other in range(len(rows))),
                len(rows) - sum((index, other) in verdicts.better for other in range(len(rows))),
            ),
        )
        for index, row in enumerate(rows)
    ]
    order = sorted(range(len(rows)), key=lambda index: (ranked[index].rank, _place(ranked[index], metric)))
    ties = _ties(order, verdicts.better)
    return Table(
        device_class=device_class(first),
        tier=first.load.tier,
        rows=tuple(structs.replace(ranked[index], tie=ties.get(index)) for index in order),
        pairs_tested=verdicts.tested,
        pairs_untested=math.comb(len(rows), 2) - verdicts.tested,
    )


class _Verdicts(NamedTuple):
    better: frozenset[tuple[int, int]]
    """(a, b): row a is better than row b."""
    tested: int


def _verdicts(rows: Sequence[Row], metric: Metric) -> _Verdicts:
    better: set[tuple[int, int]] = set()
    tests: list[tuple[int, int, float, float]] = []
    for a, b in itertools.combinations(range(len(rows)), 2):
        tested = samples(_results(rows[a]), _results(rows[b]), metric)
        if isinstance(tested, Samples):
            found = statistics.welch(tested.a, tested.b)
            tests.append((a, b, found.ratio, found.p_value))
        else:
            ratio = (rows[a].value or 1) / (rows[b].value or 1)
            better |= _winner(a, b, ratio, GUARD_BAND, metric)
    rejected = statistics.holm([p_value for *_, p_value in tests], SIGNIFICANCE)
    for (a, b, ratio, _), significant in zip(tests, rejected, strict=True):
        if significant:
            better |= _winner(a, b, ratio, MINIMUM_EFFECT, metric)
    return _Verdicts(frozenset(better), len(tests))


def _winner(a: int, b: int, ratio: float, least: float, metric: Metric) -> set[tuple[int, int]]:
    if not reaches(ratio, least):
        return set()
    return {(a, b) if metric.is_better(ratio, 1) else (b, a)}


def _results(row: Row) -> list[Result]:
    return [entry.result for entry in row.sessions]


def _ties(order: Sequence[int], better: frozenset[tuple[int, int]]) -> dict[int, int]:
    """Row -> number of its bracket. A bracket ends at the first row that its first row beats: no chaining."""
    ties: dict[int, int] = {}
    start = 0
    for number in itertools.count():
        if start >= len(order):
            return ties
        end = start + 1
        while end < len(order) and not {(order[start], order[end]), (order[end], order[start])} & better:
            end += 1
        if end - start > 1:
            ties.update(dict.fromkeys(order[start:end], number))
        start = end
    raise AssertionError


def _sorted(rows: Iterable[Row], metric: Metric) -> list[Row]:
    return sorted(rows, key=lambda row: _place(row, metric))


def _place(row: Row, metric: Metric) -> tuple[float, str]:
    return _goodness(row.value, metric), str(row.entry.path)


def _goodness(value: int | None, metric: Metric) -> float:
    """Sorts best first, missing last."""
    if value is None:
        return math.inf
    return value if metric.better == "lower" else -value


def _grouped(items: Iterable[_Item], key: Callable[[_Item], _Group]) -> dict[_Group, list[_Item]]:
    """In order of first appearance."""
    groups: dict[_Group, list[_Item]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return groups
