"""Quantities to text: the one place where a number is rounded. Storage is integers in base units.

Decimals come from the interval: its half-width keeps one significant digit, two if it begins with 1, and
the value ends at the same place. A value has at most three significant digits, and three without an
interval. The site sets the same text with other spaces (edgebench/publish/wording/numbers.py).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Literal, NamedTuple

ONE_UNIT_SPAN = 10_000
"""Values of one column that span more have a unit each."""
MISSING = "—"
"""For a value whose reason stands beside it."""

Quantity = Literal["ns", "mHz", "B", "streams", "ppm", "nJ", "uW", "aJs"]
"""What a stored integer counts; `ppm` is a ratio in parts per million, `aJs` nanojoules times nanoseconds."""


class Unit(NamedTuple):
    """What a stored integer is divided by, and the symbol of the result. whole: it has no decimals."""

    divisor: float
    symbol: str
    whole: bool = False


class Figure(NamedTuple):
    """`8.42`, `ms` and `8.35–8.50`. The symbol and the interval may be empty."""

    number: str
    symbol: str
    interval: str = ""

    @property
    def text(self) -> str:
        """`8.42 ms`, `1.08×`, `0.135`."""
        return with_symbol(self.number, self.symbol)


PER_SECOND = Unit(1000, "/s")
MEBIBYTES = Unit(1 << 20, "MiB")
PERCENT = Unit(10_000, "%")
SHARE = Unit(1_000_000, "")
TIMES = Unit(1_000_000, "×")
STREAMS = Unit(1, "streams", whole=True)
ONE_STREAM = Unit(1, "stream", whole=True)
MILLISECONDS = Unit(1_000_000, "ms")
SECONDS = Unit(1_000_000_000, "s")
PER_JOULE = Unit(1, "/J")

_TIME = (Unit(1, "ns", whole=True), Unit(1_000, "µs"), MILLISECONDS, SECONDS)
_BYTES = (Unit(1, "B", whole=True), Unit(1 << 10, "KiB"), MEBIBYTES, Unit(1 << 30, "GiB"))
_ENERGY = (
    Unit(1, "nJ", whole=True),
    Unit(1_000, "µJ"),
    Unit(1_000_000, "mJ"),
    Unit(1_000_000_000, "J"),
    Unit(1_000_000_000_000, "kJ"),
)
_POWER = (Unit(1, "µW", whole=True), Unit(1_000, "mW"), Unit(1_000_000, "W"), Unit(1_000_000_000, "kW"))
_ENERGY_DELAY = (
    Unit(1_000_000_000, "nJ·s"),
    Unit(1_000_000_000_000, "µJ·s"),
    Unit(1_000_000_000_000_000, "mJ·s"),
    Unit(1_000_000_000_000_000_000, "J·s"),
)
_SCALES: dict[str, tuple[Unit, ...]] = {
    "ns": _TIME, "B": _BYTES, "nJ": _ENERGY, "uW": _POWER, "aJs": _ENERGY_DELAY,
}  # fmt: skip
_FIXED = {"mHz": PER_SECOND, "streams": STREAMS, "ppm": TIMES}


def figure(value: float, low: float | None, high: float | None, unit: Unit) -> Figure:
    """A stored value and its interval in this unit."""
    scaled = value / unit.divisor
    third = max(0, _third_digit(scaled)) if unit.whole else _third_digit(scaled)
    if low is None or high is None:
        return Figure(decimal(scaled, third), unit.symbol)
    half = (high - low) / 2 / unit.divisor
    place = max(_interval_place(half), third) if half > 0 else third
    number = decimal(scaled, min(place, third + 2))
    ends = [_end(end / unit.divisor, place) for end in (low, high)]
    interval = f"within {decimal(10.0**place, place)}" if ends == [number, number] else "–".join(ends)
    return Figure(number, unit.symbol, interval)


def unit_of(value: float, quantity: Quantity) -> Unit:
    """The unit in which this one value, which may be negative, reads best."""
    if quantity in _FIXED:
        return ONE_STREAM if (value, quantity) == (1, "streams") else _FIXED[quantity]
    smallest, *larger = _SCALES[quantity]
    found, size = smallest, abs(value)
    for unit in larger:
        if size < unit.divisor:
            break
        found = unit
    return found


def column_unit(values: Iterable[int | None], quantity: Quantity) -> Unit | None:
    """The unit of a column: that of its middle, in ratios. None where one unit would not do."""
    if quantity in _FIXED:
        return _FIXED[quantity]
    present = [value for value in values if value]
    if not present or max(present) > ONE_UNIT_SPAN * min(present):
        return None
    return unit_of(round(math.sqrt(min(present) * max(present))), quantity)


def duration(nanoseconds: int | None) -> str:
    """`8.42 ms`; an em dash for a missing value, whose reason stands beside it."""
    return _alone(nanoseconds, "ns")


def rate(millihertz: int | None) -> str:
    """`146 /s` from thousandths of a hertz."""
    return _alone(millihertz, "mHz")


def size(count: int | None) -> str:
    """`3.44 MiB`."""
    return _alone(count, "B")


def exact(nanoseconds: int, unit: Unit | None = None) -> Figure:
    """`33 ms`, `12.5 ms`: what was asked for, with every digit."""
    unit = unit or unit_of(nanoseconds, "ns")
    divisor = int(unit.divisor)
    places = len(str(divisor)) - 1
    number = f"{nanoseconds // divisor}.{nanoseconds % divisor:0{places}}" if places else str(nanoseconds)
    return Figure(number.rstrip("0").rstrip(".") if places else number, unit.symbol)


def energy(nanojoules: float | None) -> str:
    """`3.21 mJ`."""
    return _alone(nanojoules, "nJ")


def power(microwatts: float | None) -> str:
    """`5.20 W`."""
    return _alone(microwatts, "uW")


def share(ppm: int | None, digits: int = 1) -> str:
    """`89.0 %` from parts per million."""
    return MISSING if ppm is None else f"{ppm / 10_000:.{digits}f} %"


def ratio(value: float) -> str:
    """`1.43×`, three significant digits."""
    return figure(value, None, None, Unit(1, "×")).text


def minutes(seconds: float) -> str:
    """`1 min 12 s`, `45 s`: how long to wait."""
    whole, rest = divmod(round(seconds), 60)
    return f"{whole} min {rest} s" if whole else f"{rest} s"


def counted(number: int, one: str, many: str | None = None) -> str:
    """`1 result`, `3 results`."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def significant(value: float) -> str:
    """Three significant digits, never in exponent form: 0.0214, 8.42, 1240."""
    return decimal(value, _third_digit(value))


