"""Rows of one ranking key to a table: who is better than whom, rank intervals, and ties. Pure.

Rank intervals as in NUMBERS ("Statistics"): 1 + rows significantly better, n - rows
significantly worse (edgebench/pairwise.py).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct, structs

from edgebench import pairwise
from edgebench.comparison import DeviceClass, device_class
from edgebench.metrics import Metric
from edgebench.model.entry import Entry
from edgebench.model.result import Result
from edgebench.model.scenario import TierName
from edgebench.pairwise import Side

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray


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


def row_of(sessions: Sequence[Entry], metric: Metric) -> Row:
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


def table_of(rows: Sequence[Row], metric: Metric) -> Table:
    first = rows[0].result
    better, tested = pairwise.verdicts([Side(_results(row), row.value) for row in rows], metric)
    n = len(rows)
    beaten_by, beats = better.sum(axis=0).tolist(), better.sum(axis=1).tolist()
    ranked = [
        structs.replace(row, rank=(1 + beaten_by[index], n - beats[index])) for index, row in enumerate(rows)
    ]
    order = sorted(range(n), key=lambda index: (ranked[index].rank, place(ranked[index], metric)))
    ties = _ties(order, better)
    return Table(
        device_class=device_class(first),
        tier=first.load.tier,
        rows=tuple(structs.replace(ranked[index], tie=ties.get(index)) for index in order),
        pairs_tested=tested,
        pairs_untested=math.comb(n, 2) - tested,
    )


def _results(row: Row) -> list[Result]:
    return [entry.result for entry in row.sessions]


def _ties(order: Sequence[int], better: NDArray[numpy.bool_]) -> dict[int, int]:
    """Row -> number of its bracket. A bracket ends at the first row that its first row beats: no chaining."""
    ties: dict[int, int] = {}
    start = 0
    for number in itertools.count():
        if start >= len(order):
            return ties
        end, first = start + 1, order[start]
        while end < len(order) and not (better[first, order[end]] or better[order[end], first]):
            end += 1
        if end - start > 1:
            ties.update(dict.fromkeys(order[start:end], number))
        start = end
    raise AssertionError


def place(row: Row, metric: Metric) -> tuple[float, str]:
    return _goodness(row.value, metric), str(row.entry.path)


def _goodness(value: int | None, metric: Metric) -> float:
    """Sorts best first, missing last."""
    if value is None:
        return math.inf
    return value if metric.better == "lower" else -value
