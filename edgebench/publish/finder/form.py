"""The controls of the constraint finder, filled with a question."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from edgebench.publish.finder import combinations, question
from edgebench.publish.finder import judge as finder
from edgebench.publish.finder.combinations import Lot
from edgebench.publish.finder.question import PERCENTILES, Question
from edgebench.publish.wording import words
from edgebench.publish.wording.boundaries import MEASURED_AT

ORDERS = {
    "price": "price",
    "latency": "latency",
    "energy": "energy",
    "accuracy": "accuracy",
    "room": "share of limits left",
}
TRUST_WORDS = {"": "any", "signed": "signed", "reproduced": "reproduced", "lab": "lab"}


class Choice(Struct, frozen=True):
    value: str
    text: str
    selected: bool


class Choices(Struct, frozen=True):
    """A part of a list of choices, under its label."""

    label: str
    choices: tuple[Choice, ...]


class FinderForm(Struct, frozen=True):
    """fields: text of each field by name. more_open: a condition of the further ones is set."""

    targets: tuple[Choices, ...]
    metric: str
    fields: Mapping[str, str]
    percentiles: tuple[Choice, ...]
    boundaries: tuple[Choice, ...]
    kinds: tuple[Choice, ...]
    runtimes: tuple[Choice, ...]
    precisions: tuple[Choice, ...]
    trusts: tuple[Choice, ...]
    orders: tuple[Choice, ...]
    judge: str
    more_open: bool


def form(asked: Question, lots: Sequence[Lot], runtimes: Mapping[str, str]) -> FinderForm:
    """runtimes: names of the runtimes by harness."""
    mine = finder.asked_of(asked, lots)
    precisions = sorted({row.precision for lot in lots for row in lot.rows})
    chosen = asked.chosen
    further = {"memory", "slowdown"} & set(asked.limits) or set(chosen) - {"on"}
    return FinderForm(
        targets=tuple(_targets(asked, lots)),
        metric=mine[0].of.metric if mine else "",
        fields=_fields(asked, share=bool(mine) and mine[0].of.share),
        percentiles=_choices({one: one for one in PERCENTILES}, asked.percentile),
        boundaries=_choices(_boundaries(lots), asked.boundary),
        kinds=_choices({"": "any device", **dict(combinations.kinds(lots))}, chosen.get("on", "")),
        runtimes=_choices({"": "any", **runtimes}, chosen.get("runtime", "")),
        precisions=_choices({"": "any", **{one: one for one in precisions}}, chosen.get("precision", "")),
        trusts=_choices(TRUST_WORDS, chosen.get("trust", "")),
        orders=_choices(ORDERS, asked.order),
        judge=asked.judge,
        more_open=bool(further),
    )


def _targets(asked: Question, lots: Sequence[Lot]) -> Iterable[Choices]:
    tasks = {f"task={lot.of.task}": words.title(lot.of.task).lower() for lot in lots}
    chosen = f"task={asked.task}" if asked.task else f"workload={asked.workload}"
    yield Choices("Task", _choices(tasks, chosen))
    workloads = {f"workload={lot.of.name}": lot.of.title for lot in lots}
    yield Choices("Workload", _choices(workloads, chosen))


def _choices(texts: Mapping[str, str], selected: str) -> tuple[Choice, ...]:
    return tuple(Choice(value, text, value == selected) for value, text in texts.items())


def _boundaries(lots: Sequence[Lot]) -> dict[str, str]:
    """Those that have been measured, and the default."""
    found = {row.boundary for lot in lots for row in lot.rows} | {question.DEFAULT_BOUNDARY}
    return {name: text for name, text in MEASURED_AT.items() if name in found}


def _fields(asked: Question, *, share: bool) -> dict[str, str]:
    texts = {
        key: question.amount_text(base, question.family(key, share=share), " ")
        for key, base in asked.limits.items()
    }
    time = texts.get(asked.percentile, "")
    return {
        "acc": texts.get("acc", ""),
        "time": time,
        "power": texts.get("power") or texts.get("energy", ""),
        "price": texts.get("price", ""),
        "memory": texts.get("memory", ""),
        "slowdown": texts.get("slowdown", ""),
        "since": asked.chosen.get("since", ""),
    }
