"""Which cells of two sides face each other: those whose cell keys differ only where it was asked.

A cell is all results of one cell key, a session each. Two cells are a pair when the rest of their keys,
without the fields that may differ, is the same; where a side has two such cells it is not said which.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

import msgspec
from msgspec import Struct, structs

from edgebench.comparison import Key, cell_key, fields_named, read_field
from edgebench.errors import ComparisonError, NothingComparedError
from edgebench.model.entry import Entry

VERSION = "sut.runtime.version"
LONGEST_VALUE = 60
"""Characters of a value in a message."""

Name = Literal["A", "B"]


class Cell(NamedTuple):
    """Results of one cell key, in the order of time."""

    key: Key
    entries: tuple[Entry, ...]


class Pair(Struct, frozen=True):
    """Two cells that may be compared, and the fields in which they differ; none: they are repeats."""

    a: Cell
    b: Cell
    differs: tuple[str, ...]


class LeftOut(Struct, frozen=True):
    """A cell that faces none, and why in a sentence.

    kind: `alone`, nothing on the other side is like it; `unclear`, more than one is; `same`, nothing differs;
    `failed-check`, what it measured is not to be believed; `withdrawn`, nor what its submitter took back.
    """

    side: Name
    cell: Cell
    kind: Literal["alone", "unclear", "same", "failed-check", "withdrawn"]
    why: str


class Pairing(Struct, frozen=True):
    """Pairs in the order of A, and what was left out."""

    pairs: tuple[Pair, ...]
    left_out: tuple[LeftOut, ...]


def pair(a: Iterable[Entry], b: Iterable[Entry], vary: Sequence[str] = ()) -> Pairing:
    """The cells of A with those of B that differ from them only in fields that `vary` names.

    Without `vary` the runtime's version or the device differs, whichever makes more pairs, and repeats of
    one cell are pairs too. Raises ComparisonError, naming the fields and both values, when there is no pair.
    """
    (first, unsound), (second, also_unsound) = _sound(a, "A"), _sound(b, "B")
    if vary:
        fields = tuple(dict.fromkeys(itertools.chain.from_iterable(map(fields_named, vary))))
        made = _paired(first, second, fields, repeats=False)
    else:
        choices = ((VERSION,), fields_named("device"))
        made = max(
            (_paired(first, second, fields, repeats=True) for fields in choices),
            key=lambda pairing: len(pairing.pairs),
        )
    if not made.pairs:
        raise _refusal(made, first, second, vary)
    return structs.replace(made, left_out=(*unsound, *also_unsound, *made.left_out))


def cells(entries: Iterable[Entry]) -> list[Cell]:
    """One for each cell key, in the order of the paths."""
    grouped: dict[Key, list[Entry]] = {}
    for entry in sorted(entries, key=lambda entry: (str(entry.path), entry.result.created)):
        grouped.setdefault(cell_key(entry.result), []).append(entry)
    return [
        Cell(key, tuple(sorted(group, key=lambda entry: (entry.result.created, str(entry.path)))))
        for key, group in grouped.items()
    ]


def differing(one: Cell, other: Cell) -> tuple[str, ...]:
    """Names of the fields in which the keys of two cells differ."""
    both = zip(one.key.fields, other.key.fields, strict=True)
    return tuple(name for (name, value), (_, another) in both if value != another)


def shown(name: str, cell: Cell) -> str:
    """The value of a field for a person: `1.30.0`, `none`, `{"threads":2}`."""
    value = read_field(cell.entries[0].result, name)
    if name == VERSION and isinstance(value, tuple):
        version, build = value
        return f"{version} (build {build})" if build else str(version)
    if value is None:
        return "none"
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def told_differences(one: Cell, other: Cell) -> str:
    """`sut.threads (2, 4), load.tier (smoke, standard)`: every field that differs, with both values."""
    told = ((name, *told_apart(name, one, other)) for name in differing(one, other))
    return ", ".join(f"{name} ({first}, {second})" for name, first, second in told)


def told_apart(name: str, a: Cell, b: Cell) -> tuple[str, str]:
    """Both values of a field; of long ones, such as lists of files, the part that tells them apart."""
    one, other = shown(name, a), shown(name, b)
    if max(len(one), len(other)) <= LONGEST_VALUE:
        return one, other
    signs = enumerate(itertools.zip_longest(one, other))
    start = max(0, next((place for place, (first, second) in signs if first != second), 0) - 20)
    return _cut(one, start), _cut(other, start)


def _cut(text: str, start: int) -> str:
    end = start + LONGEST_VALUE
    return f"{'...' if start else ''}{text[start:end]}{'...' if end < len(text) else ''}"


def _sound(entries: Iterable[Entry], side: Name) -> tuple[list[Cell], list[LeftOut]]:
    """Cells of results not withdrawn and without an error among their findings, and what that leaves out.

    Raises NothingComparedError when no cell is left.
    """
    found = list(entries)
    withdrawn = [one for one in found if one.standing.withdrawn]
    failed = [one for one in found if not one.standing.withdrawn and _errors(one)]
    sound = [one for one in found if not one.standing.withdrawn and not _errors(one)]
    left_out = [
        *(LeftOut(side, cell, "withdrawn", _told_reasons(cell)) for cell in cells(withdrawn)),
        *(LeftOut(side, cell, "failed-check", _told_errors(cell)) for cell in cells(failed)),
    ]
    if not sound:
        why = f": {left_out[0].why}" if left_out else ""
        raise NothingComparedError(f"{side} has nothing to compare{why}", "Measure it: edgebench run")
    return cells(sound), left_out


def _errors(entry: Entry) -> list[str]:
    return [finding.rule for finding in entry.result.findings if finding.level == "error"]


def _told_reasons(cell: Cell) -> str:
    reasons = [entry.standing.withdrawn.reason for entry in cell.entries if entry.standing.withdrawn]
    return f"withdrawn: {' '.join(dict.fromkeys(reasons))}"


def _told_errors(cell: Cell) -> str:
    rules = sorted({rule for entry in cell.entries for rule in _errors(entry)})
    return f"it failed the check {' and '.join(rules)}: see edgebench show"


def _paired(a: Sequence[Cell], b: Sequence[Cell], fields: Sequence[str], *, repeats: bool) -> Pairing:
    first, second = (_by_rest(side, fields) for side in (a, b))
    pairs: list[Pair] = []
    left_out: list[LeftOut] = []
    for rest, ours in first.items():
        theirs = second.get(rest)
        if not theirs:
            left_out += [_alone(cell, "A", b) for cell in ours]
        elif unclear := _unclear(ours, theirs, fields):
            left_out.append(unclear)
        elif same := _same(ours[0], theirs[0], fields, repeats=repeats):
            left_out.append(same)
        else:
            pairs.append(Pair(ours[0], theirs[0], differing(ours[0], theirs[0])))
    for rest, theirs in second.items():
        if rest not in first:
            left_out += [_alone(cell, "B", a) for cell in theirs]
    return Pairing(tuple(pairs), tuple(left_out))


def _by_rest(side: Sequence[Cell], fields: Sequence[str]) -> dict[Key, list[Cell]]:
    grouped: dict[Key, list[Cell]] = {}
    for cell in side:
        kept = [field for field in cell.key.fields if field[0] not in fields]
        rest = Key(tuple(name for name, _ in kept), tuple(value for _, value in kept))
        grouped.setdefault(rest, []).append(cell)
    return grouped


def _unclear(ours: Sequence[Cell], theirs: Sequence[Cell], fields: Sequence[str]) -> LeftOut | None:
    """A side has several cells that differ only in what may differ: which of them is meant?"""
    sides: tuple[tuple[Name, Sequence[Cell]], ...] = (("A", ours), ("B", theirs))
    for name, side in sides:
        if len(side) > 1:
            told = (
                f"{field} {' or '.join(dict.fromkeys(shown(field, cell) for cell in side))}"
                for field in fields
                if len({cell.key[field] for cell in side}) > 1
            )
            return LeftOut(
                name, side[0], "unclear", f"{name} has cells of {', '.join(told)}: which is meant?"
            )
    return None


def _same(one: Cell, other: Cell, fields: Sequence[str], *, repeats: bool) -> LeftOut | None:
    """Nothing differs though something should, or the two sides are one measurement."""
    if differing(one, other):
        return None
    if not repeats:
        why = f"{fields[0]} is {shown(fields[0], one)} on both sides"
        return LeftOut("A", one, "same", why)
    both = ({entry.result.session.id for entry in cell.entries} for cell in (one, other))
    if set.intersection(*both):
        return LeftOut("A", one, "same", "both are the same measurement")
    return None


def _alone(cell: Cell, side: Name, others: Sequence[Cell]) -> LeftOut:
    """With what differs from the nearest cell of the same workload."""
    other: Name = "B" if side == "A" else "A"
    workload = cell.key["workload.name"]
    alike = [one for one in others if one.key["workload.name"] == workload]
    if not alike:
        return LeftOut(side, cell, "alone", f"{other} has no result of {workload}")
    nearest = min(alike, key=lambda one: len(differing(cell, one)))
    told = told_differences(cell, nearest)
    return LeftOut(side, cell, "alone", f"{other} has none like it; the nearest differs in {told}")


def _refusal(made: Pairing, a: Sequence[Cell], b: Sequence[Cell], vary: Sequence[str]) -> ComparisonError:
    """What is in the way of the first cells that face each other; else all that parts the nearest."""
    for one in made.left_out:
        if one.kind != "alone":
            return ComparisonError(
                f"A and B cannot be compared: {one.why}",
                "Name the files, or a version of the runtime: FOLDER@VERSION.",
            )
    near, far = min(itertools.product(a, b), key=lambda both: len(differing(*both)))
    device, names = fields_named("device"), list(vary)
    for field in differing(near, far):
        if all(field not in fields_named(name) for name in names):
            names.append("device" if field in device else field)
    return ComparisonError(
        f"A and B cannot be compared: they differ in {told_differences(near, far)}",
        f"If all of this may differ: {' '.join(f'--vary {name}' for name in names)}",
    )
