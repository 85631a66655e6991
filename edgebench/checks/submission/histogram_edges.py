"""Least, largest and sum of the latencies fit their histogram."""

from __future__ import annotations

from collections.abc import Iterator

from edgebench import histogram
from edgebench.checks.submitted import Problem, Submitted
from edgebench.model.process import Histogram

RULE = "histogram-edges"


def check(submitted: Submitted) -> list[Problem]:
    """So the median lies between least and largest as well."""
    return [
        submitted.problem(
            RULE, f"$.processes[{place}].{name}", f"{what}.", "Submit the file as `edgebench run` wrote it."
        )
        for place, process in enumerate(submitted.result.processes)
        for name, one in (("latency", process.latency), ("engine_latency", process.engine_latency))
        if one is not None
        for what in _misfits(one)
    ]


def _misfits(one: Histogram) -> Iterator[str]:
    seen = histogram.span(one)
    if histogram.bucket(one.min_ns) != seen.first:
        yield f"min_ns {one.min_ns} is not in the first bucket"
    if histogram.bucket(one.max_ns) != seen.last:
        yield f"max_ns {one.max_ns} is not in the last bucket"
    if not seen.least_ns <= one.sum_ns <= seen.largest_ns:
        allowed = f"{seen.least_ns} and {seen.largest_ns}, what the buckets allow"
        yield f"sum_ns {one.sum_ns} is not within {allowed}"
