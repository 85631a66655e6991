"""A sweep as curves: results of one session that differ in nothing but their threads, or their batch.

Pure. Speed is samples a second; a speed-up is over the first step, with the interval of Welch's t on the
logarithms (edgebench/statistics.py): the steps were interleaved. Efficiency is the speed-up over the share of
threads: with twice the threads 1.0 means twice as fast. A batch has none; nothing says what it costs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from msgspec import Struct

from edgebench import statistics, units
from edgebench.comparison import CELL_FIELDS, Key, key_of
from edgebench.metrics import METRICS, useful
from edgebench.model.reason import TEXT, Reason
from edgebench.model.result import Result
from edgebench.units import Figure, Unit

Axis = Literal["threads", "batch"]

_OF_AXIS: Mapping[Axis, tuple[str, ...]] = {
    # One thread is pinned, all are not; some runtimes repeat the number among their options.
    "threads": ("sut.threads", "sut.affinity", "sut.options"),
    "batch": ("load.batch", "load.samples_per_query", "provenance.repeat.batch"),
}
"""What differs with the step of a sweep."""
_NOT_OF_SPEED = ("quality.met",)
"""A step whose answers were not judged is as fast."""


class SpeedUp(NamedTuple):
    """Samples a second over those of the first step; an interval needs two processes of both, interleaved."""

    value: float
    low: float | None
    high: float | None

    @property
    def figure(self) -> Figure:
        """`1.85×` and its interval, or that it has none."""
        low, high, times = self.low, self.high, Unit(1, units.TIMES.symbol)
        if low is None or high is None:
            return units.figure(self.value, None, None, times)._replace(interval="no interval")
        made = units.figure(self.value, low, high, times)
        return made if useful(low, high) else made._replace(interval=TEXT[Reason.TOO_WIDE].cell)


class Step(Struct, frozen=True):
    """One result of a sweep. speed_up: None of the first, and where one of the two has no throughput."""

    at: int
    result: Result
    speed_up: SpeedUp | None
    efficiency: float | None


class Curve(Struct, frozen=True):
    """Two steps or more, by their number of threads or batch."""

    axis: Axis
    steps: tuple[Step, ...]

    @property
    def first(self) -> Result:
        return self.steps[0].result


def curves(results: Sequence[Result]) -> tuple[Curve, ...]:
    """Every curve there is, threads first; of two results that measured the same, the first counts."""
    return tuple(curve for axis in _OF_AXIS for curve in _along(axis, results))


def _along(axis: Axis, results: Sequence[Result]) -> Iterator[Curve]:
    groups: dict[tuple[str, Key], dict[int, Result]] = {}
    for at, result in _beside_others(axis, results):
        groups.setdefault((result.session.id, _rest(axis, result)), {}).setdefault(at, result)
    for group in groups.values():
        if len(group) > 1:
            yield _curve(axis, sorted(group.items()))


def _beside_others(axis: Axis, results: Sequence[Result]) -> Iterator[tuple[int, Result]]:
    """Those of which the same session ran the same with another number: few, and a key takes its time."""
    seen: dict[tuple[str, ...], set[int | None]] = {}
    for result in results:
        seen.setdefault(_roughly(result), set()).add(_at(axis, result))
    for result in results:
        at = _at(axis, result)
        if at is not None and len(seen[_roughly(result)] - {None}) > 1:
            yield at, result


def _roughly(result: Result) -> tuple[str, ...]:
    """What the steps of one curve have in common, and some others too."""
    sut, load = result.sut, result.load
    return (
        result.session.id,
        sut.harness,
        sut.runtime.version,
        result.variant.name,
        load.scenario,
        load.scope,
    )


def _at(axis: Axis, result: Result) -> int | None:
    """As asked for: neither what a pilot finds is a step, nor the share of the threads that a stream has."""
    if axis == "threads":
        return result.provenance.repeat.threads
    return result.provenance.repeat.batch if result.load.scenario == "offline" else result.load.batch


def _rest(axis: Axis, result: Result) -> Key:
    """Everything else of the cell."""
    without = (*_OF_AXIS[axis], *_NOT_OF_SPEED)
    return key_of(result, tuple(name for name in CELL_FIELDS if name not in without))


def _curve(axis: Axis, group: Sequence[tuple[int, Result]]) -> Curve:
    at_first, first = group[0]
    steps = []
    for at, result in group:
        gain = None if result is first else _speed_up(first, result)
        efficient = gain.value * at_first / at if gain and axis == "threads" else None
        steps.append(Step(at, result, gain, efficient))
    return Curve(axis, tuple(steps))


def _speed_up(first: Result, result: Result) -> SpeedUp | None:
    metric = METRICS["throughput_mhz"]
    one, other = metric.read(result).value, metric.read(first).value
    if not one or not other:
        return None
    values, before = metric.per_process(result), metric.per_process(first)
    together = first.session.interleaved and result.session.interleaved
    if together and values and before and min(len(values), len(before)) > 1:
        return SpeedUp(*statistics.welch(values, before).interval)
    return SpeedUp(one / other, None, None)
