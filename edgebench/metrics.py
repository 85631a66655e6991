"""The table of metrics: what a result's summary holds, its unit, its direction, and how to read it.

Energy stands beside the table: no summary holds it, and it is only compared with its like.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from functools import partial
from operator import attrgetter
from typing import Literal, NamedTuple

from msgspec import Struct

from edgebench import comparison, energy_figures, histogram, missing, summary, sustained, units
from edgebench.errors import ComparisonError, meant
from edgebench.model.process import Process
from edgebench.model.reason import TEXT, Reason
from edgebench.model.result import Estimate, Result
from edgebench.model.scenario import SCENARIOS, ScenarioName
from edgebench.units import Figure, Quantity, Unit

MOST_FOLD = 100
"""An interval whose ends are further apart says nothing of the size of what it holds."""


class Shared(NamedTuple):
    """Of one side of a comparison: its meters, the largest error that their values share, and whether each
    states its accuracy.
    """

    meters: frozenset[object] = frozenset()
    error: float = 0.0
    is_accurate: bool = True
    counted: float = 0.0
    """Of a rate over few queries: what their whole number leaves open (edgebench/sustained.py)."""

    def error_against(self, other: Shared) -> float:
        """On one meter 0: its own errors are in both sides, and their ratio is free of them.

        On different meters they enter in squares, of each side the largest of its results'. Counts always do.
        """
        of_meters = (self.error, other.error) if len(self.meters | other.meters) > 1 else ()
        return math.hypot(*of_meters, self.counted, other.counted)


class Metric(Struct, frozen=True):
    """One figure of `result.summary`.

    unit: of the stored integer. summary: what it is, in a sentence.
    of_process: one process's own value, of which the summary is the mean; significance is tested on these.
    None: the whole cell has one value.
    percentile_ppm: of a percentile, which one.
    counting: of a rate over few queries, the standard error of its logarithm (edgebench/sustained.py).
    """

    name: str
    title: str
    unit: Quantity
    better: Literal["lower", "higher"]
    summary: str
    of_process: Callable[[Process], float] | None
    percentile_ppm: int | None = None
    counting: Callable[[Sequence[Process]], float] | None = None

    def read(self, result: Result) -> Estimate:
        """The figure with its interval, or the reason why there is none."""
        estimate: Estimate = getattr(result.summary, self.name)
        if result.imported is None:
            return estimate
        if missing.is_missing(result, f"processes.{self.name}") or (
            estimate.value_reason is Reason.BATCHED and missing.is_missing(result, missing.MEAN_ONLY)
        ):
            return summary.missing(Reason.NOT_REPORTED, estimate.processes)
        return estimate

    def per_process(self, result: Result) -> tuple[float, ...] | None:
        """One value above 0 a process; None where the summary has no figure, or one that a search found."""
        summary = self.read(result)
        if self.of_process is None or summary.value is None or summary.low_reason is Reason.ONE_SEARCH:
            return None
        return tuple(self.of_process(process) for process in result.processes)

    def obstacle(self, results: Sequence[Result]) -> str:
        """Why these figures may not be compared though their cells may; empty where they may."""
        return ""

    def shared_by(self, results: Sequence[Result]) -> Shared:
        """What all values of one side have in common beside what is measured."""
        return Shared(counted=self.counting_error(results))

    def common_error(self, a: Sequence[Result], b: Sequence[Result]) -> float:
        """Standard error of the logarithm of b over a that no repetition averages away."""
        return self.shared_by(a).error_against(self.shared_by(b))

    def counting_error(self, results: Sequence[Result]) -> float:
        """The largest of these results, to a thousandth."""
        counting = self.counting
        return round(max(counting(one.processes) for one in results), 3) if counting else 0.0

    @property
    def short(self) -> str:
        """`p90` of `Latency p90`; what is no percentile keeps its title."""
        return self.title if self.percentile_ppm is None else self.title.rpartition(" ")[2]

    def figure(self, estimate: Estimate, unit: Unit | None = None) -> Figure:
        """The estimate as text, in this unit or the one in which it reads best.

        In the place of a value or an interval that is missing stands the reason; an interval without a
        useful end is not drawn out in digits.
        """
        value, low, high = estimate.value, estimate.low, estimate.high
        if value is None:
            return Figure(_cell(estimate.value_reason), "")
        unit = unit or units.unit_of(value, self.unit)
        if low is None or high is None:
            return units.figure(value, None, None, unit)._replace(interval=_cell(estimate.low_reason))
        made = units.figure(value, low, high, unit)
        return made if useful(low, high) else made._replace(interval=_cell(Reason.TOO_WIDE))

    def is_better(self, value: float, other: float) -> bool:
        return value < other if self.better == "lower" else value > other


def useful(low: float, high: float) -> bool:
    """Whether an interval says something: with its ends further apart, processes disagree."""
    return high <= MOST_FOLD * low


def _cell(why: Reason | None) -> str:
    return TEXT[why or Reason.UNKNOWN].cell


_NANOSECONDS = partial(Metric, unit="ns", better="lower")


def _percentile(name: str, ppm: int, title: str, summary: str) -> Metric:
    def of_process(process: Process) -> float:
        return histogram.percentile(process.latency, ppm)

    return _NANOSECONDS(name=name, title=title, summary=summary, of_process=of_process, percentile_ppm=ppm)


METRICS = {
    metric.name: metric
    for metric in (
        _percentile(
            "latency_p50_ns", 500_000, "Latency p50", "Half of the queries were answered within this time."
        ),
        _percentile(
            "latency_p90_ns", 900_000, "Latency p90", "Nine of ten queries were answered within this time."
        ),
        _percentile(
            "latency_p99_ns", 990_000, "Latency p99", "99 of 100 queries were answered within this time."
        ),
        Metric(
            name="throughput_mhz",
            title="Throughput",
            unit="mHz",
            better="higher",
            summary="Samples answered in a second of the window.",
            of_process=lambda process: process.samples * 10**12 / process.window_ns,
        ),
        Metric(
            name="streams",
            title="Streams",
            unit="streams",
            better="higher",
            summary="The largest number of streams whose p99 meets the bound.",
            of_process=None,
        ),
        Metric(
            name="last_minute_mhz",
            title="Last minute",
            unit="mHz",
            better="higher",
            summary="Samples answered in a second of the last of ten minutes or more.",
            of_process=sustained.last_minute_mhz,
            counting=sustained.last_minute_error,
        ),
        Metric(
            name="last_over_first_minute_ppm",
            title="Last over first minute",
            unit="ppm",
            better="lower",
            summary="How much longer a sample takes in the last minute than in the first.",
            of_process=sustained.last_over_first_ppm,
            counting=sustained.last_over_first_error,
        ),
        _NANOSECONDS(
            name="load_ns",
            title="Load",
            summary="Opening the model, once a process.",
            of_process=attrgetter("load_ns"),
        ),
        _NANOSECONDS(
            name="first_query_ns",
            title="First query",
            summary="The first answer after loading: kernels are chosen and memory is laid out.",
            of_process=attrgetter("first_query_ns"),
        ),
        Metric(
            name="peak_memory_bytes",
            title="Peak memory",
            unit="B",
            better="lower",
            summary="The most memory the worker had resident (VmHWM), runtime and model included.",
            of_process=lambda process: process.memory.ran,
        ),
    )
}


class EnergyMetric(Metric, frozen=True):
    """Read from the energy of a result, of which the summary says nothing."""

    def read(self, result: Result) -> Estimate:
        return energy_figures.gross(result)

    def per_process(self, result: Result) -> tuple[float, ...] | None:
        return energy_figures.per_process_nj(result)

    def obstacle(self, results: Sequence[Result]) -> str:
        return comparison.energy_obstacle(results)

    def shared_by(self, results: Sequence[Result]) -> Shared:
        found = [energy for result in results if (energy := energy_figures.sound(result))]
        return Shared(
            meters=frozenset(map(comparison.meter_key, results)),
            error=max(map(_common_share, results)),
            is_accurate=all(energy.gross_u_nj is not None for energy in found),
        )


def _common_share(result: Result) -> float:
    energy = energy_figures.sound(result)
    return energy_figures.common_share(energy) if energy else 0.0


ENERGY = EnergyMetric(
    name="energy_nj",
    title="Energy a sample",
    unit="nJ",
    better="lower",
    summary="Gross energy of a sample within the meter's boundary, idle power included.",
    of_process=None,
)


def judged_by(scenario: ScenarioName) -> Metric:
    """What results of this scenario are ranked by."""
    return METRICS[SCENARIOS[scenario].judged_by]


_UNIT = re.compile(r"_(ns|mhz|bytes|ppm|nj)$")


def metric_named(name: str) -> Metric:
    """By its name, with or without the unit: `throughput_mhz`, `throughput`. Raises ComparisonError."""
    known: dict[str, Metric] = {**METRICS, ENERGY.name: ENERGY}
    short = {_UNIT.sub("", full): full for full in known}
    full = short.get(name, name)
    if full not in known:
        raise ComparisonError(
            f"unknown metric {name!r}{meant(name, [*short, *known])}", f"there are {', '.join(short)}"
        )
    return known[full]


class Stage(Struct, frozen=True):
    """A stage of scope pipeline over all processes: mean time in a query, and its share of the three."""

    name: str
    mean_ns: int
    share_ppm: int


def stages(result: Result) -> list[Stage]:
    """Preprocess, inference, postprocess; none in scope model. Derived, never stored."""
    known = [(one.stages, one.queries) for one in result.processes if one.stages]
    sums = {
        "preprocess": sum(one.preprocess_ns for one, _ in known),
        "inference": sum(one.inference_ns for one, _ in known),
        "postprocess": sum(one.postprocess_ns for one, _ in known),
    }
    queries, total = sum(count for _, count in known), max(1, sum(sums.values()))
    return [Stage(name, round(ns / queries), round(ns * 1e6 / total)) for name, ns in sums.items() if known]


class RealTimeFactor(Struct, frozen=True):
    """Time spent on a chunk of sound over the time it stands for, with the 95 % interval of the throughput.

    Below a million ppm the device keeps up with the sound, or with one on each stream. Derived, never stored.
    """

    value_ppm: float
    low_ppm: float | None
    high_ppm: float | None

    @property
    def figure(self) -> Figure:
        """`0.0124` and its interval; empty where the throughput has none."""
        return units.figure(self.value_ppm, self.low_ppm, self.high_ppm, units.SHARE)


def real_time_factor(result: Result) -> RealTimeFactor | None:
    """Of a stateful workload; None of any other, where there is no throughput, and where a clock paces it."""
    load, throughput = result.load, result.summary.throughput_mhz
    chunk_ns, streams = load.chunk_ns, load.streams or 1
    if chunk_ns is None or throughput.value is None or load.period_ns is not None:
        return None
    value, low, high = (
        None if mhz is None else 1e18 * streams / (mhz * chunk_ns)
        for mhz in (throughput.value, throughput.high, throughput.low)
    )
    assert value is not None  # of a throughput that is there
    return RealTimeFactor(value, low, high)
