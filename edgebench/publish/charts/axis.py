"""A logarithmic axis that the marks of one column share, and where a mark lies on it in percent."""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import pairwise

from msgspec import Struct

from edgebench.publish.wording.numbers import NO_BREAK, plain
from edgebench.units import MILLISECONDS, STREAMS, Unit

LEAST_RATIO = 4
"""An axis never spans less, so that a difference of a few percent does not look large."""
MARGIN = 0.06
SHORT = 2.2
"""Characters of a label for which the least gap is meant."""
LAST_GAP = 1.5
"""The last label has the unit, and needs so much more room."""
_STEPS = ((1, 2, 5), (1, 3), (1,))


class Tick(Struct, frozen=True):
    """A grid line and its label."""

    at: str
    label: str


class Mark(Struct, frozen=True):
    """Tick = value, box = 95 % interval, thin line = p50 to p99; each in percent of the width."""

    tick: str
    box_from: str
    box_width: str
    line_from: str
    line_to: str


class Axis(Struct, frozen=True):
    """From low to high, in the unit of the stored values."""

    low: float
    high: float
    ticks: tuple[Tick, ...]

    def at(self, value: float) -> float:
        """0 at the left end, 100 at the right; what lies beyond is drawn at the end."""
        share = math.log(value / self.low) / math.log(self.high / self.low)
        return min(100.0, max(0.0, 100 * share))

    def mark(self, value: int, low: int | None, high: int | None, fast: int | None, slow: int | None) -> Mark:
        """Of a value with its interval; of a latency with p50 and p99 where they are known."""
        box = [self.at(end or value) for end in (low, high)]
        line = [self.at(end or value) for end in (fast, slow)]
        return Mark(
            _percent(self.at(value)), _percent(box[0]), _percent(box[1] - box[0]), *map(_percent, line)
        )


def axis(values: Iterable[int | None], unit: Unit | None, least_gap: float) -> Axis | None:
    """Around these stored values; None without any. Times without one unit for all have ticks in ms.

    least_gap: percent of the width between two labels that do not touch.
    """
    present = [value for value in values if value]
    if not present:
        return None
    low, high = float(min(present)), float(max(present))
    if (short := LEAST_RATIO / (high / low)) > 1:
        low, high = low / math.sqrt(short), high * math.sqrt(short)
    margin = (high / low) ** MARGIN
    low, high = low / margin, high * margin
    unit = unit or MILLISECONDS
    ticks = _ticks(low / unit.divisor, high / unit.divisor, least_gap / 100, least=1 if unit.whole else 0)
    drawn = Axis(low, high, ())
    labels = [plain(tick) for tick in ticks]
    if unit != STREAMS:  # its column says what it counts
        labels[-1] += f"{NO_BREAK}{unit.symbol}"
    made = tuple(
        Tick(_percent(drawn.at(tick * unit.divisor)), label)
        for tick, label in zip(ticks, labels, strict=True)
    )
    return Axis(low, high, made)


def _ticks(low: float, high: float, least_gap: float, least: float) -> list[float]:
    """1-2-5, 1-3-10 or powers of ten, none below `least`: the densest whose labels do not touch."""
    width = math.log(high / low)
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    found: list[float] = []
    for steps in _STEPS:
        found = [step * 10.0**decade for decade in decades for step in steps]
        found = [tick for tick in found if max(low, least) <= tick <= high] or found[:1]
        gaps = [math.log(b / a) / width for a, b in pairwise(found)]
        room = [least_gap * _wide(a, b) for a, b in pairwise(found)]
        room[-1:] = [max(one, LAST_GAP * least_gap) for one in room[-1:]]
        if all(gap >= needed for gap, needed in zip(gaps, room, strict=True)):
            return found
    return found[:: math.ceil(least_gap * width / math.log(10))]


def _wide(one: float, other: float) -> float:
    """How much more room two labels need side by side than two short ones."""
    return max(1, len(plain(one) + plain(other)) / 2 / SHORT)


def _percent(share: float) -> str:
    return f"{share:.2f}%"
