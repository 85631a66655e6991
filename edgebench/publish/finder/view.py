"""An answer of the constraint finder as ready text and bars. site/scripts/finder_view.js makes the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from msgspec import Struct

from edgebench import units
from edgebench.publish.finder import cells, question
from edgebench.publish.finder.cells import Cell
from edgebench.publish.finder.combinations import KINDS, VIRTUAL, Known, Lot
from edgebench.publish.finder.judge import (
    NEARLY_PERCENT,
    Allowance,
    Answer,
    Candidate,
    Failure,
    Verdict,
    allowances,
    answer,
    asked_of,
    asks_virtual,
    candidates,
    quantity,
)
from edgebench.publish.finder.question import AT_LEAST, ENERGIES, PERCENTILES, Question
from edgebench.publish.wording import numbers, words
from edgebench.publish.wording.boundaries import MEASURED_AT
from edgebench.publish.wording.numbers import NO_BREAK
from edgebench.publish.wording.words import Shape
from edgebench.units import Quantity, Unit

MOST_FITS = 10
MOST_NEARLY = 5
MOST_LISTED = 50
MOST_ROWS = 200
"""Of each part, where everything is asked for; the rest is in the downloads."""
NAMES = {
    "acc": "accuracy",
    "p50": "latency",
    "p90": "latency",
    "p99": "latency",
    "power": "power",
    "energy": "energy",
    "price": "price",
    "memory": "memory",
    "slowdown": "sustained slowdown",
    "on": "kind of device",
    "runtime": "runtime",
    "precision": "precision",
    "trust": "trust",
    "since": "date",
}
"""Of a condition."""
LEADS = {
    "price": "Least money",
    "latency": "Lowest latency",
    "energy": "Lowest energy",
    "accuracy": "Highest accuracy",
    "room": "Most room left",
}
_QUANTITIES: Mapping[str, Quantity] = {"power": "uW", "energy": "nJ", "memory": "B"}


class Column(Struct, frozen=True):
    """short: its head where a row is a block."""

    key: str
    head: str
    short: str
    limit: str
    is_sorted: bool


class FoundRow(Struct, frozen=True):
    """rank: empty of what nearly fits; fails: which condition then."""

    id: str
    rank: str
    device: str
    slug: str
    harness: str
    what: str
    cells: tuple[Cell, ...]
    badges: tuple[tuple[str, str], ...]
    pareto: bool
    fails: str


class Told(Struct, frozen=True):
    """A count in bold with what follows; `items` are listed on request, `more` of them are not."""

    count: str
    text: str
    items: tuple[str, ...] = ()
    more: str = ""


class Offer(Struct, frozen=True):
    """`Allow 62 ms: 3 fit`, and the address that asks so."""

    text: str
    address: str


class Wanted(Struct, frozen=True):
    title: str
    command: str


class AnswerView(Struct, frozen=True):
    """lead: label, combination, figures. more_fits, more_nearly: how many rows are not shown.

    without: the column that no row has a figure for, and why.
    """

    address: str
    heading: str
    lead: tuple[str, str, str] | None
    columns: tuple[Column, ...]
    without: str
    fits: tuple[FoundRow, ...]
    more_fits: int
    nearly_heading: str
    nearly: tuple[FoundRow, ...]
    more_nearly: int
    unknown: Told | None
    out: Told | None
    uncounted: Told | None
    offers: tuple[Offer, ...]
    wanted: tuple[Wanted, ...]


def view(asked: Question, lots: Sequence[Lot], *, everything: bool = False) -> AnswerView:
    """everything: as many rows as a page draws at once."""
    mine = asked_of(asked, lots)
    among = candidates(asked, mine)
    found = answer(asked, among)
    share = bool(mine) and mine[0].of.share
    fits = found.fits[: MOST_ROWS if everything else MOST_FITS]
    nearly = found.nearly[: MOST_ROWS if everything else MOST_NEARLY]
    drawn = _Drawn(asked, [*fits, *(one.of for one in nearly)], mine)
    offers = allowances(asked, among) if among and not found.fits else ()
    rows = tuple(drawn.row(one, str(n), pareto=one.row.id in found.pareto) for n, one in enumerate(fits, 1))
    return AnswerView(
        address=question.write(asked, share=share),
        heading=_heading(found, among, asked),
        lead=drawn.lead(found),
        columns=drawn.columns(),
        without=drawn.without,
        fits=rows,
        more_fits=len(found.fits) - len(fits),
        nearly_heading=_nearly_heading(len(found.nearly)),
        nearly=tuple(drawn.row(one.of, "", one.failures[0]) for one in nearly),
        more_nearly=len(found.nearly) - len(nearly),
        unknown=_unknown(found.unknown, asked, drawn),
        out=_out(found),
        uncounted=_uncounted(mine, asked),
        offers=tuple(_offer(one, asked, share=share) for one in offers if one.fit),
        wanted=() if among else tuple(_wanted(lot) for lot in mine),
    )


def _heading(found: Answer, among: Sequence[Candidate], asked: Question) -> str:
    if not among:
        return "Nothing has been ranked here yet"
    if not found.fits:
        return "Nothing fits"
    devices = len({(one.device.slug, one.device.name) for one in found.fits})
    machines = numbers.counted(devices, "virtual machine" if asks_virtual(asked) else "device")
    fit = "fits" if len(found.fits) == 1 else "fit"
    return f"{numbers.counted(len(found.fits), 'combination')} on {machines} {fit}"


def _nearly_heading(count: int) -> str:
    fail = "fails" if count == 1 else "fail"
    return f"Nearly: {numbers.count(count)} {fail} one condition by at most {NEARLY_PERCENT}{NO_BREAK}%"


def _unknown(found: Sequence[Verdict], asked: Question, drawn: _Drawn) -> Told | None:
    if not found:
        return None
    reasons = Counter(one for verdict in found for one in verdict.missing)
    parts = [
        f"{numbers.count(n)} without {_named(key, asked)} ({reason})"
        for (key, reason), n in sorted(reasons.items(), key=lambda one: (-one[1], one[0]))
    ]
    listed = [
        f"{drawn.who(one.of)}: {', '.join(why for _, why in one.missing)}" for one in found[:MOST_LISTED]
    ]
    more = len(found) - len(listed)
    return Told(
        f"{numbers.count(len(found))} cannot be judged",
        f"{', '.join(parts)}.",
        tuple(listed),
        f"and {numbers.count(more)} more" if more else "",
    )


def _named(key: str, asked: Question) -> str:
    return (
        f"{NAMES[key]} {MEASURED_AT.get(asked.boundary, asked.boundary)}" if key in ENERGIES else NAMES[key]
    )


def _out(found: Answer) -> Told | None:
    if not found.out:
        return None
    (key, many), verb = found.reasons[0], "does" if found.out == 1 else "do"
    text = f"The most common reason is {NAMES[key]} ({numbers.count(many)})."
    return Told(f"{numbers.count(found.out)} {verb} not fit", text)


def _uncounted(mine: Sequence[Lot], asked: Question) -> Told | None:
    each = [(lot, _classes(lot, asked)) for lot in mine]
    classes: Counter[str] = Counter()
    for _, found in each:
        classes.update(dict(found))
    if not classes:
        return None
    total = sum(classes.values())
    parts = [f"{numbers.count(n)} {text}" for text, n in sorted(classes.items(), key=lambda c: (-c[1], c[0]))]
    listed = [
        f"{lot.of.title}: " + ", ".join(f"{numbers.count(n)} {text}" for text, n in found)
        for lot, found in each
        if found
    ]
    verb = "is" if total == 1 else "are"
    return Told(f"{numbers.count(total)} {verb} not counted", f"{', '.join(parts)}.", tuple(listed))


def _classes(lot: Lot, asked: Question) -> list[tuple[str, int]]:
    """Of one workload, with the rows of the machines that are not asked for."""
    others = sum((lot.devices[row.device].kind == VIRTUAL) is not asks_virtual(asked) for row in lot.rows)
    text = "on physical devices" if asks_virtual(asked) else "on virtual machines"
    return [*lot.classes, *([(text, others)] if others else [])]


def _offer(one: Allowance, asked: Question, *, share: bool) -> Offer:
    if one.limit is not None:
        what = f"Allow {question.shown(one.limit, question.family(one.key, share=share))}"
        times = one.limit / asked.limits[one.key]
        what += f", {cells.times(times)} the limit" if times >= cells.MANY_TIMES else ""
    elif one.key in asked.limits:
        what = f"Drop the limit of {NAMES[one.key]}"
    else:
        what = f"Allow any {NAMES[one.key]}"
    fit = "fits" if one.fit == 1 else "fit"
    return Offer(f"{what}: {numbers.count(one.fit)} {fit}", question.write(one.question, share=share))


def _wanted(lot: Lot) -> Wanted:
    return Wanted(lot.of.title, f"edgebench run --workload {lot.of.name}")


class _Drawn:
    """What the rows of one answer share: its columns, and one unit a column."""

    def __init__(self, asked: Question, shown: Sequence[Candidate], lots: Sequence[Lot]) -> None:
        self.asked = asked
        self.lots = lots
        self.share = bool(lots) and lots[0].of.share
        self.without = _without_accuracy(asked, shown)
        self.keys = tuple(key for key in _keys(asked) if key != "acc" or not self.without)
        self.units = {key: self._unit(key, shown) for key in self.keys}

    def _unit(self, key: str, shown: Sequence[Candidate]) -> Unit | None:
        if key == "acc":
            return units.SHARE if self.share else units.PERCENT
        if key in ("price", "slowdown"):
            return units.PERCENT
        found = [quantity(self.asked, key, one) for one in shown]
        return units.column_unit(
            [one.value for one in found if isinstance(one, Known)],
            _QUANTITIES.get(key, "ns"),
        )

    def columns(self) -> tuple[Column, ...]:
        sorted_by = {
            "price": "price",
            "latency": self.asked.percentile,
            "energy": self.asked.energy or "energy",
            "accuracy": "acc",
        }.get(self.asked.order)
        return tuple(
            Column(key, self._head(key), self._short(key), self._limit(key), key == sorted_by)
            for key in self.keys
        )

    def _head(self, key: str) -> str:
        if key == "acc":
            return f"Accuracy, {self.lots[0].of.metric}" if self.lots else "Accuracy"
        if key in PERCENTILES:
            return f"Latency {key}"
        heads = {"memory": "Peak memory", "slowdown": "Slowdown, 10 min"}
        return heads.get(key) or words.capital(_named(key, self.asked))

    def _short(self, key: str) -> str:
        if key == "acc":
            return words.capital(self.lots[0].of.metric) if self.lots else "Accuracy"
        return key if key in PERCENTILES else words.capital(NAMES[key].split(" ")[-1])

    def _limit(self, key: str) -> str:
        if key not in self.asked.limits:
            return ""
        text = question.shown(self.asked.limits[key], question.family(key, share=self.share))
        return f"at least {text}" if key in AT_LEAST else f"at most {text}"

    def row(
        self, of: Candidate, rank: str, failure: Failure | None = None, *, pareto: bool = False
    ) -> FoundRow:
        return FoundRow(
            id=of.row.id,
            rank=rank,
            device=of.device.name,
            slug=of.device.slug,
            harness=of.row.harness,
            what=self.what(of),
            cells=tuple(self._cell(key, of, failure) for key in self.keys),
            badges=of.row.badges,
            pareto=pareto,
            fails=NAMES[failure.key] if failure else "",
        )

    def what(self, of: Candidate) -> str:
        """Which model: with its title where the question is about several."""
        parts = [of.title] if len(self.lots) > 1 else []
        return ", ".join([*parts, of.row.variant, of.row.runtime])

    def who(self, of: Candidate) -> str:
        return f"{of.device.name}, {self.what(of)}"

    def lead(self, found: Answer) -> tuple[str, str, str] | None:
        """What comes first of those that fit, or else fails one limit by the least."""
        if found.fits:
            first, label = found.fits[0], LEADS[self.asked.order]
            if self.asked.order == "price" and first.device.price_usd is None:
                label = "Lowest latency, none has a list price"
        elif found.closest:
            first, label = found.closest.of, "Closest"
        else:
            return None
        keys = ["price", self.asked.percentile, *filter(None, [self.asked.energy])]
        shown = [self._cell(key, first, None) for key in keys if key in self.keys]
        told = _joined([cell.text for cell in shown if not cell.missing])
        if not found.fits and found.closest:
            failure = found.closest.failures[0]
            told += f", {NAMES[failure.key]} {cells.over(failure)}"
        return label, self.who(first), told

    def _cell(self, key: str, of: Candidate, failure: Failure | None) -> Cell:
        found = quantity(self.asked, key, of)
        if isinstance(found, str):
            return Cell(found, missing=True)
        text, interval = self._figure(key, found)
        mine = failure if failure and failure.key == key else None
        bar = cells.bar(key, found, self.asked.limits[key], mine) if key in self.asked.limits else None
        return Cell(text, interval, bar, cells.over(mine) if mine else "", False, *cells.bad(mine))

    def _figure(self, key: str, found: Known) -> tuple[str, str]:
        if key == "price":
            return f"{numbers.count(found.value // 100)}{NO_BREAK}USD", ""
        unit = self.units[key] or units.unit_of(found.value, _QUANTITIES.get(key, "ns"))
        return numbers.figure(found.value, found.low, found.high, unit)


def _keys(asked: Question) -> tuple[str, ...]:
    """Price, latency and accuracy always; what else is limited or ordered by."""
    energy = asked.energy or ("energy" if asked.order == "energy" else "")
    more = [key for key in ("memory", "slowdown") if key in asked.limits]
    return ("price", asked.percentile, *([energy] if energy else []), "acc", *more)


def _without_accuracy(asked: Question, shown: Sequence[Candidate]) -> str:
    """The reason, where it is that of every row and nobody asks for accuracy."""
    if "acc" in asked.limits or asked.order == "accuracy":
        return ""
    reasons = {
        found if isinstance(found, str) else "" for found in (quantity(asked, "acc", o) for o in shown)
    }
    reason = reasons.pop() if len(reasons) == 1 else ""
    return f"{words.capital(NAMES['acc'])}: {reason}." if reason else ""


def _joined(parts: Sequence[str]) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def meta(lots: Sequence[Lot], shards: Mapping[str, Sequence[str]]) -> dict[str, object]:
    """What the page's script needs beside the rows. shards: addresses of each workload's, from the root."""
    harnesses = sorted({row.harness for lot in lots for row in lot.rows})
    shapes: dict[str, Shape] = {name: words.shape(name) for name in harnesses}
    return {
        "workloads": [
            {
                "name": lot.of.name,
                "title": lot.of.title,
                "task": lot.of.task,
                "metric": lot.of.metric,
                "share": lot.of.share,
                "classes": [list(one) for one in lot.classes],
                "shards": list(shards.get(lot.of.name, ())),
            }
            for lot in lots
        ],
        "boundaries": MEASURED_AT,
        "kinds": KINDS,
        "shapes": {name: {"css": shape.css, "path": shape.path} for name, shape in shapes.items()},
    }
