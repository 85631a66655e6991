"""Which rows of a table are better than which: every pair of them, judged as one family. Pure.

Significance can be claimed only within one session, or between sessions with three or more a side
(edgebench/difference.py); elsewhere a guard band of 5 % stands in for it. A thousand rows are half a
million pairs: what a row brings to its pairs is computed once, and p-values are computed in arrays. Where a
verdict hangs on the last bits of one they are made singly, so that none differs from a test by itself.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from edgebench import statistics
from edgebench.difference import MINIMUM_EFFECT, SESSIONS_TO_TEST, SIGNIFICANCE, reaches, sessions_to_test
from edgebench.metrics import Metric, Shared
from edgebench.model.result import Result
from edgebench.statistics import LogRatio, Logs

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    Better = NDArray[numpy.bool_]

GUARD_BAND = 1.05
"""Stands in for significance where nothing can be tested; between different meters at least what their own
errors can bring."""
_CLOSE = 1e-6
"""Relative distance of a p-value to what it is held against, within which an array is not trusted; it is good
to 1e-12."""


class Side(NamedTuple):
    """A row: its sessions in the order of time, and the value it is shown with."""

    results: Sequence[Result]
    value: int | None


class Test(NamedTuple):
    """Of row a over row b."""

    a: int
    b: int
    found: LogRatio


def verdicts(rows: Sequence[Side], metric: Metric) -> tuple[Better, int]:
    """([a, b]: row a is better than row b, how many pairs could be tested)."""
    common, known = _Common(rows, metric), _Known(metric)
    better = _by_guard_band(rows, common, metric)
    tests = [*_of_sessions(rows, common, known), *_of_processes(rows, common, known)]
    for one in tests:
        better[one.a, one.b] = better[one.b, one.a] = False
    rejected = statistics.holm(_p_values([one.found for one in tests]), SIGNIFICANCE)
    for (a, b, found), significant in zip(tests, rejected, strict=True):
        if significant and reaches(found.ratio, MINIMUM_EFFECT):
            better[(a, b) if metric.is_better(found.ratio, 1) else (b, a)] = True
    return better, len(tests)


class _Common:
    """What the sides of a pair share beside their values, asked once for all pairs whose sides are alike."""

    def __init__(self, rows: Sequence[Side], metric: Metric) -> None:
        self._rows, self._metric = rows, metric
        self.shared = [metric.shared_by(row.results) for row in rows]
        self._obstacles: dict[tuple[Shared, Shared], str] = {}

    def error(self, a: int, b: int) -> float:
        """Standard error of the logarithm of the ratio of these rows that no repetition averages away."""
        return self.shared[a].error_against(self.shared[b])

    def obstacle(self, a: int, b: int) -> str:
        """Why these two rows may not be tested."""
        pair = self.shared[a], self.shared[b]
        if pair not in self._obstacles:
            both = [*self._rows[a].results, *self._rows[b].results]
            self._obstacles[pair] = self._metric.obstacle(both)
        return self._obstacles[pair]


class _Known:
    """The values of results, looked up once though many pairs ask for them."""

    def __init__(self, metric: Metric) -> None:
        self._metric = metric
        self._values: dict[int, tuple[float, ...] | None] = {}
        self._logs: dict[int, Logs] = {}

    def values(self, result: Result) -> tuple[float, ...] | None:
        """One a process; None where a search found one for all."""
        if id(result) not in self._values:
            self._values[id(result)] = self._metric.per_process(result)
        return self._values[id(result)]

    def of_processes(self, result: Result) -> Logs:
        if id(result) not in self._logs:
            self._logs[id(result)] = statistics.logs_of(self.values(result) or ())
        return self._logs[id(result)]

    def of_sessions(self, results: Sequence[Result]) -> Logs:
        found = (self.values(one) or (float(self._metric.read(one).value or 0),) for one in results)
        return statistics.logs_of([statistics.geometric_mean(values) for values in found])


def _by_guard_band(rows: Sequence[Side], common: _Common, metric: Metric) -> Better:
    """Of all pairs, as if none could be tested."""
    import numpy

    values = numpy.array([row.value or 1 for row in rows], dtype=numpy.float64)
    kinds = list(dict.fromkeys(common.shared))
    of_row = numpy.array([kinds.index(one) for one in common.shared])
    least = numpy.array([[_band(one.error_against(other)) for other in kinds] for one in kinds])
    better = numpy.zeros((len(rows), len(rows)), dtype=numpy.bool_)
    for a, value in enumerate(values):
        ratios = value / values[a + 1 :]
        apart = numpy.maximum(ratios, 1 / ratios) >= least[of_row[a], of_row[a + 1 :]]
        first = ratios < 1 if metric.better == "lower" else ratios > 1
        better[a, a + 1 :], better[a + 1 :, a] = apart & first, apart & ~first
    return better


def _band(common_error: float) -> float:
    return max(GUARD_BAND, math.exp(statistics.NORMAL_975 * common_error))


def _sessions(row: Side) -> dict[str, Result]:
    return {one.session.id: one for one in row.results}


def _of_sessions(rows: Sequence[Side], common: _Common, known: _Known) -> list[Test]:
    """Pairs of rows with sessions enough on both sides."""
    found = {index: list(_sessions(row).values()) for index, row in enumerate(rows)}
    means = {
        index: known.of_sessions(results)
        for index, results in found.items()
        if len(results) >= SESSIONS_TO_TEST
    }
    return [
        Test(a, b, statistics.welch_of(means[a], means[b], common.error(a, b)))
        for a, b in itertools.combinations(means, 2)
        if not common.obstacle(a, b)
    ]


def _of_processes(rows: Sequence[Side], common: _Common, known: _Known) -> list[Test]:
    """Pairs of other rows that were interleaved in one session."""
    sessions = [_sessions(row) for row in rows]
    by_name: dict[str, list[int]] = {}
    for index, names in enumerate(sessions):
        for name in names:
            by_name.setdefault(name, []).append(index)
    tests = []
    for a, b in sorted({pair for one in by_name.values() for pair in itertools.combinations(one, 2)}):
        if min(len(sessions[a]), len(sessions[b])) >= SESSIONS_TO_TEST:
            continue
        both = sessions_to_test(sessions[a], sessions[b], known.values)
        if isinstance(both, tuple) and not common.obstacle(a, b):
            one, other = map(known.of_processes, both)
            error = common.error(a, b)
            tests.append(Test(a, b, statistics.welch_of(one, other, error)))
    return tests


def _p_values(found: Sequence[LogRatio]) -> Sequence[float]:
    """Those of Holm's procedure: each by itself where they are few, or where its verdict is close."""
    if len(found) < 100:
        return [one.p_value for one in found]
    import numpy

    made = statistics.p_values(found)
    ordered = numpy.sort(made)
    limits = SIGNIFICANCE / numpy.arange(len(ordered), 0, -1)
    close = abs(ordered - limits) <= _CLOSE * limits
    return [one.p_value for one in found] if close.any() else made.tolist()
