"""What is counted of the session fits together: cells, processes, resumptions and boots."""

from __future__ import annotations

from collections.abc import Iterator

from edgebench.checks.submitted import Problem, Submitted
from edgebench.model.result import Result

RULE = "session-counts"


def check(submitted: Submitted) -> list[Problem]:
    """Significance is claimed within one session only, and only between cells that were interleaved."""
    if submitted.result.kind != "measured":
        return []
    return [
        submitted.problem(RULE, place, f"{what}.", "Submit the file as `edgebench run` wrote it.")
        for place, what in _faults(submitted.result)
    ]


def _faults(result: Result) -> Iterator[tuple[str, str]]:
    session = result.session
    if session.interleaved != (session.cells > 1):
        yield "$.session.interleaved", f"It is {session.interleaved}, and there are {session.cells} cells"
    if session.boot_count > session.resumed + 1:
        yield (
            "$.session.boot_count",
            f"{session.boot_count} boots, and it was resumed {session.resumed} times",
        )
    last, most = result.processes[-1].order, session.cells * len(result.processes)
    if last >= most:
        yield "$.processes", f"One is number {last} of a session with {most} processes"
