"""How queries arrive, how long a run is, and when it ends: the definitions of the numbers.

Sources: NUMBERS.md; MLPerf Inference rules (scenario names, early stopping). A scenario is
deliberately not a plug-in.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from edgebench.model.quantity import Count, Positive, Ppm
from edgebench.model.record import Record

ScenarioName = Literal["single-stream", "multi-stream", "offline", "server", "streams", "sustained"]
TierName = Literal["smoke", "standard", "reference"]
Scope = Literal["model", "pipeline"]


class Scenario(Struct, frozen=True):
    """One scenario: its name in MLPerf's spelling, the percentile it is judged by, and what it asks."""

    name: ScenarioName
    title: str
    percentile_ppm: Ppm | None
    samples_per_query: int
    judged_by: str
    """The metric it is ranked by (edgebench/metrics.py)."""
    stateful: bool
    """Whether a model that is asked chunk after chunk can be asked this way."""
    summary: str


SCENARIOS = {
    "single-stream": Scenario(
        "single-stream",
        "SingleStream",
        900_000,
        1,
        "latency_p90_ns",
        True,
        "One query after the other, each issued when the last completed; judged by p90.",
    ),
    "multi-stream": Scenario(
        "multi-stream",
        "MultiStream",
        990_000,
        8,
        "latency_p99_ns",
        False,
        "One query of eight samples after the other, each issued when the last completed; judged by p99.",
    ),
}
"""The scenarios that run today; the others are named in ScenarioName so that files can be read."""


class Tier(Struct, frozen=True):
    """How long a run is. All floors hold together; tiers are never ranked together."""

    name: TierName
    processes: int
    min_queries: int
    min_ns: int
    ranked: bool


TIERS = {
    "smoke": Tier("smoke", 1, 64, 6_000_000_000, False),
    "standard": Tier("standard", 5, 205, 12_000_000_000, True),
    "reference": Tier("reference", 10, 662, 60_000_000_000, True),
}

CAP_FACTOR = 10
"""A process is cut at this many times its nominal time, and the result says `cap`."""
P99_MIN_QUERIES = 662
"""Each process needs as many for a p99: the least with which MLPerf's early stopping resolves it."""
P99_PPM = 990_000
BATCH_BELOW_NS = 5_000
"""Calls faster than this are timed in groups: the clock itself costs 0.05 to 0.07 us."""


class WarmUp(Struct, frozen=True):
    """When a process is warm: two windows in a row whose medians agree, within limits."""

    min_queries: int = 10
    min_ns: int = 300_000_000
    max_ns: int = 5_000_000_000
    agreement_ppm: int = 20_000


WARM_UP = WarmUp()


class Load(Record, frozen=True):
    """What is asked of the system under test, and how the run ended."""

    scenario: ScenarioName
    scope: Scope
    tier: TierName
    batch: Positive
    samples_per_query: Positive
    bound_ns: Positive | None
    percentile_ppm: Ppm | None
    chunk_ns: Positive | None
    """Of a stateful model, whose query is the next chunk of a clip: how much time a chunk stands for."""
    includes_input_copy: bool
    streams: Positive | None
    seed: Count
    min_queries: Positive
    min_ns: Positive
    cap_ns: Positive
    ended: Literal["complete", "cap"]


def least_queries(scenario: Scenario, tier: Tier) -> int:
    """Of each process: the tier's, and as many as the scenario's percentile needs."""
    needed = P99_MIN_QUERIES if scenario.percentile_ppm == P99_PPM else 0
    return max(tier.min_queries, needed)


def scenario_named(text: str) -> str:
    """`SingleStream`, `single_stream` and `single-stream` all name single-stream."""
    folded = text.replace("-", "").replace("_", "").lower()
    for name in SCENARIOS:
        if name.replace("-", "") == folded:
            return name
    return text
