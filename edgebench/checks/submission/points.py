"""The windows of a search lead to the load that was measured, and the last is what the processes say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from edgebench import search
from edgebench.checks.submitted import Problem, Submitted
from edgebench.model.result import Point, Result

RULE = "points"
MOST_FROM_RATE = 1.5
"""Of 662 random queries the rate is within 4 %, and a last one that is late makes the window longer."""


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
    """The search is replayed: what was tried follows from what was seen before."""
    load, rate_uhz = result.load, search.best_rate(tried)
    found = search.best_streams(tried) or 1
    steps = _server_steps if load.scenario == "server" else _streams_steps
    if load.scenario == "streams" and load.streams != found:
        yield f"The search found {found} streams, and {load.streams} were measured"
    for place, (seen, due) in enumerate(steps(tried)):
        if seen != due:
            yield f"Window {place} of the search is of {seen}, where what was seen before asks for {due}"
            break
    for place, point in enumerate(tried):
        if point.met and not _may_have_met(point, load.bound_ns):
            yield f"Window {place} is said to have met the bound, and its figures say that it did not"
    if last != search.confirmation(load, result.processes, rate_uhz):
        yield "The last window is not what all processes say together at the rate that was found"


def _server_steps(tried: Sequence[Point]) -> Iterator[tuple[int | None, int | None]]:
    """(tried, due) of each rate, and at the end that nothing more was due."""
    alone, rates = tried[0], tried[1:]
    for place in range(len(rates) + 1):
        seen = rates[place].rate_uhz if place < len(rates) else None
        yield seen, search.next_rate(alone, rates[:place]) if alone.met else None


def _streams_steps(tried: Sequence[Point]) -> Iterator[tuple[int | None, int | None]]:
    for place in range(len(tried) + 1):
        yield tried[place].streams if place < len(tried) else None, search.next_streams(tried[:place])


def _may_have_met(point: Point, bound_ns: int | None) -> bool:
    """Within the bound, and answered about as fast as asked: the rest of a random rate is chance."""
    if bound_ns is None or point.latency_p99_ns is None or point.latency_p99_ns > bound_ns:
        return False
    if point.rate_uhz is None or point.throughput_mhz is None:
        return True
    answered_uhz = 1000 * point.throughput_mhz
    return max(answered_uhz, point.rate_uhz) <= MOST_FROM_RATE * min(answered_uhz, point.rate_uhz)
