"""A linear axis with round ticks: for accuracy, temperature, power and everything over time."""

from __future__ import annotations

import math
from collections.abc import Iterable

from msgspec import Struct

from edgebench import units
from edgebench.publish.charts.axis import Tick

_STEPS = (1, 2, 2.5, 5, 10)


class LinearAxis(Struct, frozen=True):
    """From low, which is a tick, to high, in the unit of its labels."""

    low: float
    high: float
    step: float

    def at(self, value: float) -> float:
        """0 at the low end, 100 at the high one; what lies beyond is drawn at the end."""
        share = (value - self.low) / (self.high - self.low)
        return min(100.0, max(0.0, 100 * share))

    def ticks(self, symbol: str = "") -> tuple[Tick, ...]:
        """None beyond the end; the last one says the unit."""
        place = min(0, math.floor(math.log10(self.step) + 1e-9))
        if self.step / 10.0**place % 1 > 1e-9:  # 2.5 has a decimal more than 2
            place -= 1
        count = math.floor((self.high - self.low) / self.step + 1e-9)
        values = [self.low + number * self.step for number in range(count + 1)]
        labels = [units.decimal(value, place) for value in values]
        labels[-1] = units.with_symbol(labels[-1], symbol, "\u00a0")
        return tuple(
            Tick(f"{self.at(value):.2f}%", label) for value, label in zip(values, labels, strict=True)
        )


def linear_axis(values: Iterable[float], *, from_zero: bool, most: int = 4) -> LinearAxis:
    """Around these values, with at most so many steps. from_zero: as every length and every trace must."""
    found = list(values)
    low, high = min(found), max(found)
    if from_zero:
        low = min(0.0, low)
    if high == low:
        high = low + (abs(low) or 1.0)
    step = _step((high - low) / most)
    while math.ceil(high / step - 1e-9) - math.floor(low / step + 1e-9) > most:
        step = _step(step * 1.01)
    return LinearAxis(math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step, step)


def _step(least: float) -> float:
    """The round number at least as large."""
    decade = 10.0 ** math.floor(math.log10(least) + 1e-9)
    return next(step * decade for step in _STEPS if step * decade >= least * (1 - 1e-9))


def nice(least: float) -> float:
    """The next of 1, 2, 5 times a power of ten that is not below."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= least * (1 - 1e-9))
