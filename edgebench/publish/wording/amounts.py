"""Stored amounts of lines to text: value, interval, or the reason in the place of either."""

from __future__ import annotations

from collections.abc import Callable

from edgebench import units
from edgebench.metrics import useful
from edgebench.model.reason import Reason
from edgebench.publish.line import Amount
from edgebench.publish.wording import numbers, words
from edgebench.publish.wording.numbers import NO_BREAK, Figure
from edgebench.units import PERCENT, Quantity, Unit

MANY_TIMES = 2
"""From here on a change of time is told in times, below in percent."""


def figure(of: Amount, quantity: Quantity, unit: Unit | None = None) -> Figure:
    """`8.42 ms` and `8.35–8.50`; in this unit, or the one in which it reads best."""
    if of.value is None:
        return Figure(words.missing(of.why), "")
    unit = unit or units.unit_of(of.value, quantity)
    if of.low is None or of.high is None:
        return numbers.figure(of.value, None, None, unit)
    made = numbers.figure(of.value, of.low, of.high, unit)
    return made if useful(of.low, of.high) else made._replace(interval=words.missing(Reason.TOO_WIDE))


def within(value: float, low: float, high: float, unit: Unit) -> str:
    """`46 ± 3 mJ`; without the ± where the interval is narrower than the last digit shown."""
    number = units.figure(value, low, high, unit).number
    place = -len(number.partition(".")[2])
    half = units.decimal((high - low) / 2 / unit.divisor, place)
    shown = number if float(half) == 0 else f"{number}{NO_BREAK}±{NO_BREAK}{half}"
    return numbers.typeset(units.Figure(shown, unit.symbol)).value


def slower(ratio: float, low: float, high: float) -> str:
    """`8 ± 3 %`, of a ratio of times of 1.08; of one below 1 how much less time it takes."""
    return within(*_change(ratio, low, high), PERCENT)


def about_slower(ratio: float, low: float, high: float) -> str:
    """`8 %`: with as many digits, where low and high are no interval of it but a guard band."""
    return numbers.figure(*_change(ratio, low, high), PERCENT).value


def within_guard_band(ratio: float, low: float) -> str:
    """`within 5 %`, of a ratio whose guard band begins at low; meters and few queries leave more open."""
    return f"within {100 * (ratio / low - 1):.0f} %"


def _change(ratio: float, low: float, high: float) -> tuple[float, float, float]:
    """In ppm, from 0 up."""
    sign = 1 if ratio >= 1 else -1
    ends = sorted(sign * (end - 1) * 1e6 for end in (low, high))
    return sign * (ratio - 1) * 1e6, ends[0], ends[1]


def times(ratio: float, low: float, high: float) -> str:
    """`9.2 ± 0.3×`."""
    return within(ratio, low, high, Unit(1, "×"))


def about_times(ratio: float, low: float, high: float) -> str:
    """`9.2×`: with as many digits, where low and high are no interval of it but a guard band."""
    return numbers.figure(ratio, low, high, Unit(1, "×")).value


def time_change(ratio: float, low: float, high: float) -> str:
    """`8 ± 3 % slower`, `12 ± 2 % less time`, of a tested ratio of times; `9.2 ± 0.3× the time`."""
    return _time_change((ratio, low, high), times, slower)


def about_time_change(ratio: float, low: float, high: float) -> str:
    """`8 % slower`: low and high are no interval of it but a guard band."""
    return _time_change((ratio, low, high), about_times, about_slower)


def _time_change(
    of: tuple[float, float, float],
    in_times: Callable[[float, float, float], str],
    in_percent: Callable[[float, float, float], str],
) -> str:
    ratio, low, high = of
    if ratio >= MANY_TIMES:
        return f"{in_times(ratio, low, high)} the time"
    if ratio <= 1 / MANY_TIMES:
        return f"{in_times(1 / ratio, 1 / high, 1 / low)} as fast"
    return f"{in_percent(ratio, low, high)} {'slower' if ratio > 1 else 'less time'}"
