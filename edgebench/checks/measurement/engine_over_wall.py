"""The engine says its call took longer than the whole query did."""

from __future__ import annotations

from typing import Final

from edgebench import histogram, units
from edgebench.checks import Values, facts
from edgebench.model.finding import Finding
from edgebench.model.result import Result

RULE = "engine-over-wall"
LEVEL: Final = "warning"


def check(result: Result) -> Finding | None:
    """A finding for the first process whose engine's median is above the median of the query around it."""
    for process in result.processes:
        if process.engine_latency is None:
            continue
        engine_ns = histogram.percentile(process.engine_latency, 500_000)
        if engine_ns > (query_ns := facts.typical_ns(process)):
            return Finding(RULE, LEVEL, {"engine-ns": engine_ns, "query-ns": query_ns})
    return None


def text(values: Values) -> str:
    """In plain words."""
    engine, query = units.duration(values["engine-ns"]), units.duration(values["query-ns"])
    return (
        f"The engine says {engine} for a query that took {query} in all. "
        "Its clock or the harness's engine_ns() is wrong; the query's time is not touched by it. "
        "Correct the harness, or leave engine_ns() out."
    )
