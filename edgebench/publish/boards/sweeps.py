"""Sweeps over threads or batch as tables whose marks draw the curve (edgebench/curve.py)."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from edgebench.curve import Curve, Step, curves
from edgebench.metrics import METRICS, useful
from edgebench.model.result import Result
from edgebench.publish import site
from edgebench.publish.charts.axis import Axis, Mark, axis
from edgebench.publish.wording import numbers, scenarios, words
from edgebench.units import PER_SECOND, PERCENT

LABEL_GAP = 24.0
"""Percent of the narrow column of marks that a label of its axis needs."""
_RATE = METRICS["throughput_mhz"]


class SweepStep(Struct, frozen=True):
    at: str
    p50: str
    rate: str
    mark: Mark | None
    speed_up: str
    interval: str
    efficiency: str


class Sweep(Struct, frozen=True):
    """over: the head of the first column. note: the device and the session's day."""

    title: str
    note: str
    over: str
    has_efficiency: bool
    axis: Axis | None
    steps: tuple[SweepStep, ...]


def of_results(results: Sequence[Result]) -> tuple[Sweep, ...]:
    """Newest first."""
    found = sorted(curves(results), key=lambda curve: curve.first.created, reverse=True)
    return tuple(sweep(curve) for curve in found)


def sweep(curve: Curve) -> Sweep:
    """As a table."""
    first = curve.first
    found = [value for step in curve.steps for value in _rate(step)]
    drawn = axis(found, PER_SECOND, LABEL_GAP)
    return Sweep(
        title=", ".join([words.scenario(first.load.scenario), site.runtime(first), first.variant.name]),
        note=", ".join([first.device.cpu.model, *_fixed(curve), first.created[:10]]),
        over=words.capital(curve.axis),
        has_efficiency=curve.axis == "threads",
        axis=drawn,
        steps=(_step(curve.steps[0], drawn, "1"), *(_step(step, drawn, "—") for step in curve.steps[1:])),
    )


def _fixed(curve: Curve) -> list[str]:
    """What else was asked, the same in every step."""
    asked = [one for one in scenarios.asked_of_all(curve.first) if not one.startswith("batch ")]
    if curve.axis == "batch":
        return [*asked, numbers.counted(curve.first.provenance.repeat.threads, "thread")]
    batch = curve.first.load.batch
    return [*asked, f"batch {batch}"] if batch > 1 and curve.first.load.scenario != "offline" else asked


def _step(step: Step, drawn: Axis | None, without: str) -> SweepStep:
    """without: what stands in the place of a speed-up that there is none of."""
    gain = numbers.typeset(step.speed_up.figure) if step.speed_up else numbers.Figure(without, "")
    value, low, high = _rate(step)
    return SweepStep(
        at=numbers.count(step.at),
        p50=_text("latency_p50_ns", step),
        rate=_text("throughput_mhz", step),
        mark=drawn.mark(value, low, high, None, None) if drawn and value else None,
        speed_up=gain.value,
        interval=gain.interval,
        efficiency="" if without == "1" else _percent(step.efficiency),
    )


def _percent(share: float | None) -> str:
    return "—" if share is None else f"{share:.0%}".replace("%", f"{numbers.NO_BREAK}{PERCENT.symbol}")


def _rate(step: Step) -> tuple[int | None, int | None, int | None]:
    found = _RATE.read(step.result)
    if found.low is None or found.high is None or not useful(found.low, found.high):
        return found.value, None, None
    return found.value, found.low, found.high


def _text(name: str, step: Step) -> str:
    metric = METRICS[name]
    return numbers.typeset(metric.figure(metric.read(step.result))).value
