"""The window of a Sustained result over time, in few numbers: what its page draws as stacked panels.

site/scripts/detail_charts.js makes the same of a file on the reader's computer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct

from edgebench.model.reason import Reason
from edgebench.model.result import Result
from edgebench.publish.charts import trace
from edgebench.publish.charts.trace import Trace, Values
from edgebench.publish.wording import words

MOST_ROWS = 64
"""Of more, as many together as it takes: the slowest p90, the lowest clock, the highest temperature."""
_DIGITS = 4
FEWEST_ROWS = 3


class Course(Struct, frozen=True, array_like=True):
    """One line: values in `scale` of the stored unit, rounded to four digits of the largest."""

    scale: int
    values: Values


class Traced(Struct, frozen=True, array_like=True):
    """Rows of `period_ms`. Each course, or why there is none: p90 in ns, clock in kHz, 1/1000 °C, mW."""

    period_ms: int
    courses: tuple[Course | str, ...]


def of_result(result: Result) -> Traced | None:
    """Of the process in the middle; None of a scenario that is not about time, and of too few rows."""
    if result.load.scenario != "sustained":
        return None
    of = trace.of_result(result)
    if sum(value is not None for value in of.p90_ns) < FEWEST_ROWS:
        return None
    together = -(-len(of.p90_ns) // MOST_ROWS)
    return Traced(together * of.period_ms, tuple(_courses(of, together)))


def _courses(of: Trace, together: int) -> Iterator[Course | str]:
    for series, pick in ((of.p90_ns, max), (of.cpu_khz, min), (of.temperature_mc, max), (of.power_mw, max)):
        yield _course(series, together, pick)


def _course(series: Values | Reason, together: int, pick: Callable[[list[int]], int]) -> Course | str:
    if isinstance(series, Reason):
        return words.missing(series)
    rows = (series[first : first + together] for first in range(0, len(series), together))
    known = [[value for value in row if value is not None] for row in rows]
    picked = [pick(row) if row else None for row in known]
    if sum(value is not None for value in picked) < FEWEST_ROWS:
        return words.missing(None)
    largest = max(abs(value) for value in picked if value is not None)
    scale = 10 ** max(0, len(str(largest)) - _DIGITS)
    return Course(scale, tuple(None if value is None else (value + scale // 2) // scale for value in picked))
