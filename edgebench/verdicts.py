"""Pairs of cells and metrics -> verdicts, all of one family, and why a metric of a pair was left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from msgspec import Struct

from edgebench import pairing
from edgebench.difference import Difference, Question, absence, differences
from edgebench.errors import ComparisonError, NothingComparedError
from edgebench.metrics import Metric
from edgebench.model.entry import Entry
from edgebench.model.reason import TEXT, Reason
from edgebench.model.result import Result
from edgebench.pairing import Cell, LeftOut, Pair


class Side(NamedTuple):
    """Results that are compared with others, and what they are called."""

    name: str
    entries: Sequence[Entry]


class Missing(Struct, frozen=True):
    """A metric that no session of a side has, and why; the same for both sides, or that of one."""

    metric: Metric
    side: Literal["A", "B", "A and B"]
    reason: Reason

    @property
    def text(self) -> str:
        return f"{TEXT[self.reason].cell} ({self.side})"


class Incomparable(Struct, frozen=True):
    """A metric that both sides have and that must not be compared; `why` names the fields."""

    metric: Metric
    why: str


Answer = Difference | Missing | Incomparable


class Judged(Struct, frozen=True):
    """What is said of a pair: for each metric, in the order asked, a difference or why there is none."""

    pair: Pair
    answers: tuple[Answer, ...]

    @property
    def differences(self) -> tuple[Difference, ...]:
        return tuple(one for one in self.answers if isinstance(one, Difference))

    @property
    def regressions(self) -> tuple[Difference, ...]:
        """Metrics in which A is significantly better: B, the newer, has become worse."""
        return tuple(one for one in self.differences if one.better == "a")


class Comparison(Struct, frozen=True):
    """Everything there is to say of two sides; a and b are what they were called."""

    a: str
    b: str
    judged: tuple[Judged, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def tests(self) -> int:
        return sum(one.p_value is not None for judged in self.judged for one in judged.differences)

    @property
    def regressions(self) -> int:
        return sum(len(judged.regressions) for judged in self.judged)


def compare(a: Side, b: Side, metrics: Sequence[Metric], vary: Sequence[str] = ()) -> Comparison:
    """The cells of A beside those of B in these metrics; vary: as for pairing.pair.

    Raises ComparisonError when there is no pair, NothingComparedError when a side or every pair has nothing.
    """
    paired = pairing.pair(a.entries, b.entries, vary)
    return Comparison(a.name, b.name, judge(paired.pairs, metrics), paired.left_out)


def judge(pairs: Sequence[Pair], metrics: Sequence[Metric]) -> tuple[Judged, ...]:
    """Every pair in every metric; Holm's correction is over all of them.

    Of a cell's sessions those that have the metric are compared. Raises NothingComparedError when no
    pair has a metric that both sides measured, ComparisonError when none that has may be compared.
    """
    asked = [[_asked(pair, metric) for metric in metrics] for pair in pairs]
    found = differences([one for row in asked for one in row if isinstance(one, Question)])
    if not found:
        _refuse_if_incomparable(asked)
        why = dict.fromkeys(one.text for row in asked for one in row if isinstance(one, Missing))
        raise NothingComparedError(
            f"nothing could be compared: {', '.join(why)}", "Ask for another --metric, or measure longer."
        )
    answers = iter(found)
    return tuple(Judged(pair, tuple(_answers(row, answers))) for pair, row in zip(pairs, asked, strict=True))


def _refuse_if_incomparable(asked: Sequence[Sequence[Question | Missing | Incomparable]]) -> None:
    why = dict.fromkeys(one.why for row in asked for one in row if isinstance(one, Incomparable))
    if why:
        raise ComparisonError(
            "; ".join(why),
            "Measure both with one meter, or with meters of one boundary whose accuracy is stated.",
        )


def _answers(
    row: Sequence[Question | Missing | Incomparable], answers: Iterator[Difference]
) -> Iterator[Answer]:
    for one in row:
        yield next(answers) if isinstance(one, Question) else one


def _asked(pair: Pair, metric: Metric) -> Question | Missing | Incomparable:
    a, b = _having(pair.a, metric), _having(pair.b, metric)
    if isinstance(a, Reason):
        return Missing(metric, "A and B" if a is b else "A", a)
    if isinstance(b, Reason):
        return Missing(metric, "B", b)
    why = metric.obstacle([*a, *b])
    return Incomparable(metric, why) if why else Question(a, b, metric)


def _having(cell: Cell, metric: Metric) -> list[Result] | Reason:
    """The sessions that have the metric, or why the latest has not."""
    reasons = [(entry.result, absence(entry.result, metric)) for entry in cell.entries]
    having = [result for result, reason in reasons if reason is None]
    return having or reasons[-1][1] or Reason.UNKNOWN
