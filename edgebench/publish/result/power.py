"""The power of one window over time, in at most 120 steps, between what the device drew when idle."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from edgebench import energy_figures, units
from edgebench.model.energy import EnergyWindow
from edgebench.model.result import Result
from edgebench.publish.wording import numbers
from edgebench.publish.wording.boundaries import BOUNDARIES

MOST_STEPS = 120


class Power(Struct, frozen=True, array_like=True):
    """Milliwatts of steps of `step_ms`, the last of which the end of the window may cut.

    title: what the meter's boundary is. told: the meter and the window. mean, idle: in words.
    """

    title: str
    told: str
    step_ms: int
    steps_mw: tuple[int, ...]
    idle_before_mw: int | None
    idle_after_mw: int | None
    mean: str
    idle: str


def of_result(result: Result) -> Power | None:
    """Of the process whose power is the middle one; None without energy, and without power over time."""
    metered = energy_figures.sound(result)
    if metered is None:
        return None
    windows = energy_figures.windows_of(metered, metered.primary)
    one = _middle(windows)
    if len(one.bins_uj) < 2:
        return None
    meter = energy_figures.primary(metered)
    step_ms, steps_mw = _steps(one)
    idle_uw = energy_figures.idle_uw(windows)
    seconds = numbers.duration(energy_figures.duration_us(one) * 1000)
    return Power(
        title=f"Power of {BOUNDARIES[meter.boundary].of}",
        told=f"Process {one.process + 1} of {len(windows)}, {seconds}. The scale starts at zero. "
        f"Meter: {meter.model}.",
        step_ms=step_ms,
        steps_mw=steps_mw,
        idle_before_mw=one.idle_before_mw,
        idle_after_mw=one.idle_after_mw,
        mean=_watts(energy_figures.power_uw([one])),
        idle="" if idle_uw is None else f"idle {_watts(idle_uw)}",
    )


def _middle(windows: Sequence[EnergyWindow]) -> EnergyWindow:
    by_power = sorted(windows, key=lambda one: (energy_figures.power_uw([one]), one.process))
    return by_power[len(by_power) // 2]


def _steps(window: EnergyWindow) -> tuple[int, tuple[int, ...]]:
    """1 uJ in 1 us is 1 W. What is left of less than half a step is not drawn."""
    together = -(-len(window.bins_uj) // MOST_STEPS)
    step_us = together * window.period_ms * 1000
    found: list[int] = []
    for place in range(0, len(window.bins_uj), together):
        lasts_us = min(step_us, energy_figures.duration_us(window) - (place // together) * step_us)
        if lasts_us >= step_us // 2 or not found:
            found.append(round(1000 * sum(window.bins_uj[place : place + together]) / max(1, lasts_us)))
    return together * window.period_ms, tuple(found)


def _watts(microwatts: int) -> str:
    return numbers.figure(microwatts, None, None, units.unit_of(microwatts, "uW")).value
