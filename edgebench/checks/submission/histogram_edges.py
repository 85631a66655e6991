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
    buckets = list(histogram.unpack(one))
    if histogram.bucket(one.min_ns) != buckets[0][0]:
        yield f"min_ns {one.min_ns} is not in the first bucket"
    if histogram.bucket(one.max_ns) != buckets[-1][0]:
        yield f"max_ns {one.max_ns} is not in the last bucket"
    largest = sum(count * histogram.upper_edge(index) for index, count in buckets)
    least = sum(count * _lower_edge(index) for index, count in buckets)
    if not least <= one.sum_ns <= largest:
        yield f"sum_ns {one.sum_ns} is not within {least} and {largest}, what the buckets allow"


def _lower_edge(index: int) -> int:
    return histogram.upper_edge(index - 1) + 1 if index else 0
