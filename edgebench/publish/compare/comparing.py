"""Two to four devices side by side: how many times faster each is, and what cannot be compared.

site/scripts/comparing.js makes the same of the same rows; a test holds them together. Only lines of one
ranking are compared. Devices never share a session, so a difference is tested where each has three
sessions or more (Welch's t, Holm over all of the page); elsewhere a guard band of 5 % or more stands in for
it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Literal

from msgspec import Struct

from edgebench import units
from edgebench.publish.apart import Apart
from edgebench.publish.compare import ratios
from edgebench.publish.compare import sentence as compare_words
from edgebench.publish.compare.candidates import Candidate, Device
from edgebench.publish.compare.ratios import Shared
from edgebench.publish.wording import amounts, numbers, words
from edgebench.publish.wording.phrase import Phrase
from edgebench.units import Unit

LETTERS = "ABCD"
MOST_DEVICES = 4
Variants = Literal["best", "same"]
NOT_MEASURED = "not measured"
_MOST_TICKS = 8


class Point(Struct, frozen=True):
    """A marker of the ratio chart; positions in percent."""

    letter: str
    at: str
    box_from: str
    box_width: str
    tested: bool
    differs: bool


class Cell(Struct, frozen=True):
    """A number of the table, or `missing`: why there is none. id: of its result."""

    value: str = ""
    interval: str = ""
    note: str = ""
    missing: str = ""
    id: str = ""


class Row(Struct, frozen=True):
    """A ranking that two devices or more share. ratios: in the order of the devices, the baseline's is empty.

    energy_ratios: likewise, of energies that may be compared.
    """

    title: str
    workload: str
    cells: tuple[Cell, ...]
    points: tuple[Point, ...]
    ratios: tuple[str, ...]
    energies: tuple[Cell, ...]
    energy_ratios: tuple[str, ...]


class Group(Struct, frozen=True):
    """Rows of one scenario."""

    heading: str
    rows: tuple[Row, ...]


class Head(Struct, frozen=True):
    letter: str
    slug: str
    name: str


class FactRow(Struct, frozen=True):
    name: str
    values: tuple[str, ...]


class Tick(Struct, frozen=True):
    at: str
    label: str


class Comparison(Struct, frozen=True):
    """baseline: place of the device that the others are compared with. one: where 1× lies."""

    heads: tuple[Head, ...]
    baseline: int
    sentence: tuple[Phrase, ...]
    facts: tuple[FactRow, ...]
    groups: tuple[Group, ...]
    ticks: tuple[Tick, ...]
    one: str
    note: str


def compare(devices: Sequence[Device], baseline: int = 0, variants: Variants = "best") -> Comparison:
    """devices: two to four different ones."""
    shared = ratios.with_ratios(_shared(devices, baseline, variants), baseline)
    ends = [
        end
        for row in shared
        for ratio in row.ratios
        if ratio
        for end in (ratio.better, ratio.low, ratio.high)
    ]
    low, high = _span(ends)
    names = list(dict.fromkeys(row.first.group for row in shared))
    return Comparison(
        heads=tuple(Head(letter, one.slug, one.name) for letter, one in zip(LETTERS, devices, strict=False)),
        baseline=baseline,
        sentence=compare_words.sentence(devices, shared, baseline),
        facts=_facts(devices, shared),
        groups=tuple(
            Group(name, tuple(_row(row, low, high) for row in shared if row.first.group == name))
            for name in names
        ),
        ticks=_ticks(low, high),
        one=_percent(_at(1, low, high)),
        note=_note(shared, variants),
    )


def _shared(devices: Sequence[Device], baseline: int, variants: Variants) -> list[list[Candidate | None]]:
    """Rankings that the baseline shares with another, then those that only others share; in their order."""
    tables: dict[str, list[list[Candidate]]] = {}
    for place, device in enumerate(devices):
        for row in device.rows:
            tables.setdefault(row.table, [[] for _ in devices])[place].append(row)
    chosen = [
        _same(found, baseline) if variants == "same" else [_best(rows) for rows in found]
        for found in tables.values()
    ]
    kept = [row for row in chosen if sum(one is not None for one in row) > 1]
    return sorted(kept, key=_order)


def _order(row: Sequence[Candidate | None]) -> tuple[object, ...]:
    first = next(one for one in row if one)
    return not first.single, first.group, first.title, first.table


def _best(rows: Sequence[Candidate]) -> Candidate | None:
    return min(rows, key=lambda row: (row.value if row.lower else -row.value, row.id), default=None)


def _same(found: Sequence[Sequence[Candidate]], baseline: int) -> list[Candidate | None]:
    """The variant that most of the devices have; of several the best of the baseline, then by name."""
    count: dict[str, int] = {}
    for rows in found:
        for row in rows:
            count[row.variant] = count.get(row.variant, 0) + 1
    own = {row.variant: row.value if row.lower else -row.value for row in found[baseline]}
    variant = min(count, key=lambda name: (-count[name], own.get(name, math.inf), name))
    return [next((row for row in rows if row.variant == variant), None) for rows in found]


def _facts(devices: Sequence[Device], shared: Sequence[Shared]) -> tuple[FactRow, ...]:
    names = list(dict.fromkeys(name for device in devices for name, _ in device.facts))
    known = [dict(device.facts) for device in devices]
    rows = [FactRow(name, tuple(facts.get(name, "none") for facts in known)) for name in names]
    return (*rows, *_price_of_speed(devices, shared))


def _price_of_speed(devices: Sequence[Device], shared: Sequence[Shared]) -> tuple[FactRow, ...]:
    """Dollars for one answer a second, on the first workload that all have."""
    row = next((row for row in shared if row.first.single and all(row.candidates)), None)
    if row is None:
        return ()
    texts = [
        "no list price" if device.price is None else _dollars(device.price, one)
        for device, one in zip(devices, row.candidates, strict=True)
    ]
    return (FactRow(f"Price of 1 inference/s, {row.first.title}", tuple(texts)),)


def _dollars(price: int, one: Candidate | None) -> str:
    if one is None or not one.throughput:
        return NOT_MEASURED
    return numbers.figure(price * 1000 / one.throughput, None, None, Unit(1, "USD")).value


def _row(row: Shared, low: int, high: int) -> Row:
    found = [one for one in row.candidates if one]
    unit = units.column_unit((one.value for one in found), row.first.unit)
    energy_unit = units.column_unit((one.energy for one in found), "nJ")
    return Row(
        title=row.first.title,
        workload=row.first.workload,
        cells=tuple(_cell(one, unit) for one in row.candidates),
        points=tuple(
            _point(letter, ratio, low, high)
            for letter, ratio in zip(LETTERS, row.ratios, strict=False)
            if ratio
        ),
        ratios=tuple(_text(ratio) for ratio in row.ratios),
        energies=tuple(_energy_cell(one, energy_unit) for one in row.candidates),
        energy_ratios=tuple(_energy_text(ratio) for ratio in row.energies),
    )


def _cell(one: Candidate | None, unit: Unit | None) -> Cell:
    if one is None:
        return Cell(missing=NOT_MEASURED)
    found = numbers.figure(one.value, one.low, one.high, unit or units.unit_of(one.value, one.unit))
    note = ", ".join(filter(None, (one.runtime, one.variant, words.sessions(one.sessions))))
    return Cell(found.value, found.interval, note, id=one.id)


def _energy_cell(one: Candidate | None, unit: Unit | None) -> Cell:
    if one is None:
        return Cell(missing=NOT_MEASURED)
    if one.energy is None:
        return Cell(missing=one.energy_why)
    of = unit or units.unit_of(one.energy, "nJ")
    if one.energy_low is None or one.energy_high is None:
        value = numbers.figure(one.energy, None, None, of).value
    else:
        value = amounts.within(one.energy, one.energy_low, one.energy_high, of)
    return Cell(value, note=one.boundary or "", id=one.id)


def _text(ratio: Apart | None) -> str:
    if ratio is None:
        return ""
    if ratio.tested:
        return amounts.times(ratio.better, ratio.low, ratio.high) if ratio.differs else words.NOT_SIGNIFICANT
    if ratio.differs:
        return f"about {compare_words.two_digits(ratio.better)}×"
    return f"{amounts.within_guard_band(ratio.better, ratio.low)}: not told apart"


def _energy_text(ratio: Apart | None) -> str:
    """`21 ± 7 % less`: of the baseline's energy."""
    if ratio is None:
        return ""
    if not ratio.differs:
        return words.NOT_SIGNIFICANT if ratio.tested else "not told apart"
    share, low, high = 1 / ratio.better, 1 / ratio.high, 1 / ratio.low
    if share >= 2:
        return f"{amounts.about_times(share, low, high)} as much"
    change = amounts.slower if ratio.tested else amounts.about_slower
    return f"{change(share, low, high)} {'more' if share > 1 else 'less'}"


