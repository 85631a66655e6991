"""Places labels beside their points: none covers another, a point or the edge; without room it is dropped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from msgspec import Struct

LINE_HEIGHT = 14
CHARACTER = 6.3
"""Pixels of one in a face of 12 px, on the wide side: a face that runs wider still finds room."""
NEAR = 9
DISTANCES = (NEAR, 24, 40, 60)
_DIRECTIONS = ((1, 0), (-1, 0), (1, -1), (-1, 1), (0, 1), (0, -1), (-1, -1), (1, 1))

Anchor = Literal["start", "middle", "end"]


class Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def holds(self, other: Box) -> bool:
        return (
            self.left <= other.left
            and self.top <= other.top
            and other.right <= self.right
            and other.bottom <= self.bottom
        )


class Line(Struct, frozen=True):
    """From one end to the other, in pixels."""

    x1: float
    y1: float
    x2: float
    y2: float


class Label(Struct, frozen=True):
    """Lines of text, the baseline of the first at y; a leader where it stands off its point."""

    x: float
    y: float
    anchor: Anchor
    lines: tuple[str, ...]
    leader: Line | None


class Wish(NamedTuple):
    """A label that a point at (x, y) wants."""

    x: float
    y: float
    lines: tuple[str, ...]
    far: bool
    """Whether it may stand off, with a leader."""


def placed(wishes: Sequence[Wish], taken: Sequence[Box], inside: Box) -> list[Label | None]:
    """In the order of the wishes; None for one without room."""
    full = list(taken)
    made: list[Label | None] = []
    for wish in wishes:
        found = next(
            (
                (label, box)
                for label, box in _candidates(wish)
                if inside.holds(box) and not any(box.meets(other) for other in full)
            ),
            None,
        )
        made.append(found[0] if found else None)
        if found:
            full.append(found[1])
            if found[0].leader:
                full.append(_around(found[0].leader))
    return made


def _candidates(wish: Wish) -> Iterator[tuple[Label, Box]]:
    """The nearest first."""
    width = max(map(len, wish.lines)) * CHARACTER
    height = len(wish.lines) * LINE_HEIGHT
    for distance in DISTANCES if wish.far else DISTANCES[:1]:
        for to_x, to_y in _DIRECTIONS:
            x, y = wish.x + to_x * distance, wish.y + to_y * (distance + (height / 2 if not to_x else 0))
            left = x if to_x > 0 else x - width if to_x < 0 else x - width / 2
            box = Box(left - 1, y - height / 2, left + width + 1, y + height / 2)
            anchor: Anchor = "start" if to_x > 0 else "end" if to_x < 0 else "middle"
            near = distance == NEAR
            end_y = y - to_y * height / 2 if not to_x else y
            leader = None if near else Line(_r(wish.x), _r(wish.y), _r(x - 2 * to_x), _r(end_y))
            baseline = y - height / 2 + LINE_HEIGHT - 3.5
            yield Label(_r(x), _r(baseline), anchor, wish.lines, leader), box


def _around(line: Line) -> Box:
    return Box(min(line.x1, line.x2), min(line.y1, line.y2), max(line.x1, line.x2), max(line.y1, line.y2))


def _r(pixels: float) -> float:
    return round(pixels, 1)
