"""How far apart two cells are, and whether that may be claimed: NUMBERS ("Statistics", "Difference").

A cell is given as its sessions: results in the order of time. Tested is the first of these that there is:

    session   three or more sessions a side: one geometric mean a session
    process   a session in which both were interleaved (the latest): one value a process

each by Welch's t on the logarithms. A metric may add an error that all values of a side share: energies of
different meters have the gains of both (Metric.common_error). Anything else is not testable: the machine of
another hour is another machine, and one session a side cannot tell the two apart. The ratio is told all the
same.

A difference is significant when Holm's procedure rejects its p-value at 5 % over all that are judged at
once, and the ratio is at least 1.02 or at most 1/1.02. The interval of a ratio is that of one
comparison, not widened for the others. The smallest detectable difference is the ratio that would be
called significant in about four of five repetitions with the error seen here, at the strictest level that
Holm's procedure can ask for, 5 % over the number of tests; at least 1.02. Its formula:
statistics.LogRatio.smallest_detectable.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from msgspec import Struct

from edgebench import statistics
from edgebench.metrics import Metric
from edgebench.model.reason import Reason
from edgebench.model.result import Result

SIGNIFICANCE = 0.05
MINIMUM_EFFECT = 1.02
"""A difference below 2 % is never called one."""
SESSIONS_TO_TEST = 3
"""With as many a side, sessions are the unit of the test."""

Unit = Literal["process", "session"]
Verdict = Literal["significant", "no-difference-shown", "not-testable"]


class Untestable(enum.Enum):
    """Why no test is allowed."""

    FEW_SESSIONS = "few-sessions"
    NOT_INTERLEAVED = "not-interleaved"
    ONE_PROCESS = "one-process"
    ONE_SEARCH = "one-search"
    """A search found one figure for all processes of a session: only sessions can tell how it varies."""


class Unshown(enum.Enum):
    """Why a tested difference is not claimed."""

    BELOW_MINIMUM = "below-minimum-effect"
    WITHIN_NOISE = "within-noise"
    MANY_COMPARISONS = "many-comparisons"
    """By itself it would be significant; among so many, one such is expected by chance."""


class Samples(NamedTuple):
    """Two groups of at least 2 values above 0, and what each value is of."""

    unit: Unit
    a: Sequence[float]
    b: Sequence[float]


class Question(NamedTuple):
    """The sessions of two cells, each in the order of time, and the metric; each has a value of it."""

    a: Sequence[Result]
    b: Sequence[Result]
    metric: Metric


class Difference(Struct, frozen=True):
    """`ratio` is b over a, geometric means of what was tested, of all sessions where nothing could be.

    low, high, p_value, smallest_detectable: None where it is not testable. why: None where it is significant.
    processes, sessions: how many of a and of b stand behind the values.
    """

    metric: Metric
    verdict: Verdict
    why: Untestable | Unshown | None
    a: float
    b: float
    ratio: float
    low: float | None
    high: float | None
    p_value: float | None
    smallest_detectable: float | None
    unit: Unit | None
    processes: tuple[int, int]
    sessions: tuple[int, int]

    @property
    def better(self) -> Literal["a", "b"] | None:
        """The side that is significantly better."""
        if self.verdict != "significant":
            return None
        return "b" if self.metric.is_better(self.b, self.a) else "a"


def differences(questions: Sequence[Question]) -> list[Difference]:
    """The answers in the order of the questions. All of them are one family of Holm's: ask them together."""
    tested = [samples(*question) for question in questions]
    found = [
        statistics.welch(one.b, one.a, asked.metric.common_error(asked.a, asked.b))
        if isinstance(one, Samples)
        else None
        for asked, one in zip(questions, tested, strict=True)
    ]
    p_values = [one.p_value for one in found if one]
    rejected = iter(statistics.holm(p_values, SIGNIFICANCE))
    answers = []
    for question, groups, one in zip(questions, tested, found, strict=True):
        if isinstance(groups, Samples) and one:
            answers.append(_tested(question, groups, one, rejected=next(rejected), tests=len(p_values)))
        elif isinstance(groups, Untestable):
            answers.append(_untested(question, groups))
    return answers


def samples(a: Sequence[Result], b: Sequence[Result], metric: Metric) -> Samples | Untestable:
    """The two groups of values to test, or why no test is allowed; each result has a value of the metric."""
    first, second = _by_session(a), _by_session(b)
    if min(len(first), len(second)) >= SESSIONS_TO_TEST:
        return Samples("session", *(_session_values(side.values(), metric) for side in (first, second)))
    both = sessions_to_test(first, second, metric.per_process)
    if isinstance(both, Untestable):
        return both
    return Samples("process", *(_values(one, metric) for one in both))