def _point(letter: str, ratio: Apart, low: int, high: int) -> Point:
    begins, ends = _at(ratio.low, low, high), _at(ratio.high, low, high)
    at = _percent(_at(ratio.better, low, high))
    return Point(letter, at, _percent(begins), _percent(ends - begins), ratio.tested, ratio.differs)


def _span(ends: Iterable[float]) -> tuple[int, int]:
    """In powers of two, around 1×: half to twice at least."""
    logs = [math.log2(end) for end in ends] or [0.0]
    return min(-1, math.floor(min(logs))), max(1, math.ceil(max(logs)))


def _at(ratio: float, low: int, high: int) -> float:
    return 100 * (math.log2(ratio) - low) / (high - low)


def _ticks(low: int, high: int) -> tuple[Tick, ...]:
    """Every power of two, or so many that they do not touch; 1× always."""
    step = math.ceil((high - low) / _MOST_TICKS)
    powers = [power for power in range(low, high + 1) if power % step == 0]
    return tuple(Tick(_percent(_at(2.0**power, low, high)), _power(power)) for power in powers)


def _power(power: int) -> str:
    """`4×`, `0.25×`, `1/16×`."""
    text = str(2**power) if power >= 0 else {-1: "0.5", -2: "0.25"}.get(power, f"1/{2**-power}")
    return f"{text}×"


def _percent(share: float) -> str:
    return f"{share:.2f}%"


def _note(shared: Sequence[Shared], variants: Variants) -> str:
    which = (
        "the best ranked row of each device that meets the accuracy target"
        if variants == "best"
        else "of each workload the variant that most of these devices have"
    )
    found = [ratio for row in shared for ratio in row.ratios if ratio]
    tested = sum(ratio.tested for ratio in found)
    how = f"{tested} of {units.counted(len(found), 'ratio')} tested, with three sessions a side or more"
    if tested < len(found):
        how += "; the others stand with “about”, and a dashed guard band stands in for their interval"
    return f"Compared is {which}. {how[0].upper()}{how[1:]}."
