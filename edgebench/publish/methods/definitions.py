"""Figures and tables of the methods page, each read from where it decides something; none is typed there."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from edgebench import difference, histogram, pairwise, statistics, trust, units
from edgebench.comparison import BOUNDARY_FIELDS, CELL_FIELDS, RANKING_FIELDS
from edgebench.energy import need, net
from edgebench.metrics import ENERGY, METRICS, Metric
from edgebench.model import scenario as load
from edgebench.model.scenario import SCENARIOS, TIERS, WARM_UP, Scenario, Tier
from edgebench.model.workload import Bound, Workload
from edgebench.publish.wording import numbers, words
from edgebench.publish.wording.boundaries import BOUNDARIES
from edgebench.publish.wording.numbers import NO_BREAK


class Table(Struct, frozen=True):
    """anchors: ids of the rows, in their order; empty where none has one.

    right: columns of figures. codes: columns that hold code.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    anchors: tuple[str, ...] = ()
    right: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


class Constants(Struct, frozen=True, kw_only=True):
    """What the sentences of the page name, as text with its unit."""

    confidence: str
    significance: str
    minimum_effect: str
    minimum_ratio: str
    guard_band: str
    sessions_to_test: str
    widest_interval: str
    early_stopping: str
    standard_processes: str
    group_below: str
    exact_below: str
    buckets_an_octave: str
    bucket_width: str
    offline_samples: str
    batches: str
    most_probes: str
    most_confirmations: str
    most_streams: str
    sustained: str
    cap_factor: str
    p99_queries: str
    warm_queries: str
    warm_least: str
    warm_most: str
    warm_agreement: str
    updates: str
    updates_refused: str
    net_resolved: str
    badges_in_a_table: str


def constants() -> Constants:
    return Constants(
        confidence=percent(1 - difference.SIGNIFICANCE),
        significance=percent(difference.SIGNIFICANCE),
        minimum_effect=percent(difference.MINIMUM_EFFECT - 1),
        minimum_ratio=units.significant(difference.MINIMUM_EFFECT),
        guard_band=percent(pairwise.GUARD_BAND - 1),
        sessions_to_test=str(difference.SESSIONS_TO_TEST),
        widest_interval=percent(trust.WIDEST_INTERVAL - 1),
        early_stopping=f"{statistics.EARLY_STOPPING_CONFIDENCE:g}",
        standard_processes=str(TIERS["standard"].processes),
        group_below=numbers.exact(load.GROUP_BELOW_NS),
        exact_below=f"{histogram.EXACT_BELOW_NS}{NO_BREAK}ns",
        buckets_an_octave=str(histogram.BUCKETS_AN_OCTAVE),
        bucket_width=percent(1 / histogram.BUCKETS_AN_OCTAVE, 2),
        offline_samples=str(load.OFFLINE_SAMPLES),
        batches=", ".join(map(str, load.BATCHES)),
        most_probes=str(load.MOST_PROBES),
        most_confirmations=str(load.MOST_CONFIRMATIONS),
        most_streams=str(load.MOST_STREAMS),
        sustained=numbers.exact(load.SUSTAINED_NS),
        cap_factor=str(load.CAP_FACTOR),
        p99_queries=str(load.P99_MIN_QUERIES),
        warm_queries=str(WARM_UP.min_queries),
        warm_least=numbers.exact(WARM_UP.min_ns),
        warm_most=numbers.exact(WARM_UP.max_ns),
        warm_agreement=percent(WARM_UP.agreement_ppm / 1e6),
        updates=str(need.ENOUGH),
        updates_refused=str(need.TOO_FEW),
        net_resolved=str(net.RESOLVED),
        badges_in_a_table=str(words.MOST_IN_A_TABLE),
    )


def percent(share: float, digits: int = 0) -> str:
    """`5 %` of 0.05."""
    return f"{share * 100:.{digits}f}{NO_BREAK}%"


def scenarios() -> Table:
    return Table(
        "Scenarios",
        ("Scenario", "What is asked", "Judged by", "Samples a query"),
        tuple(map(_scenario, SCENARIOS.values())),
        anchors=tuple(f"scenario-{name}" for name in SCENARIOS),
        right=("Samples a query",),
    )


