"""What results added to others change: ranks, and how far each is from its peers. Pure.

A report holds slugs, names of closed lists and whole numbers, and a bounded number of rows, so that `read`
makes one that a stranger wrote as harmless as one's own.

z        how many robust standard deviations above the peers' median (statistics.typical); 3 is never less
         than 6 %
peers    results that were there before, of the same ranking and row (edgebench/comparison.py), of whichever
         session, unit and version; with fewer than three there is a ratio to their median and no z
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from edgebench import json_guard, leaderboard, statistics
from edgebench.comparison import Key, ranking_key, row_key
from edgebench.errors import ResultError
from edgebench.metrics import METRICS, judged_by
from edgebench.model.entry import Entry
from edgebench.model.quantity import Count, Positive, Slug
from edgebench.model.result import Result
from edgebench.model.scenario import ScenarioName, TierName
from edgebench.ranking import Row
from edgebench.unranked import Unranked, why_entry_unranked

MOST_ROWS = 50
LARGEST_BYTES = 64 * 1024
FEWEST_PEERS = 3
LARGEST_Z = 1000.0
_LARGEST_RATIO = 1000.0


class Place(Struct, frozen=True, forbid_unknown_fields=True):
    """A rank interval in a table of so many rows."""

    low: Positive
    high: Positive
    rows: Positive


class Line(Struct, frozen=True, forbid_unknown_fields=True):
    """A row of a leaderboard; before, after: its place, None where it has none."""

    workload: Slug
    device: Slug
    harness: Slug
    variant: Slug
    scenario: ScenarioName
    tier: TierName
    before: Place | None
    after: Place | None


class Added(Struct, frozen=True, forbid_unknown_fields=True):
    """A new result. unranked: the name of the reason. ratio_ppm: to the median of its peers."""

    line: Line
    unranked: str | None
    metric: str
    value: Count | None
    low: Count | None
    high: Count | None
    peers: Count
    ratio_ppm: Count | None
    z_milli: Annotated[int, Meta(ge=-1_000_000, le=1_000_000)] | None


class TakenBack(Struct, frozen=True, forbid_unknown_fields=True):
    """A result that was withdrawn, and by whom; the reason, which is free text, stays in the list itself."""

    line: Line
    by: Slug


class Review(Struct, frozen=True, forbid_unknown_fields=True):
    """added, moved, withdrawn: at most MOST_ROWS each; results, changes, withdrawals: how many there are."""

    edgebench_review: Literal[1]
    results: Count
    changes: Count
    withdrawals: Count
    added: Annotated[list[Added], Meta(max_length=MOST_ROWS)]
    moved: Annotated[list[Line], Meta(max_length=MOST_ROWS)]
    withdrawn: Annotated[list[TakenBack], Meta(max_length=MOST_ROWS)]


def review(before: Sequence[Entry], after: Sequence[Entry]) -> Review:
    """after: all of `before`, perhaps withdrawn since, and what is new; known by their paths."""
    known = {entry.path for entry in before}
    new = [entry for entry in after if entry.path not in known]
    old_rows, new_rows = _rows(before), _rows(after)
    peers = _peers(before)
    own = {_row_name(entry.result) for entry in new}
    names = [name for name in dict.fromkeys([*old_rows, *new_rows]) if name not in own]
    moved = [name for name in names if _rank(old_rows, name) != _rank(new_rows, name)]
    added = [_added(entry, old_rows, new_rows, peers) for entry in new[:MOST_ROWS]]
    counted = {entry.path for entry in before if not entry.standing.withdrawn}
    back = [entry for entry in after if entry.standing.withdrawn and entry.path in counted]
    return Review(
        edgebench_review=1,
        results=len(new),
        changes=len(moved),
        withdrawals=len(back),
        added=added,
        moved=[_line(name, old_rows, new_rows) for name in moved[:MOST_ROWS]],
        withdrawn=[
            TakenBack(_line_of(entry.result, old_rows, new_rows), entry.standing.withdrawn.by)
            for entry in back[:MOST_ROWS]
            if entry.standing.withdrawn
        ],
    )


def read(data: bytes, name: str) -> Review:
    """A report from anyone. Raises ResultError for anything that `review` would not have made."""
    if len(data) > LARGEST_BYTES:
        raise ResultError(f"{name}: {len(data)} bytes; a review has at most {LARGEST_BYTES}", _MADE_BY)
    try:
        found = msgspec.convert(json_guard.parse(data), Review)
    except (json_guard.JsonError, msgspec.ValidationError) as error:
        raise ResultError(f"{name}: {ascii(str(error))[1:-1]}", _MADE_BY) from error
    lines = [*(one.line for one in found.added), *found.moved, *(one.line for one in found.withdrawn)]
    places = [place for line in lines for place in (line.before, line.after) if place]
    if not all(map(_makes_sense, found.added)) or not all(one.low <= one.high <= one.rows for one in places):
        raise ResultError(
            f"{name}: it names a metric, a reason, an interval or a place that there is not", _MADE_BY
        )
    return found


def _makes_sense(one: Added) -> bool:
    """Its names are of the closed lists, and a value lies within its interval."""
    named = one.metric in METRICS and one.unranked in {None, *(why.value for why in Unranked)}
    if one.value is None or one.low is None or one.high is None:
        return named and one.low is None and one.high is None
    return named and 0 < one.low <= one.value <= one.high


_MADE_BY = "A review is made by: edgebench review --base FOLDER --json"

_RowName = tuple[Key, Key]
_Rows = Mapping[_RowName, tuple[Row, int]]


def _row_name(result: Result) -> _RowName:
    return ranking_key(result), row_key(result)


def _rows(entries: Sequence[Entry]) -> dict[_RowName, tuple[Row, int]]:
    """Ranked rows, and how many stand in the same table."""
    tables = [table for board in leaderboard.boards(entries) for table in board.tables]
    return {_row_name(row.result): (row, len(table.rows)) for table in tables for row in table.rows}


def _peers(entries: Sequence[Entry]) -> dict[_RowName, list[int]]:
    """Values that the same row had."""
    found: dict[_RowName, list[int]] = {}
    for entry in entries:
        value = judged_by(entry.result.load.scenario).read(entry.result).value
        if value and not entry.standing.withdrawn:
            found.setdefault(_row_name(entry.result), []).append(value)
    return found


def _added(entry: Entry, old: _Rows, new: _Rows, peers: Mapping[_RowName, Sequence[int]]) -> Added:
    result, name = entry.result, _row_name(entry.result)
    metric = judged_by(result.load.scenario)
    found, others = metric.read(result), peers.get(name, ())
    ratio = found.value / median(others) if found.value and others else None
    why = why_entry_unranked(entry)
    interval = (found.low, found.high) if found.low and found.high else (None, None)
    return Added(
        line=_line_of(result, old, new),
        unranked=why.value if why else None,
        metric=metric.name,
        value=found.value,
        low=interval[0],
        high=interval[1],
        peers=len(others),
        ratio_ppm=None if ratio is None else round(1e6 * min(_LARGEST_RATIO, ratio)),
        z_milli=_z_milli(found.value, others) if found.value and len(others) >= FEWEST_PEERS else None,
    )


def _z_milli(value: int, peers: Sequence[int]) -> int:
    z = statistics.typical(peers).z(value)
    return round(1000 * max(-LARGEST_Z, min(LARGEST_Z, z)))


def _line(name: _RowName, old: _Rows, new: _Rows) -> Line:
    row, _ = new.get(name) or old[name]
    return _line_of(row.result, old, new)


def _line_of(result: Result, old: _Rows, new: _Rows) -> Line:
    name = _row_name(result)
    return Line(
        workload=result.workload.name,
        device=result.device.slug,
        harness=result.sut.harness,
        variant=result.variant.name,
        scenario=result.load.scenario,
        tier=result.load.tier,
        before=_place(old, name),
        after=_place(new, name),
    )


def _rank(rows: _Rows, name: _RowName) -> tuple[int, int] | None:
    return rows[name][0].rank if name in rows else None


def _place(rows: _Rows, name: _RowName) -> Place | None:
    row, count = rows.get(name, (None, 0))
    return Place(*row.rank, count) if row and row.rank else None
