"""SI quantities to text. Storage is integers in base units; only showing rounds.

A value has three significant digits; an interval has the decimals its half-width supports, one
significant digit of it (two if that digit is 1), and never more than the value's own.
"""

from __future__ import annotations

import math

_TIME = ((1, "ns"), (1_000, "µs"), (1_000_000, "ms"), (1_000_000_000, "s"))
_BYTES = ((1, "B"), (1 << 10, "KiB"), (1 << 20, "MiB"), (1 << 30, "GiB"))


def decimals(half_width: float) -> int:
    """Decimal places that an interval of this half-width supports; 0 or more."""
    if half_width <= 0 or not math.isfinite(half_width):
        return 2
    exponent = math.floor(math.log10(half_width))
    leading = half_width / 10**exponent
    return max(0, -exponent + (1 if leading < 2 else 0))


def significant(value: float, digits: int = 3) -> str:
    """`value` with that many significant digits, never in exponent form: 0.0214, 8.42, 1240."""
    if value == 0:
        return "0"
    places = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    return f"{value:.{places}f}"


def time_unit(nanoseconds: int) -> tuple[int, str]:
    """The divisor and symbol in which this duration reads best: one per column."""
    for divisor, symbol in reversed(_TIME):
        if nanoseconds >= divisor:
            return divisor, symbol
    return _TIME[0]


def duration(nanoseconds: int | None) -> str:
    """`8.42 ms`; an em dash for a missing value, whose reason stands beside it."""
    if nanoseconds is None:
        return "—"
    divisor, symbol = time_unit(nanoseconds)
    return f"{significant(nanoseconds / divisor)} {symbol}"


def duration_interval(low_ns: int | None, high_ns: int | None, value_ns: int) -> str:
    """`8.35–8.50` in the unit of the value; empty when there is no interval."""
    if low_ns is None or high_ns is None:
        return ""
    divisor, _ = time_unit(value_ns)
    places = min(decimals((high_ns - low_ns) / 2 / divisor), _places(value_ns / divisor))
    return f"{low_ns / divisor:.{places}f}–{high_ns / divisor:.{places}f}"


def rate(millihertz: int | None) -> str:
    """`146 /s` from thousandths of a hertz."""
    return "—" if millihertz is None else f"{significant(millihertz / 1000)} /s"


def size(count: int | None) -> str:
    """`3.44 MiB`."""
    if count is None:
        return "—"
    for divisor, symbol in reversed(_BYTES):
        if count >= divisor:
            return f"{significant(count / divisor)} {symbol}"
    return "0 B"


def share(ppm: int | None, digits: int = 1) -> str:
    """`89.0 %` from parts per million."""
    return "—" if ppm is None else f"{ppm / 10_000:.{digits}f} %"


def factor(ppm: float) -> str:
    """`0.0124` from parts per million."""
    return significant(ppm / 1e6)


def _places(value: float) -> int:
    return max(0, 3 - 1 - math.floor(math.log10(abs(value)))) if value else 0


def minutes(seconds: float) -> str:
    """`1 min 12 s`, `45 s`: how long to wait."""
    whole, rest = divmod(round(seconds), 60)
    return f"{whole} min {rest} s" if whole else f"{rest} s"
