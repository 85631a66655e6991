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
LoadOption = Literal["batch", "streams", "period", "bound"]


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
    takes: tuple[LoadOption, ...]
    """What may be said of its load; `bound`: its percentile must stay within an application's deadline."""
    summary: str


SCENARIOS = {
    "single-stream": Scenario(
        "single-stream",
        "SingleStream",
        900_000,
        1,
        "latency_p90_ns",
        True,
        ("batch", "period"),
        "One query after the other, each issued when the last completed; judged by p90.",
    ),
    "multi-stream": Scenario(
        "multi-stream",
        "MultiStream",
        990_000,
        8,
        "latency_p99_ns",
        False,
        ("batch",),
        "One query of eight samples after the other, each issued when the last completed; judged by p99.",
    ),
    "offline": Scenario(
        "offline",
        "Offline",
        None,
        1,
        "throughput_mhz",
        False,
        ("batch", "streams"),
        "Every sample is there at the start, answered in the batches and streams that a short pilot found "
        "best; judged by samples a second.",
    ),
    "server": Scenario(
        "server",
        "Server",
        990_000,
        1,
        "throughput_mhz",
        False,
        ("streams", "bound"),
        "Queries arrive at random times; judged by the highest rate whose p99 meets the bound.",
    ),
    "streams": Scenario(
        "streams",
        "Streams",
        990_000,
        1,
        "streams",
        True,
        ("bound",),
        "Several streams at once, each with one query after the other; judged by the largest number whose "
        "p99 meets the bound.",
    ),
    "sustained": Scenario(
        "sustained",
        "Sustained",
        900_000,
        1,
        "last_minute_mhz",
        True,
        (),
        "SingleStream for ten minutes or more; judged by the samples a second of its last minute.",
    ),
}


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
GROUP_BELOW_NS = 5_000
"""Queries faster than this are timed in groups: the clock itself costs 0.05 to 0.07 us."""
IDLE_NS: dict[TierName, int] = {
    "smoke": 5_000_000_000,
    "standard": 20_000_000_000,
    "reference": 60_000_000_000,
}
"""With a meter: idle, the model loaded, before and after the window of each process."""
SUSTAINED_NS = 600_000_000_000
"""A Sustained window lasts at least so long, whatever the tier."""
OFFLINE_SAMPLES = 64
"""Offline has at least so many samples; its time is the tier's."""
BATCHES = (1, 2, 4, 8)
"""What Offline's pilot tries, on one stream and on one a core."""
MOST_STREAMS = 64
"""The search of Streams goes no further: every stream may hold the model once more."""
MOST_PROBES = 8
"""Of one search for a rate or a number of streams."""
MOST_CONFIRMATIONS = 3
"""Windows with other arrivals at what a search found; each that misses makes it a little less."""


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
    period_ns: Positive | None
    """Given: a query is due so often, whether or not the last is answered. Null: when the last completed."""
    percentile_ppm: Ppm | None
    chunk_ns: Positive | None
    """Of a stateful model, whose query is the next chunk of a clip: how much time a chunk stands for."""
    includes_input_copy: bool
    streams: Positive | None
    """Null but in offline, server and streams."""
    seed: Count
    min_queries: Positive
    min_ns: Positive
    cap_ns: Positive
    ended: Literal["complete", "cap"]


def least_queries(scenario: Scenario, tier: Tier, samples_per_query: int) -> int:
    """Of each process: the tier's, and as many as the scenario's percentile needs; offline, 64 samples."""
    if scenario.percentile_ppm is None:
        return -(-OFFLINE_SAMPLES // samples_per_query)
    return max(tier.min_queries, P99_MIN_QUERIES if scenario.percentile_ppm == P99_PPM else 0)


def least_ns(scenario: Scenario, tier: Tier) -> int:
    """Of each process's window."""
    return max(tier.min_ns, SUSTAINED_NS) if scenario.name == "sustained" else tier.min_ns


def threads_of_stream(scenario: ScenarioName, threads: int, streams: int | None) -> int:
    """In Streams each has one, so that one stream and several are alike; else they share the threads."""
    return 1 if scenario == "streams" else max(1, threads // (streams or 1))


def scenario_named(text: str) -> str:
    """`SingleStream`, `single_stream` and `single-stream` all name single-stream."""
    folded = text.replace("-", "").replace("_", "").lower()
    for name in SCENARIOS:
        if name.replace("-", "") == folded:
            return name
    return text
