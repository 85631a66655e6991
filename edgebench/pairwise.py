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
from edgebench.metrics import Metric
from edgebench.model.result import Result
from edgebench.statistics import LogRatios, Logs

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    Better = NDArray[numpy.bool_]
    Rows = NDArray[numpy.int_]

GUARD_BAND = 1.05
"""Stands in for significance where nothing can be tested; between different meters at least what their own
errors can bring."""
_FEW = 100
"""Tests that are not worth an array of p-values."""
_CLOSE = 1e-6
"""Relative distance of a p-value to what it is held against, within which an array is not trusted; it is good
to 1e-12."""


class Side(NamedTuple):
    """A row: its sessions in the order of time, and the value it is shown with."""

    results: Sequence[Result]
    value: int | None


class _Pairs(NamedTuple):
    """Rows a and b of pairs that are tested, and statistics.Logs of each, in columns."""

    a: NDArray[numpy.int_]
    b: NDArray[numpy.int_]
    logs_a: NDArray[numpy.float64]
    logs_b: NDArray[numpy.float64]


def verdicts(rows: Sequence[Side], metric: Metric) -> tuple[Better, int]:
    """([a, b]: row a is better than row b, how many pairs could be tested)."""
    import numpy

    common, known = _Common(rows, metric), _Known(metric)
    better = _by_guard_band(rows, common, metric)
    both = _of_sessions(rows, common, known), _of_processes(rows, common, known)
    a, b, logs_a, logs_b = (numpy.concatenate(parts) for parts in zip(*both, strict=True))
    better[a, b] = better[b, a] = False
    found = statistics.welch_of_many(logs_a, logs_b, common.errors(a, b))
    for place in numpy.flatnonzero(_rejected(found)).tolist():
        ratio = math.exp(found.value[place])
        if reaches(ratio, MINIMUM_EFFECT):
            first, second = (a, b) if metric.is_better(ratio, 1) else (b, a)
            better[first[place], second[place]] = True
    return better, len(a)


class _Common:
    """What the sides of a pair share beside their values, asked once for all pairs whose sides are alike."""

    def __init__(self, rows: Sequence[Side], metric: Metric) -> None:
        import numpy

        shared = [metric.shared_by(row.results) for row in rows]
        kinds = list(dict.fromkeys(shared))
        places = {one: place for place, one in enumerate(kinds)}
        self._kind_of = numpy.array([places[one] for one in shared])
        self._results = dict(zip(self._kind_of.tolist(), (row.results for row in rows), strict=True))
        self._metric = metric
        self._errors = numpy.array([[one.error_against(other) for other in kinds] for one in kinds])
        self._bands = numpy.array([[_band(error) for error in errors] for errors in self._errors.tolist()])

    def errors(self, a: Rows, b: Rows) -> NDArray[numpy.float64]:
        """Standard errors of the logarithm of the ratio of these rows that no repetition averages away."""
        found: NDArray[numpy.float64] = self._errors[self._kind_of[a], self._kind_of[b]]
        return found

    def bands(self, a: int, b: Rows) -> NDArray[numpy.float64]:
        """The ratios of these rows that stand for a difference where none can be tested."""
        found: NDArray[numpy.float64] = self._bands[self._kind_of[a], self._kind_of[b]]
        return found

    def may_be_tested(self, a: Rows, b: Rows) -> Better:
        """Whether nothing forbids to test these rows against each other."""
        import numpy

        count = len(self._results)
        pairs, place = numpy.unique(self._kind_of[a] * count + self._kind_of[b], return_inverse=True)
        kinds = (divmod(pair, count) for pair in pairs.tolist())
        may = [not self._metric.obstacle([*self._results[x], *self._results[y]]) for x, y in kinds]
        return numpy.array(may, dtype=numpy.bool_)[place]


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
    numbers = numpy.arange(len(rows))
    better = numpy.zeros((len(rows), len(rows)), dtype=numpy.bool_)
    for a, value in enumerate(values):
        ratios = value / values[a + 1 :]
        apart = numpy.maximum(ratios, 1 / ratios) >= common.bands(a, numbers[a + 1 :])
        first = ratios < 1 if metric.better == "lower" else ratios > 1
        better[a, a + 1 :], better[a + 1 :, a] = apart & first, apart & ~first
    return better


def _band(common_error: float) -> float:
    return max(GUARD_BAND, math.exp(statistics.NORMAL_975 * common_error))


def _sessions(row: Side) -> dict[str, Result]:
    return {one.session.id: one for one in row.results}


def _of_sessions(rows: Sequence[Side], common: _Common, known: _Known) -> _Pairs:
    """Pairs of rows with sessions enough on both sides."""
    import numpy

    found = {index: list(_sessions(row).values()) for index, row in enumerate(rows)}
    means = {
        index: known.of_sessions(results)
        for index, results in found.items()
        if len(results) >= SESSIONS_TO_TEST
    }
    numbers = numpy.array(list(means), dtype=numpy.int_)
    logs = numpy.array(list(means.values()), dtype=numpy.float64).reshape(-1, 3)
    a, b = numpy.triu_indices(len(means), 1)
    may = common.may_be_tested(numbers[a], numbers[b])
    a, b = a[may], b[may]
    return _Pairs(numbers[a], numbers[b], logs[a], logs[b])


def _of_processes(rows: Sequence[Side], common: _Common, known: _Known) -> _Pairs:
    """Pairs of other rows that were interleaved in one session."""
    import numpy

    sessions = [_sessions(row) for row in rows]
    by_name: dict[str, list[int]] = {}
    for index, names in enumerate(sessions):
        for name in names:
            by_name.setdefault(name, []).append(index)
    pairs, logs = [], []
    for pair in sorted({pair for one in by_name.values() for pair in itertools.combinations(one, 2)}):
        first, second = (sessions[index] for index in pair)
        if min(len(first), len(second)) >= SESSIONS_TO_TEST:
            continue
        both = sessions_to_test(first, second, known.values)
        if isinstance(both, tuple):
            pairs.append(pair)
            logs.append([known.of_processes(one) for one in both])
    a, b = numpy.array(pairs, dtype=numpy.int_).reshape(-1, 2).T
    logs_a, logs_b = numpy.array(logs, dtype=numpy.float64).reshape(-1, 2, 3).swapaxes(0, 1)
    may = common.may_be_tested(a, b)
    return _Pairs(a[may], b[may], logs_a[may], logs_b[may])


def _rejected(found: LogRatios) -> Sequence[bool] | NDArray[numpy.bool_]:
    """By Holm's procedure: each p-value by itself where they are few, or where a verdict is close."""
    import numpy

    if len(found.value) >= _FEW:
        made = statistics.p_values(found)
        order = made.argsort()
        limits = SIGNIFICANCE / numpy.arange(len(made), 0, -1)
        if not (abs(made[order] - limits) <= _CLOSE * limits).any():
            rejected = numpy.empty_like(order, dtype=numpy.bool_)
            rejected[order] = numpy.logical_and.accumulate(made[order] <= limits)
            return rejected
    return statistics.holm([one.p_value for one in found.singly()], SIGNIFICANCE)
