"""Numbers as the site shows them: decimals from the interval, one unit a column (design: SITE.md 4).

A half-width keeps one significant digit, two if it begins with 1; the value ends at the same
place and has at most three significant digits. A no-break space stands before the unit.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

from edgebench import units

NO_BREAK = "\u00a0"
THIN = "\u2009"
ONE_UNIT_SPAN = 10_000
"""Values of one column that span more have a unit each."""


class Unit(NamedTuple):
    """What a stored integer is divided by, and the symbol of the result."""

    divisor: float
    symbol: str


PER_SECOND = Unit(1000, "/s")
MEBIBYTES = Unit(2**20, "MiB")
PERCENT = Unit(10_000, "%")
SHARE = Unit(1_000_000, "")


class Figure(NamedTuple):
    """A value with its unit, and its interval without: `8.42 ms`, `8.35–8.50`."""

    value: str
    interval: str


def time_unit(nanoseconds: Iterable[int | None]) -> Unit | None:
    """The unit of a column: that of its middle, in ratios. None where one unit would not do."""
    present = [value for value in nanoseconds if value]
    if not present or max(present) > ONE_UNIT_SPAN * min(present):
        return None
    return Unit(*units.time_unit(round(math.sqrt(min(present) * max(present)))))


def time(value_ns: int, low_ns: int | None, high_ns: int | None, unit: Unit | None = None) -> Figure:
    """In the column's unit, or in its own."""
    return figure(value_ns, low_ns, high_ns, unit or Unit(*units.time_unit(value_ns)))


def figure(value: int, low: int | None, high: int | None, unit: Unit) -> Figure:
    """Without an interval: three significant digits."""
    scaled = value / unit.divisor
    if low is None or high is None:
        return Figure(with_unit(decimal(scaled, _third_digit(scaled)), unit), "")
    half = (high - low) / 2 / unit.divisor
    place = max(_interval_place(half), _third_digit(scaled)) if half > 0 else _third_digit(scaled)
    text, ends = decimal(scaled, place), [decimal(end / unit.divisor, place) for end in (low, high)]
    interval = f"within {decimal(10.0**place, place)}" if ends == [text, text] else "–".join(ends)
    return Figure(with_unit(text, unit), interval)


def with_unit(text: str, unit: Unit) -> str:
    return f"{text}{NO_BREAK}{unit.symbol}" if unit.symbol else text


def decimal(value: float, place: int) -> str:
    """Rounded to 10**place, never in exponent form: (8.4234, -2) is 8.42, (1243, 1) is 1240."""
    text = f"{round(value, -place):.{max(0, -place)}f}"
    whole, point, fraction = text.partition(".")
    return f"{int(whole):,}".replace(",", THIN) + point + fraction if abs(value) >= 10_000 else text


def count(number: int) -> str:
    """`2 418` from 10 000 on with a thin space: 2418, 12 418."""
    return decimal(number, 0)


def counted(number: int, one: str, many: str | None = None) -> str:
    """`1 result`, `3 results`."""
    return f"{count(number)} {one if number == 1 else many or one + 's'}"


def plain(value: float) -> str:
    """A tick of an axis: 0.3, 1, 20, 1000."""
    return decimal(value, min(0, math.floor(math.log10(value) + 1e-9)))


def _interval_place(half: float) -> int:
    """The power of ten of the last digit that this half-width supports."""
    place = math.floor(math.log10(half))
    if round(half / 10.0**place, 1) >= 9.5:  # 0.097 is 0.10 in one digit, and then has two
        place += 1
    return place - 1 if half / 10.0**place < 2 else place


def _third_digit(value: float) -> int:
    if value == 0:
        return 0
    place = math.floor(math.log10(abs(value))) - 2
    return place + 1 if abs(round(value, -place)) >= 10.0 ** (place + 3) else place  # 9.996 is 10.0
