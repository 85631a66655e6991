"""The accuracy of each variant: dots with their intervals on one linear axis, and the target's line.

It is a table whose marks share the axis in its head, as every ranking is.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from msgspec import Struct

from edgebench import quality
from edgebench.model.quality import Accuracy
from edgebench.model.reason import Reason
from edgebench.model.result import Result
from edgebench.publish.charts.axis import Tick
from edgebench.publish.charts.linear_axis import nice
from edgebench.publish.wording import numbers, words
from edgebench.publish.wording.words import Shape
from edgebench.units import Unit

LEAST_GAP = 0.16
"""Of the width, between two labels."""


class Dot(Struct, frozen=True):
    """hollow: below the target. Positions are percent of the width."""

    variant: str
    shape: Shape
    value: str
    interval: str
    at: str
    low: str
    high: str
    hollow: bool


class Missing(Struct, frozen=True):
    variant: str
    why: str


class AccuracyChart(Struct, frozen=True):
    """caption: where the axis starts. crossing: variants whose interval holds the target."""

    heading: str
    caption: str
    finding: str
    axis_title: str
    ticks: tuple[Tick, ...]
    target_at: str
    target: str
    dots: tuple[Dot, ...]
    crossing: tuple[str, ...]
    missing: tuple[Missing, ...]


def of_results(results: Iterable[Result], target_ppm: int) -> AccuracyChart | None:
    """Of each variant its most samples of the whole set; None where nothing was measured."""
    every = sorted(results, key=lambda result: (result.variant.name, result.created), reverse=True)
    best: dict[str, Result] = {}
    for result in every:
        known = best.get(result.variant.name)
        if known is None or _evidence(result) > _evidence(known):
            best[result.variant.name] = result
    measured = [(one, found) for one in best.values() if (found := quality.decisive(one.accuracy))]
    if not measured:
        return None
    measured.sort(key=lambda pair: (-pair[1].value_ppm, pair[0].variant.name))
    return _chart(measured, target_ppm, _missing(best))


def _evidence(result: Result) -> tuple[bool, int]:
    """A whole set before a part, and more samples before fewer."""
    found = result.accuracy
    return (found.evidence == "full", found.data_set.samples) if found else (False, 0)


def _missing(best: dict[str, Result]) -> tuple[Missing, ...]:
    return tuple(
        Missing(name, words.missing(one.accuracy_reason or Reason.TOO_FEW_SAMPLES))
        for name, one in sorted(best.items())
        if quality.decisive(one.accuracy) is None
    )


def _chart(
    measured: Sequence[tuple[Result, Accuracy]], target_ppm: int, missing: tuple[Missing, ...]
) -> AccuracyChart:
    metric = measured[0][1].metric
    unit, name = words.accuracy_unit(metric), words.metric(metric)
    ends = [
        end for _, one in measured for end in (one.value_ppm, one.low_ppm, one.high_ppm) if end is not None
    ]
    reach = [*ends, target_ppm]
    step = nice(max(max(reach) - min(reach), unit.divisor / 1000) * LEAST_GAP)
    low = max(0, math.floor(min(reach) / step) * step)
    high = math.ceil(max(reach) / step) * step
    high = high if high > low else low + step

    def at(ppm: float) -> str:
        return f"{100 * (ppm - low) / (high - low):.2f}%"

    ticks = [low + n * step for n in range(round((high - low) / step) + 1)]
    target = numbers.figure(target_ppm, None, None, unit).value
    start = _tick(low, step, unit) + (f"{numbers.NO_BREAK}{unit.symbol}" if unit.symbol else "")
    crossing = [one.variant.name for one, found in measured if _crosses(found, target_ppm)]
    return AccuracyChart(
        heading="Accuracy of each variant",
        caption=f"The axis starts at {start}, so read positions, not lengths." if low else "",
        finding=_finding(measured, target_ppm, target),
        axis_title=f"{name}, 95 % interval; {_samples(measured)}",
        ticks=tuple(Tick(at(one), _tick(one, step, unit)) for one in ticks),
        target_at=at(target_ppm),
        target=f"target {target}",
        dots=tuple(_dot(one, found, target_ppm, at) for one, found in measured),
        crossing=tuple(crossing),
        missing=missing,
    )


def _tick(ppm: float, step: float, unit: Unit) -> str:
    places = max(0, -math.floor(math.log10(step / unit.divisor) + 1e-9))
    return f"{ppm / unit.divisor:.{places}f}"


def _crosses(found: Accuracy, target_ppm: int) -> bool:
    return (
        found.low_ppm is not None
        and found.high_ppm is not None
        and found.low_ppm < target_ppm < found.high_ppm
    )


def _samples(measured: Sequence[tuple[Result, Accuracy]]) -> str:
    """`50 000 of imagenet-val`; where they differ, from the fewest to the most."""
    counts = sorted({found.data_set.samples for _, found in measured})
    names = " and ".join(sorted({found.data_set.name for _, found in measured}))
    many = numbers.count(counts[0])
    if len(counts) > 1:
        many = f"{many} to {numbers.count(counts[-1])}"
    parts = "" if all(found.evidence == "full" for _, found in measured) else ", in part"
    return f"{many} of {names}{parts}"


def _finding(measured: Sequence[tuple[Result, Accuracy]], target_ppm: int, target: str) -> str:
    met = sum(found.value_ppm >= target_ppm for _, found in measured)
    return f"Accuracy of each variant: {met} of {len(measured)} reach the target of {target}"


def _dot(result: Result, found: Accuracy, target_ppm: int, at: object) -> Dot:
    assert callable(at)
    figure = words.accuracy(found, target_ppm)
    low = found.value_ppm if found.low_ppm is None else found.low_ppm
    high = found.value_ppm if found.high_ppm is None else found.high_ppm
    return Dot(
        variant=result.variant.name,
        shape=words.shape(result.sut.harness),
        value=figure.value,
        interval=figure.interval or words.missing(found.low_ppm_reason),
        at=at(found.value_ppm),
        low=at(low),
        high=at(high),
        hollow=found.value_ppm < target_ppm,
    )
