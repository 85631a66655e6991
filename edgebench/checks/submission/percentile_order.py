"""p50, p90 and p99 rise in this order, and every value lies in its interval."""

from __future__ import annotations

import itertools

from edgebench.checks.submitted import Problem, Submitted
from edgebench.model.result import Estimate, Summary

RULE = "percentile-order"


def check(submitted: Submitted) -> list[Problem]:
    """Null is skipped, it has its reason beside it; one unit is another machine's rounding."""
    summary = submitted.result.summary
    found = []
    for name in Summary.__struct_fields__:
        part = getattr(summary, name)
        if isinstance(part, Estimate) and not _rises([part.low, part.value, part.high]):
            found.append(
                _problem(submitted, name, f"low {part.low}, value {part.value} and high {part.high}")
            )
    percentiles = [summary.latency_p50_ns, summary.latency_p90_ns, summary.latency_p99_ns]
    if not _rises([percentile.value for percentile in percentiles]):
        seen = ", ".join(str(percentile.value) for percentile in percentiles)
        found.append(_problem(submitted, "latency_p50_ns", f"p50, p90 and p99 are {seen}, and"))
    return found


def _problem(submitted: Submitted, name: str, seen: str) -> Problem:
    return submitted.problem(
        RULE, f"$.summary.{name}", f"{seen} are not in order.", "Submit the file as `edgebench run` wrote it."
    )


def _rises(values: list[int | None]) -> bool:
    known = [value for value in values if value is not None]
    return all(low <= high + 1 for low, high in itertools.pairwise(known))
