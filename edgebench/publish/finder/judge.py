"""The constraint finder: which combinations meet a question, nearly meet it, or cannot be judged. Pure.

site/scripts/finder_judge.js judges the same; tests/publish/scripts/test_finder.py holds the two together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from edgebench.publish.finder.combinations import TRUSTS, VIRTUAL, Combination, Device, Known, Lot, Quantity
from edgebench.publish.finder.question import AT_LEAST, ENERGIES, PERCENTILES, Question

NEARLY_PERCENT = 20
"""Over or under a limit by no more than this, and no other condition failed: it nearly fits."""
OTHER_BOUNDARY = "measured elsewhere"
NO_PRICE = "no list price"
_FIELDS = {"acc": "accuracy", **{key: key for key in (*PERCENTILES, *ENERGIES, "memory", "slowdown")}}


class Candidate(Struct, frozen=True):
    """A combination with what it stands for."""

    row: Combination
    device: Device
    title: str


class Failure(Struct, frozen=True):
    """A limit that is not kept. by: how far beyond it, as a share; of a choice, such as the kind of device,
    none. end: the value keeps it, and only the worst end of the interval does not.
    """

    key: str
    by: float | None
    end: bool = False


class Verdict(Struct, frozen=True):
    """missing: key and reason of what is not known."""

    of: Candidate
    failures: tuple[Failure, ...]
    missing: tuple[tuple[str, str], ...]


class Allowance(Struct, frozen=True):
    """If one condition were `question`'s, so many would fit. limit: none where the condition is dropped."""

    key: str
    limit: int | None
    fit: int
    question: Question


class Answer(Struct, frozen=True):
    """pareto: ids of what fits and nothing else that fits beats. unknown: nothing that is known fails, and
    something is not known. out: how many do not fit; reasons: conditions they fail, the most common first.
    closest: of what fails one limit and lacks nothing, by however much.
    """

    fits: tuple[Candidate, ...]
    nearly: tuple[Verdict, ...]
    unknown: tuple[Verdict, ...]
    out: int
    reasons: tuple[tuple[str, int], ...]
    pareto: frozenset[str]
    closest: Verdict | None


def asked_of(question: Question, lots: Iterable[Lot]) -> list[Lot]:
    """Its workload, or all workloads of its task."""
    workload, task = question.workload, question.task
    return [lot for lot in lots if workload == lot.of.name or (task and task == lot.of.task)]


def candidates(question: Question, lots: Iterable[Lot]) -> list[Candidate]:
    """Of these lots: virtual machines where they are asked for, else all that are physical."""
    virtual = asks_virtual(question)
    return [one for one in _rows(lots) if (one.device.kind == VIRTUAL) is virtual]


def asks_virtual(question: Question) -> bool:
    return question.chosen.get("on") == VIRTUAL


def _rows(lots: Iterable[Lot]) -> Iterator[Candidate]:
    for lot in lots:
        for row in lot.rows:
            yield Candidate(row, lot.devices[row.device], lot.of.title)


def answer(question: Question, among: Sequence[Candidate]) -> Answer:
    verdicts = [judge(question, one) for one in among]
    fits = [one.of for one in verdicts if not one.failures and not one.missing]
    nearly = [one for one in verdicts if _is_near(one)]
    unknown = [one for one in verdicts if one.missing and not one.failures]
    out = [one for one in verdicts if one.failures and not _is_near(one)]
    reasons = Counter(failure.key for one in out for failure in one.failures)
    return Answer(
        fits=tuple(sorted(fits, key=lambda one: order(question, one))),
        nearly=tuple(sorted(nearly, key=lambda one: (_over(one), order(question, one.of)))),
        unknown=tuple(sorted(unknown, key=lambda one: order(question, one.of))),
        out=len(out),
        reasons=tuple(sorted(reasons.items(), key=lambda one: (-one[1], one[0]))),
        pareto=_pareto(question, fits),
        closest=min(
            filter(_fails_one, verdicts), key=lambda one: (_over(one), order(question, one.of)), default=None
        ),
    )


def _fails_one(one: Verdict) -> bool:
    """A limit, and whatever is asked is known."""
    return len(one.failures) == 1 and not one.missing and one.failures[0].by is not None


def _is_near(one: Verdict) -> bool:
    return _fails_one(one) and _over(one) <= NEARLY_PERCENT / 100


def _over(one: Verdict) -> float:
    return one.failures[0].by or 0.0


def judge(question: Question, of: Candidate) -> Verdict:
    """Every condition of the question on this combination."""
    failures = [Failure(key, None) for key, value in question.chosen.items() if not _chosen(key, value, of)]
    missing = []
    for key, limit in question.limits.items():
        found = quantity(question, key, of)
        if isinstance(found, str):
            missing.append((key, found))
        elif failure := _failure(key, limit, found, question.judge):
            failures.append(failure)
    return Verdict(of, tuple(failures), tuple(missing))


def _chosen(key: str, value: str, of: Candidate) -> bool:
    if key == "trust":
        return value in TRUSTS and TRUSTS.index(of.row.trust) >= TRUSTS.index(value)
    if key == "since":
        return of.row.created >= value
    return value == {"on": of.device.kind, "runtime": of.row.harness, "precision": of.row.precision}[key]


def quantity(question: Question, key: str, of: Candidate) -> Quantity:
    """What the condition is about, in its base unit; of power and energy only at the asked boundary."""
    if key == "price":
        return NO_PRICE if of.device.price_usd is None else Known(100 * of.device.price_usd)
    found: Quantity = getattr(of.row, _FIELDS[key])
    if key in ENERGIES and isinstance(found, Known) and of.row.boundary != question.boundary:
        return OTHER_BOUNDARY
    return found


