"""Histogram, series and samples count the same queries."""

from __future__ import annotations

from collections.abc import Iterator

from edgebench import histogram
from edgebench.checks.submitted import Problem, Submitted
from edgebench.model.process import Process

RULE = "counts-agree"


def check(submitted: Submitted) -> list[Problem]:
    """Every query is in a bucket and in a row, and brings the load's number of samples."""
    per_query = submitted.result.load.samples_per_query
    return [
        submitted.problem(
            RULE, f"$.processes[{place}]", f"{what}.", "Submit the file as `edgebench run` wrote it."
        )
        for place, process in enumerate(submitted.result.processes)
        for what in _disagreements(process, per_query)
    ]


def _disagreements(process: Process, samples_per_query: int) -> Iterator[str]:
    queries = process.queries
    for name, one in (("latency", process.latency), ("engine_latency", process.engine_latency)):
        if one is not None and histogram.total(one) != queries:
            yield f"{queries} queries, but {histogram.total(one)} in {name}"
    if queries % process.calls_per_clock:
        yield f"{queries} queries cannot be timed in groups of {process.calls_per_clock}"
    if process.samples != queries * samples_per_query:
        yield f"{queries} queries of {samples_per_query} samples, but {process.samples} samples"
    if sum(process.series.queries) != queries:
        yield f"{queries} queries, but {sum(process.series.queries)} in the series"
