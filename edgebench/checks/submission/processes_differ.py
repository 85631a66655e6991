"""No two processes of a file are one measurement written twice."""

from __future__ import annotations

from edgebench.checks.submitted import Problem, Submitted

RULE = "processes-differ"


def check(submitted: Submitted) -> list[Problem]:
    """Two runs never have the same latencies and the same window to the nanosecond."""
    processes = submitted.result.processes
    if len({(one.window_ns, one.latency.sum_ns) for one in processes}) == len(processes):
        return []  # nobody needs to look at their buckets, which are many
    found: list[Problem] = []
    first: dict[tuple[object, ...], int] = {}
    for place, one in enumerate(processes):
        measured = (one.window_ns, tuple(one.latency.counts), one.latency.first, one.latency.sum_ns)
        if measured in first:
            what = f"Window and latencies are those of process {first[measured]}."
            todo = "Run the cell again; every process is measured."
            found.append(submitted.problem(RULE, f"$.processes[{place}]", what, todo))
        first.setdefault(measured, place)
    return found