def _failure(key: str, limit: int, found: Known, by: str) -> Failure | None:
    at_least = key in AT_LEAST
    worst = worst_end(key, found) if by == "worst" else found.value
    if not _beyond(worst, limit, at_least=at_least):
        return None
    end = not _beyond(found.value, limit, at_least=at_least)
    told = worst if end else found.value
    return Failure(key, abs(told - limit) / limit, end)


def worst_end(key: str, found: Known) -> int:
    """Of the interval; of a value without one itself."""
    end = found.low if key in AT_LEAST else found.high
    return found.value if end is None else end


def _beyond(value: int, limit: int, *, at_least: bool) -> bool:
    return value < limit if at_least else value > limit


def order(question: Question, of: Candidate) -> tuple[float, float, float, str]:
    """The chosen order, then price, latency, and the id; what is not known comes last."""
    price, latency = _number(question, "price", of), _number(question, question.percentile, of)
    if question.order == "latency":
        return latency, price, 0.0, of.row.id
    if question.order == "energy":
        return _number(question, question.energy or "energy", of), price, latency, of.row.id
    if question.order == "accuracy":
        known = quantity(question, "acc", of)
        return (float("inf") if isinstance(known, str) else -known.value), price, latency, of.row.id
    if question.order == "room":
        return -room(question, of), price, latency, of.row.id
    return price, latency, 0.0, of.row.id


def _number(question: Question, key: str, of: Candidate) -> float:
    found = quantity(question, key, of)
    return float("inf") if isinstance(found, str) else found.value


def room(question: Question, of: Candidate) -> float:
    """Share of its limit that is left where the least is left."""
    left = [float("inf")]
    for key, limit in question.limits.items():
        found = quantity(question, key, of)
        if isinstance(found, Known):
            worst = worst_end(key, found) if question.judge == "worst" else found.value
            left.append((worst - limit if key in AT_LEAST else limit - worst) / limit)
    return min(left) if len(left) > 1 else 0.0


def _pareto(question: Question, fits: Sequence[Candidate]) -> frozenset[str]:
    """By value of price, latency, accuracy, and power or energy where it is limited.

    What one of two lacks cannot be compared, so only those that lack the same can beat each other.
    """
    by_known: dict[tuple[bool, ...], list[tuple[tuple[float, ...], str]]] = {}
    for one in fits:
        costs = _costs(question, one)
        kept = by_known.setdefault(tuple(cost is not None for cost in costs), [])
        kept.append((tuple(0.0 if cost is None else cost for cost in costs), one.row.id))
    found: set[str] = set()
    for group in by_known.values():
        best: list[tuple[float, ...]] = []
        for mine, row_id in sorted(group):
            if not any(_beats(other, mine) for other in best):
                best.append(mine)
                found.add(row_id)
    return frozenset(found)


def _costs(question: Question, of: Candidate) -> list[float | None]:
    keys = ["price", question.percentile, "acc", *filter(None, [question.energy])]
    found = [quantity(question, key, of) for key in keys]
    signs = [-1 if key in AT_LEAST else 1 for key in keys]
    return [
        None if isinstance(one, str) else sign * one.value for one, sign in zip(found, signs, strict=True)
    ]


def _beats(one: Sequence[float], other: Sequence[float]) -> bool:
    return one != other and all(a <= b for a, b in zip(one, other, strict=True))


def allowances(question: Question, among: Sequence[Candidate]) -> tuple[Allowance, ...]:
    """For each condition the least relaxed limit, in two digits, that lets something fit; none where no
    limit of this one condition does. And none at all, where something fits but for what was not measured.
    """
    verdicts = [judge(question, one) for one in among]
    alone = [one for one in verdicts if len(one.failures) == 1 and not one.missing]
    lacking = {one.missing[0][0] for one in verdicts if len(one.missing) == 1 and not one.failures}
    found = []
    for key in [*question.limits, *question.chosen]:
        mine = [one for one in alone if one.failures[0].key == key]
        if mine:
            found.append(_allowance(question, key, _least(question, key, mine), among))
        if key in lacking:
            found.append(_allowance(question, key, None, among))
    return tuple(found)


def _least(question: Question, key: str, mine: Sequence[Verdict]) -> int | None:
    """The limit that lets the closest of them fit; None of a choice."""
    if key not in question.limits:
        return None
    ends = [_deciding(question, key, one.of) for one in mine]
    return _two_digits(max(ends), up=False) if key in AT_LEAST else _two_digits(min(ends), up=True)


def _allowance(question: Question, key: str, limit: int | None, among: Sequence[Candidate]) -> Allowance:
    limits, chosen = {**question.limits}, {**question.chosen}
    if limit is None:
        limits.pop(key, None)
        chosen.pop(key, None)
    else:
        limits[key] = limit
    relaxed = Question(
        task=question.task,
        workload=question.workload,
        limits=limits,
        percentile=question.percentile,
        boundary=question.boundary,
        chosen=chosen,
        judge=question.judge,
        order=question.order,
    )
    fit = sum(not one.failures and not one.missing for one in (judge(relaxed, each) for each in among))
    return Allowance(key, limit, fit, relaxed)


def _deciding(question: Question, key: str, of: Candidate) -> int:
    found = quantity(question, key, of)
    assert isinstance(found, Known)
    return worst_end(key, found) if question.judge == "worst" else found.value


def _two_digits(value: int, *, up: bool) -> int:
    """The next number of two digits and zeros, above or below: 61 200 000 is 62 000 000 or 61 000 000."""
    step: int = 10 ** max(0, len(str(value)) - 2)
    return -(-value // step) * step if up else value // step * step