def _scenario(of: Scenario) -> tuple[str, ...]:
    return of.title, of.summary, METRICS[of.judged_by].title, str(of.samples_per_query)


def tiers() -> Table:
    figures = ("Fresh processes", "Queries in each, at least", "Time of each, at least", "Idle around each")
    return Table(
        "Tiers",
        ("Tier", *figures, "Ranked"),
        tuple(map(_tier, TIERS.values())),
        anchors=tuple(f"tier-{name}" for name in TIERS),
        right=figures,
    )


def _tier(of: Tier) -> tuple[str, ...]:
    ranked = "yes" if of.ranked else "no, a preview"
    idle = numbers.exact(load.IDLE_NS[of.name])
    return of.name, str(of.processes), str(of.min_queries), numbers.exact(of.min_ns), idle, ranked


def metrics() -> Table:
    every = (*METRICS.values(), ENERGY)
    return Table(
        "Metrics",
        ("Metric", "What it is", "Better", "Name in the downloads"),
        tuple((one.title, one.summary, one.better, _column(one)) for one in every),
        anchors=tuple(f"metric-{one.name.replace('_', '-')}" for one in every),
        codes=("Name in the downloads",),
    )


_COLUMNS = {
    "throughput_mhz": "throughput_samples_per_second",
    "last_minute_mhz": "last_minute_samples_per_second",
    "last_over_first_minute_ppm": "last_over_first_minute_ratio",
    "energy_nj": "energy_j_per_sample",
}
"""Of metrics that tables (edgebench/table.py) give in another unit, and so by another name."""


def _column(of: Metric) -> str:
    return _COLUMNS.get(of.name, of.name)


def keys() -> tuple[Table, ...]:
    """The fields of a result that decide what it is compared with."""
    return (
        _fields("Ranking key", RANKING_FIELDS),
        _fields("By energy also", BOUNDARY_FIELDS),
        _fields("Cell key also", tuple(name for name in CELL_FIELDS if name not in RANKING_FIELDS)),
    )


def _fields(caption: str, names: tuple[str, ...]) -> Table:
    return Table(caption, ("Field",), tuple((name,) for name in names), codes=("Field",))


def targets(workloads: Mapping[str, Workload]) -> Table:
    known = sorted(workloads.values(), key=lambda one: one.name)
    return Table(
        "Workloads",
        ("Workload", "Revision", "Target", "Where it is from", "Agreement, at least"),
        tuple(map(_target, known)),
        anchors=tuple(f"target-{one.name}" for one in known),
        right=("Revision", "Agreement, at least"),
    )


def _target(of: Workload) -> tuple[str, ...]:
    asked = of.quality
    return (
        of.title,
        str(of.revision),
        f"{words.metric(asked.metric)} at least {words.target(asked.metric, asked.target_ppm)}",
        asked.source,
        percent(asked.agreement_ppm / 1e6),
    )


def deadlines(workloads: Mapping[str, Workload]) -> Table:
    """Each once, with the workloads that have it: many share the camera's."""
    found: dict[Bound, list[str]] = {}
    for workload in sorted(workloads.values(), key=lambda one: one.name):
        for bound in workload.bound:
            found.setdefault(bound, []).append(workload.title)
    by_time = sorted(found.items(), key=lambda item: (item[0].ns, item[0].name))
    return Table(
        "Deadlines",
        ("Deadline", "Time", "Who says so", "Workloads"),
        tuple((bound.name, numbers.exact(bound.ns), bound.source, "; ".join(of)) for bound, of in by_time),
        right=("Time",),
    )


def boundaries() -> Table:
    return Table(
        "Boundaries, from the inside out",
        ("Boundary", "What a reading includes", "What it means for you", "Window, at least"),
        tuple(
            (name, text.includes, text.meaning, f"{need.FLOOR_S[name]}{NO_BREAK}s")
            for name, text in BOUNDARIES.items()
        ),
        anchors=tuple(f"boundary-{name}" for name in BOUNDARIES),
        right=("Window, at least",),
        codes=("Boundary",),
    )
