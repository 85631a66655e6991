"""Numbers as the site sets them: a no-break space before the unit, a thin one in numbers from 10 000 on.

How they are rounded is edgebench/units.py's; here is typography only (design: SITE.md 4).
"""

from __future__ import annotations

import math
import re
from typing import NamedTuple

from edgebench import units
from edgebench.units import Unit

NO_BREAK = "\u00a0"
THIN = "\u2009"
_FIVE = re.compile(r"\d{5}")
_LONG = re.compile(r"(?<![\d.])\d{5,}")


class Figure(NamedTuple):
    """A value with its unit, and its interval without: `8.42 ms`, `8.35–8.50`."""

    value: str
    interval: str


def figure(value: float, low: float | None, high: float | None, unit: Unit) -> Figure:
    """A stored value and its interval in this unit."""
    return typeset(units.figure(value, low, high, unit))


def typeset(plain: units.Figure) -> Figure:
    """The same figure as the site sets it."""
    number, interval = map(_grouped, (plain.number, plain.interval))
    return Figure(units.with_symbol(number, plain.symbol, NO_BREAK), interval)


def duration(nanoseconds: int) -> str:
    """`8.42 ms`."""
    return figure(nanoseconds, None, None, units.unit_of(nanoseconds, "ns")).value


def exact(nanoseconds: int) -> str:
    """`33 ms`: what was asked for, with every digit."""
    return typeset(units.exact(nanoseconds)).value


def plain_spaces(text: str) -> str:
    """The same for a terminal: ordinary spaces, and none within a number."""
    return text.replace(NO_BREAK, " ").replace(THIN, "")


def gibibytes(memory_bytes: int) -> str:
    """`8 GiB`, `0.5 GiB`: as it is sold, though a system reports a little less."""
    halves = max(1, round(memory_bytes / 2**29))
    number = halves / 2 if halves < 3 else round(memory_bytes / 2**30)
    return f"{number:g}{NO_BREAK}GiB"


def count(number: int) -> str:
    """`2 418` from 10 000 on with a thin space: 2418, 12 418."""
    return _grouped(str(number))


def counted(number: int, one: str, many: str | None = None) -> str:
    """`1 result`, `3 results`."""
    return _grouped(units.counted(number, one, many))


def plain(value: float) -> str:
    """A tick of an axis: 0.3, 1, 20, 1000."""
    return _grouped(units.decimal(value, min(0, math.floor(math.log10(value) + 1e-9))))


def _grouped(text: str) -> str:
    """Whole numbers of five digits or more by thousands; decimals as they are."""
    if _FIVE.search(text) is None:  # nearly all
        return text
    return _LONG.sub(lambda match: f"{int(match[0]):,}".replace(",", THIN), text)
