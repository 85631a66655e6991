"""First and last minute of a long window: the rate in each, and how exactly whole queries tell it.

Both are read from the series, whose rows count the queries that ended in them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from edgebench.model.process import Process

MINUTE_MS = 60_000


def first_minute_mhz(process: Process) -> float:
    """Samples a second in the rows of the series that cover the window's first minute."""
    return _rate_mhz(process, _first_minute(process))


def last_minute_mhz(process: Process) -> float:
    """The same of its last minute; the last row, which the window may have cut, is left out."""
    return _rate_mhz(process, _last_minute(process))


def last_over_first_ppm(process: Process) -> float:
    """How much longer a sample takes in the last minute than in the first."""
    return 1e6 * first_minute_mhz(process) / max(1, last_minute_mhz(process))


def has_queries(process: Process) -> bool:
    """Whether one ended in either minute: of none there is no rate."""
    return all(_queries(process, rows) for rows in (_first_minute(process), _last_minute(process)))


def last_minute_error(processes: Sequence[Process]) -> float:
    """Standard error of the logarithm of the last minute's rate that its whole number of queries makes.

    A query too many or too few: rectangular, of the process with the fewest. No number of processes averages
    it away, since their queries take the same time.
    """
    return _counting_error(min(_queries(one, _last_minute(one)) for one in processes))


def last_over_first_error(processes: Sequence[Process]) -> float:
    """The same of the ratio of both minutes."""
    first = _counting_error(min(_queries(one, _first_minute(one)) for one in processes))
    return math.hypot(first, last_minute_error(processes))


def _counting_error(queries: int) -> float:
    return 1 / (math.sqrt(3) * max(1, queries))


def _first_minute(process: Process) -> slice:
    return slice(0, _rows_a_minute(process))


def _last_minute(process: Process) -> slice:
    return slice(-1 - _rows_a_minute(process), -1)


def _rows_a_minute(process: Process) -> int:
    return -(-MINUTE_MS // process.series.period_ms)


def _queries(process: Process, rows: slice) -> int:
    return sum(process.series.queries[rows])


def _rate_mhz(process: Process, rows: slice) -> float:
    queries = process.series.queries[rows]
    samples_per_query = process.samples / process.queries
    return sum(queries) * samples_per_query * 1e6 / (max(1, len(queries)) * process.series.period_ms)
