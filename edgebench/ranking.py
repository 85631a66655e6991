"""Rows of one ranking key to a table: who is better than whom, rank intervals, and ties. Pure.

Rank intervals as in NUMBERS ("Statistics"): 1 + rows significantly better, n - rows
significantly worse. Significance can be claimed only within one session, or between sessions
with three or more a side; elsewhere a guard band of 5 % stands in for it, and the table says so.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import NamedTuple

from msgspec import Struct, structs

from edgebench import statistics
from edgebench.comparison import DeviceClass, device_class
from edgebench.difference import MINIMUM_EFFECT, SIGNIFICANCE, Samples, reaches, samples
from edgebench.metrics import Metric
from edgebench.model.entry import Entry
from edgebench.model.result import Result
from edgebench.model.scenario import TierName

GUARD_BAND = 1.05
"""Stands in for significance where nothing can be tested; between different meters at least what their own
errors can bring."""


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
    order = sorted(range(len(rows)), key=lambda index: (ranked[index].rank, place(ranked[index], metric)))
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
        first, second = _results(rows[a]), _results(rows[b])
        tested, common = samples(first, second, metric), metric.common_error(first, second)
        if isinstance(tested, Samples) and not metric.obstacle([*first, *second]):
            found = statistics.welch(tested.a, tested.b, common)
            tests.append((a, b, found.ratio, found.p_value))
        else:
            ratio = (rows[a].value or 1) / (rows[b].value or 1)
            least = max(GUARD_BAND, math.exp(statistics.NORMAL_975 * common))
            better |= _winner(a, b, ratio, least, metric)
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


def place(row: Row, metric: Metric) -> tuple[float, str]:
    return _goodness(row.value, metric), str(row.entry.path)


def _goodness(value: int | None, metric: Metric) -> float:
    """Sorts best first, missing last."""
    if value is None:
        return math.inf
    return value if metric.better == "lower" else -value