def sessions_to_test(
    first: Mapping[str, Result],
    second: Mapping[str, Result],
    values: Callable[[Result], tuple[float, ...] | None],
) -> tuple[Result, Result] | Untestable:
    """Of two cells by session the latest in which both were interleaved, each in two processes or more."""
    shared = [(first[name], second[name]) for name in first if name in second]
    together = [both for both in shared if all(one.session.interleaved for one in both)]
    if together and any(values(one) is None for both in together for one in both):
        return Untestable.ONE_SEARCH
    for both in reversed(together):
        if min(len(one.processes) for one in both) >= 2:
            return both
    if together:
        return Untestable.ONE_PROCESS
    return Untestable.NOT_INTERLEAVED if shared else Untestable.FEW_SESSIONS


def reaches(ratio: float, least: float) -> bool:
    """Whether the ratio is at least so far from 1, up or down: turned round, the answer is the same."""
    return max(ratio, 1 / ratio) >= least


def absence(result: Result, metric: Metric) -> Reason | None:
    """Why this result has no figure to compare, or a percentile that its queries cannot resolve; else None.

    A percentile needs in every process the queries with which MLPerf's early stopping gives it: p50 11,
    p90 64, p99 662. A run that was cut may have fewer.
    """
    summary, values = metric.read(result), metric.per_process(result)
    if values is None:  # a search's figure is one for all processes
        return None if summary.value else summary.value_reason or Reason.UNKNOWN
    if min(values) <= 0:  # no logarithm: a summary that does not fit its processes
        return Reason.UNKNOWN
    ppm = metric.percentile_ppm
    if ppm and min(process.queries for process in result.processes) < statistics.fewest_for(ppm):
        return Reason.TOO_FEW_QUERIES
    return None


def _tested(
    question: Question, groups: Samples, found: statistics.LogRatio, *, rejected: bool, tests: int
) -> Difference:
    value, low, high = found.interval
    why = _unshown(found, rejected=rejected)
    if groups.unit == "process":
        processes, sessions = (len(groups.a), len(groups.b)), (1, 1)
    else:
        processes, sessions = _counts(question)
    return Difference(
        metric=question.metric,
        verdict="no-difference-shown" if why else "significant",
        why=why,
        a=statistics.geometric_mean(groups.a),
        b=statistics.geometric_mean(groups.b),
        ratio=value,
        low=low,
        high=high,
        p_value=found.p_value,
        smallest_detectable=found.smallest_detectable(MINIMUM_EFFECT, SIGNIFICANCE / tests),
        unit=groups.unit,
        processes=processes,
        sessions=sessions,
    )


def _unshown(found: statistics.LogRatio, *, rejected: bool) -> Unshown | None:
    if found.p_value > SIGNIFICANCE:
        return Unshown.WITHIN_NOISE
    if not reaches(found.ratio, MINIMUM_EFFECT):
        return Unshown.BELOW_MINIMUM
    return None if rejected else Unshown.MANY_COMPARISONS


def _untested(question: Question, why: Untestable) -> Difference:
    a, b = (
        statistics.geometric_mean(_session_values(_by_session(side).values(), question.metric))
        for side in (question.a, question.b)
    )
    processes, sessions = _counts(question)
    return Difference(
        metric=question.metric,
        verdict="not-testable",
        why=why,
        a=a,
        b=b,
        ratio=b / a,
        low=None,
        high=None,
        p_value=None,
        smallest_detectable=None,
        unit=None,
        processes=processes,
        sessions=sessions,
    )


def _counts(question: Question) -> tuple[tuple[int, int], tuple[int, int]]:
    """(processes, sessions) of a and of b."""
    a, b = (_by_session(side).values() for side in (question.a, question.b))
    return (_processes(a), _processes(b)), (len(a), len(b))


def _processes(sessions: Iterable[Result]) -> int:
    return sum(len(one.processes) for one in sessions)


def _by_session(results: Sequence[Result]) -> dict[str, Result]:
    """A session measures a cell once; of two files that say otherwise, the later."""
    return {one.session.id: one for one in results}


def _session_values(sessions: Iterable[Result], metric: Metric) -> tuple[float, ...]:
    return tuple(statistics.geometric_mean(_values(one, metric)) for one in sessions)


def _values(result: Result, metric: Metric) -> tuple[float, ...]:
    """One a process, or the one that a search found."""
    values, found = metric.per_process(result), metric.read(result).value
    assert values or found, f"{metric.name}: asked of a result without it"
    return values or (float(found or 0),)
