"""How long a run must have been: asked of a submission, and of every result before it is ranked."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from edgebench import statistics
from edgebench.model.result import Result
from edgebench.model.scenario import CAP_FACTOR, SCENARIOS, TIERS, least_ns, least_queries


class Shortfall(Struct, frozen=True):
    """A field that is not what the tier or the load asks for."""

    place: str
    what: str


def shortfalls(result: Result) -> Iterator[Shortfall]:
    """Where the load asks less than its tier, or a process has less than the load asks.

    A process may have less when the run ended by the cap and this process did last that long.
    """
    load, tier = result.load, TIERS[result.load.tier]
    scenario, of_tier = SCENARIOS[load.scenario], f"of tier {tier.name}"
    least, least_time_ns = least_queries(scenario, tier, load.samples_per_query), least_ns(scenario, tier)
    if load.min_queries < least:
        yield Shortfall("$.load.min_queries", f"{load.min_queries} is less than the {least} {of_tier}")
    if load.min_ns < least_time_ns:
        yield Shortfall("$.load.min_ns", f"{load.min_ns} is less than the {least_time_ns} {of_tier}")
    if load.cap_ns != CAP_FACTOR * load.min_ns:
        yield Shortfall("$.load.cap_ns", f"{load.cap_ns} is not {CAP_FACTOR} times {load.min_ns}")
    for place, process in enumerate(result.processes):
        if load.ended == "cap" and process.window_ns >= load.cap_ns:
            continue
        if process.queries < load.min_queries:
            yield Shortfall(
                f"$.processes[{place}].queries", f"{process.queries} is less than {load.min_queries}"
            )
        if process.window_ns < load.min_ns:
            yield Shortfall(
                f"$.processes[{place}].window_ns", f"{process.window_ns} is less than {load.min_ns}"
            )


def resolves_percentile(result: Result) -> bool:
    """Whether each process has the queries that the scenario's percentile needs: 64 for p90."""
    ppm = result.load.percentile_ppm
    return ppm is None or min(one.queries for one in result.processes) >= statistics.fewest_for(ppm)
