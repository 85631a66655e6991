"""No two processes of a file are one measurement written twice."""

from __future__ import annotations

from edgebench.checks.submitted import Problem, Submitted

RULE = "processes-differ"


def check(submitted: Submitted) -> list[Problem]:
    """Two runs never have the same latencies, whatever window is told of them."""
    found: list[Problem] = []
    first: dict[str, int] = {}
    for place, seen in enumerate(submitted.fingerprints):
        if seen in first:
            what = f"Its latencies are those of process {first[seen]}."
            todo = "Run the cell again; every process is measured."
            found.append(submitted.problem(RULE, f"$.processes[{place}]", what, todo))
        first.setdefault(seen, place)
    return found