def decimal(value: float, place: int) -> str:
    """Rounded to 10**place, never in exponent form: (8.4234, -2) is 8.42, (1243, 1) is 1240."""
    return f"{value:.{-place}f}" if place <= 0 else f"{round(value, -place):.0f}"


def with_symbol(number: str, symbol: str, space: str = " ") -> str:
    """`8.42 ms`; a ratio's sign follows its number at once."""
    if not symbol:
        return number
    return f"{number}{'' if symbol == TIMES.symbol else space}{symbol}"


def _alone(value: float | None, quantity: Quantity) -> str:
    return MISSING if value is None else figure(value, None, None, unit_of(value, quantity)).text


def _end(value: float, place: int) -> str:
    """An end of an interval at the place of the value, but with one digit at least and three at most."""
    third = _third_digit(value)
    return decimal(value, max(third, min(place, third + 2)))


def _interval_place(half: float) -> int:
    """The power of ten of the last digit that this half-width supports."""
    place = math.floor(math.log10(half))
    if round(half / 10.0**place, 1) >= 9.5:  # 0.097 is 0.10 in one digit, and then has two
        place += 1
    return place - 1 if half / 10.0**place < 2 else place


def _third_digit(value: float) -> int:
    if value == 0:
        return 0
    size = abs(value)
    place = math.floor(math.log10(size)) - 2
    following = 10.0 ** (place + 3)
    rounds_up = size > 0.999 * following and round(size, -place) >= following  # 9.996 is 10.0
    return place + 1 if rounds_up else place
