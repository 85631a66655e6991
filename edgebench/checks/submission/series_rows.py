"""Every column of a series has a row for each period of the window, and its times are in order."""

from __future__ import annotations

import operator
from collections.abc import Iterator
from typing import cast

from edgebench import histogram
from edgebench.checks.submitted import Problem, Submitted
from edgebench.model.process import Process, Series

RULE = "series-rows"
SPARE_PERCENT = 1
"""The window may end before the row that its last queries began."""


def check(submitted: Submitted) -> list[Problem]:
    """A row without queries holds no times, and a row with queries holds all three.

    Another tool may have stated one and not the other; those it did are in order.
    """
    return [
        submitted.problem(
            RULE, f"$.processes[{place}].series", f"{what}.", "Submit the file as `edgebench run` wrote it."
        )
        for place, process in enumerate(submitted.result.processes)
        for what in _all_faults(process, whole=submitted.result.kind != "imported")
    ]


def _all_faults(process: Process, *, whole: bool) -> Iterator[str]:
    yield from _faults(process.series, whole=whole)
    period_ns, rows = 1_000_000 * process.series.period_ms, len(process.series.queries)
    ends_ns = process.window_ns + SPARE_PERCENT * process.window_ns // 100
    longest_ns = process.latency.max_ns * process.calls_per_clock
    if whole and not (
        (rows - 1) * period_ns <= ends_ns and process.window_ns <= 2 * (rows * period_ns + longest_ns)
    ):
        yield f"{rows} rows of {process.series.period_ms} ms are not of a window of {process.window_ns} ns"


def _faults(series: Series, *, whole: bool) -> Iterator[str]:
    rows = len(series.queries)
    uneven = False
    for name in ("p50_ns", "p90_ns", "max_ns", "cpu_khz", "temperature_mc", "power_mw"):
        column = getattr(series, name)
        if column is not None and len(column) != rows:
            uneven = True
            yield f"{name} has {len(column)} rows and queries has {rows}"
    if uneven or _is_plain(series):
        return
    for row, times in enumerate(
        zip(series.queries, series.p50_ns, series.p90_ns, series.max_ns, strict=True)
    ):
        if not (_whole(*times) if whole else _rises(*times)):
            yield f"row {row} holds {', '.join(map(str, times))} as queries, p50, p90 and max"


def _is_plain(series: Series) -> bool:
    """No row is without queries, and times rise in each: nothing to look at row by row."""
    if 0 in series.queries or None in series.p50_ns or None in series.p90_ns or None in series.max_ns:
        return False
    p50s, p90s, largest = (cast("list[int]", one) for one in (series.p50_ns, series.p90_ns, series.max_ns))
    return all(map(operator.le, p50s, p90s)) and all(map(operator.le, p90s, largest))


def _whole(queries: int, p50: int | None, p90: int | None, largest: int | None) -> bool:
    """The largest is a latency, p90 the upper edge of its bucket."""
    if p50 is None or p90 is None or largest is None:
        return queries == 0 and p50 is p90 is largest is None
    return queries > 0 and p50 <= p90 <= histogram.upper_edge(histogram.bucket(largest))


def _rises(queries: int, p50: int | None, p90: int | None, largest: int | None) -> bool:
    """As far as they are known."""
    edge = None if largest is None else histogram.upper_edge(histogram.bucket(largest))
    known = [one for one in (p50, p90, edge) if one is not None]
    return (queries > 0 or not known) and known == sorted(known)
