"""No two processes of a file are one measurement written twice."""

from __future__ import annotations

from edgebench.checks.brief import measured
from edgebench.checks.submitted import Problem, Submitted

RULE = "processes-differ"


def check(submitted: Submitted) -> list[Problem]:
    """Two runs never have the same latencies, whatever window is told of them."""
    processes = submitted.result.processes
    if len({max(one.latency.counts) for one in processes}) == len(processes):
        return []  # a copy has as many in its fullest bucket
    found: list[Problem] = []
    first: dict[str, int] = {}
    for place, one in enumerate(processes):
        seen = measured(one, submitted.result.kind)
        if seen in first:
            what = f"Its latencies are those of process {first[seen]}."
            todo = "Run the cell again; every process is measured."
            found.append(submitted.problem(RULE, f"$.processes[{place}]", what, todo))
        first.setdefault(seen, place)
    return found
