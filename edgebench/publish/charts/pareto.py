"""The choices that nothing else beats: two figures of every ranked row against each other.

On the line is what no other row beats in both. Energies are of one boundary, so each has a chart of its own.
A step of the line is dashed where its gain is not significant.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from msgspec import Struct

from edgebench.metrics import Metric
from edgebench.publish.boards import table
from edgebench.publish.charts.choices import (
    Dimension,
    Plotted,
    Reading,
    key_of,
    pairs_of,
    plotted,
)
from edgebench.publish.charts.pareto_drawing import NARROW, WIDE, Drawing, axis_words, drawing, said
from edgebench.publish.site import Site
from edgebench.publish.wording import numbers, words
from edgebench.publish.wording.words import Shape
from edgebench.ranking import Row

MOST_BEATEN = 150
"""Of those not on the line so many are drawn; the rest is counted."""


class Pareto(Struct, frozen=True):
    """key: of the pair. finding: what the drawing shows, in a sentence. note: what is not in it."""

    key: str
    x: str
    y: str
    boundary: str
    count: int
    heading: str
    lede: str
    finding: str
    note: str
    wide: Drawing
    narrow: Drawing


def of_rows(ranked: Sequence[Row], metric: Metric, target_ppm: int, of: Site) -> tuple[Pareto, ...]:
    """Every pair of figures that enough rows have, the best to begin with first."""
    return tuple(
        _pareto(plotted(ranked, x, y), x, y, ranked, target_ppm, of) for x, y in pairs_of(ranked, metric, of)
    )


def front(found: Sequence[Plotted], x: Dimension, y: Dimension) -> list[Plotted]:
    """What nothing beats in both, the best in x first."""
    best_first = sorted(found, key=lambda one: (_cost(one.x, x), _cost(one.y, y), str(one.row.entry.path)))
    made: list[Plotted] = []
    for one in best_first:
        if not made or _cost(one.y, y) < _cost(made[-1].y, y):
            made.append(one)
    return made


def _cost(reading: Reading, of: Dimension) -> int:
    return reading.value if of.better == "lower" else -reading.value


def _pareto(
    found: Sequence[Plotted],
    x: Dimension,
    y: Dimension,
    ranked: Sequence[Row],
    target_ppm: int,
    of: Site,
) -> Pareto:
    line = front(found, x, y)
    ids = {id(one.row) for one in line}
    beaten = [one for one in found if id(one.row) not in ids]
    drawn = [*line, *beaten[:MOST_BEATEN]]
    gains = [y.is_better(b.row, a.row) for a, b in pairwise(line)]
    of_target = target_ppm if y.choice == "accuracy" else None
    made = [drawing(size, drawn, line, gains, (x, y), of_target, of) for size in (WIDE, NARROW)]
    best = "; ".join(said(one, x, y, of) for one in line[:8])
    count = f"{len(line)} of {numbers.counted(len(found), 'row')}"
    dashed = " Dashed: the gain is not significant." if not all(gains) else ""
    return Pareto(
        key=key_of(x, y),
        x=x.choice,
        y=y.choice,
        boundary=x.boundary or y.boundary,
        count=len(found),
        heading=_heading(x, y),
        lede=f"{axis_words(y)} against {axis_words(x, later=True)}. Filled: nothing beats it in both."
        f"{dashed} Bars are 95 % intervals, over several sessions the span of theirs.",
        finding=f"{y.title} against {x.title}: {count} on the line: {best}",
        note=" ".join(_not_drawn(found, drawn, ranked, x, y)),
        wide=made[0],
        narrow=made[1],
    )


def _heading(x: Dimension, y: Dimension) -> str:
    names = {"judged": "Faster", "energy": "thriftier", "price": "cheaper", "accuracy": "more accurate"}
    return words.capital(f"{names[x.choice]} or {names[y.choice]}: the choices nothing else beats")


def _not_drawn(
    found: Sequence[Plotted], drawn: Sequence[Plotted], ranked: Sequence[Row], x: Dimension, y: Dimension
) -> Iterator[str]:
    if boundary := x.boundary or y.boundary:
        others: dict[str, int] = {}
        for row in ranked:
            if (other := table.boundary_of(row.result)) and other != boundary:
                others[other] = others.get(other, 0) + 1
        yield f"Only rows measured at {boundary} are here."
        if others:
            told = ", ".join(f"{count} at {name}" for name, count in sorted(others.items()))
            yield f"Elsewhere: {told}."
    named = {"energy": "energy", "price": "list price", "accuracy": "measured accuracy"}
    for of in (x, y):
        if of.choice in named and (without := sum(_has_none(row, of) for row in ranked)):
            have = numbers.counted(without, "row has", "rows have")
            yield f"{have} no {named[of.choice]}."
    if more := len(found) - len(drawn):
        yield f"{numbers.count(more)} more that are beaten are in the table only."


def _has_none(row: Row, of: Dimension) -> bool:
    return not table.boundary_of(row.result) if of.choice == "energy" else of.read(row) is None


def legend(ranked: Sequence[Row]) -> tuple[tuple[str, Shape], ...]:
    """Runtimes by name, with their shapes."""
    found: Mapping[str, str] = {row.result.sut.runtime.name: row.result.sut.harness for row in ranked}
    return tuple((name, words.shape(found[name])) for name in sorted(found))
