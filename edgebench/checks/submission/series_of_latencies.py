"""The series is of the latencies in the histogram: the same largest one, and none below the least."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from edgebench.checks.submitted import Problem, Submitted
from edgebench.model.process import Process

RULE = "series-of-latencies"


def check(submitted: Submitted) -> list[Problem]:
    """Both are folded from one list; rows that are put together keep the largest."""
    if submitted.result.kind != "measured":
        return []
    return [
        submitted.problem(
            RULE,
            f"$.processes[{place}].series.{name}",
            f"{what}.",
            "Submit the file as `edgebench run` wrote it.",
        )
        for place, process in enumerate(submitted.result.processes)
        for name, what in _faults(process)
    ]


def _faults(process: Process) -> Iterator[tuple[str, str]]:
    latency = process.latency
    largest = max(_known(process.series.max_ns), default=None)
    if largest != latency.max_ns:
        yield "max_ns", f"The largest of all rows is {largest}, of the histogram {latency.max_ns}"
    least = min(_known(process.series.p50_ns), default=None)
    if least is not None and least < latency.min_ns:
        yield "p50_ns", f"A row's median is {least}, and no latency is below {latency.min_ns}"


def _known(column: Sequence[int | None]) -> list[int]:
    return [one for one in column if one is not None]
