"""A figure of an answer beside its limit: text, bar, and how far it is beyond.

Share bars begin at zero. The limit is a line at the same place in every row: 80 % of the cell for "at most",
62 % for "at least".
"""

from __future__ import annotations

import math

from msgspec import Struct

from edgebench.publish.finder.combinations import Known
from edgebench.publish.finder.judge import Failure
from edgebench.publish.finder.question import AT_LEAST
from edgebench.publish.wording import numbers
from edgebench.publish.wording.numbers import NO_BREAK

MANY_TIMES = 3
"""From here on what is over a limit is told in times, below in percent."""
AT_MOST_PLACE = 80
AT_LEAST_PLACE = 62


class Bar(Struct, frozen=True):
    """In percent of the cell. bad: the bar is beyond the limit; bad_end: only its interval."""

    length: str
    box_from: str
    box_width: str
    limit: str
    bad: bool
    bad_end: bool


class Cell(Struct, frozen=True):
    """over: `13 % over`. missing: text is a reason. bad, bad_end: what is beyond the limit."""

    text: str
    interval: str = ""
    bar: Bar | None = None
    over: str = ""
    missing: bool = False
    bad: bool = False
    bad_end: bool = False


def times(ratio: float) -> str:
    return f"{numbers.count(math.floor(ratio + 0.5))} times"


def over(failure: Failure) -> str:
    """`13 % over`, `worst end 3 % over`, `19 % under`, `40 times the limit`."""
    by = failure.by or 0
    if by + 1 >= MANY_TIMES and failure.key not in AT_LEAST:
        return f"{'worst end ' if failure.end else ''}{times(by + 1)} the limit"
    percent = math.floor(by * 100 + 0.5)
    told = f"{percent}{NO_BREAK}%" if percent else f"less than 1{NO_BREAK}%"
    side = "under" if failure.key in AT_LEAST else "over"
    return f"{'worst end ' if failure.end else ''}{told} {side}"


def bar(key: str, found: Known, limit: int, failure: Failure | None) -> Bar:
    place = AT_LEAST_PLACE if key in AT_LEAST else AT_MOST_PLACE
    low = found.value if found.low is None else found.low
    high = found.value if found.high is None else found.high
    value, first, last = (_hundredths(end, limit, place) for end in (found.value, low, high))
    return Bar(_percent(value), _percent(first), _percent(last - first), f"{place}%", *bad(failure))


def bad(failure: Failure | None) -> tuple[bool, bool]:
    """Whether the value is beyond its limit, or only the end of its interval."""
    return (False, False) if failure is None else (not failure.end, failure.end)


def _hundredths(value: int, limit: int, place: int) -> int:
    """Of a percent of the cell; what is longer than the cell ends with it."""
    return min(10_000, math.floor(value * place * 100 / limit + 0.5))


def _percent(hundredths: int) -> str:
    return f"{hundredths // 100}.{hundredths % 100:02}%"
