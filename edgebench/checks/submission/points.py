"""The windows of a search lead to the load that was measured, and the last is what the processes say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from edgebench import search
from edgebench.checks.submitted import Problem, Submitted
from edgebench.model.result import Point, Result

RULE = "points"


def check(submitted: Submitted) -> list[Problem]:
    """Offline has its pilot unless batch and streams were given; Server and Streams have their search."""
    return [
        submitted.problem(RULE, "$.points", f"{what}.", "Submit the file as `edgebench run` wrote it.")
        for what in _faults(submitted.result)
    ]


def _faults(result: Result) -> Iterator[str]:
    load, points, asked = result.load, result.points, result.provenance.repeat
    if load.scenario in {"server", "streams"}:
        if not points or len(points) < 2:
            yield "A search has at least one window and a confirmation"
        else:
            yield from _search_faults(result, points[:-1], points[-1])
    elif points is not None and load.scenario != "offline":
        yield f"{load.scenario} searches nothing"
    elif load.scenario == "offline" and not points and None in (asked.batch, asked.streams):
        yield "A pilot has at least one window"
    elif points:
        best = search.best_of_pilot(points)
        if (best.batch, best.streams) != (load.batch, load.streams):
            yield f"The pilot found batch {best.batch} on {best.streams} streams, and another was measured"


def _search_faults(result: Result, tried: Sequence[Point], last: Point) -> Iterator[str]:
    rate_uhz = search.best_rate(tried)
    found = search.best_streams(tried) or 1
    if result.load.scenario == "streams" and result.load.streams != found:
        yield f"The search found {found} streams, and {result.load.streams} were measured"
    if last != search.confirmation(result.load, result.processes, rate_uhz):
        yield "The last window is not what all processes say together at the rate that was found"
