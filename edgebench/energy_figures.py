"""Figures of a result's energy beside those it stores: power, ratios of meters, energy per answer. Pure.

What is stored means: edgebench/model/energy.py. A window has as many samples as queries times the load's
samples of a query. 1 mW for 1 us is 1 nJ, and 1 uJ in 1 us is 1 W.
"""

from __future__ import annotations

import enum
import math
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

from msgspec import Struct

from edgebench.model.energy import Energy, EnergyWindow, Meter
from edgebench.model.process import Process
from edgebench.model.reason import Reason, unless
from edgebench.model.result import Estimate, Result

SHARES = frozenset({"top1", "top5", "clips-right"})
"""Metrics of accuracy that are a share of right answers; average precision and an area are not."""


class Uncounted(enum.Enum):
    """Why there is no energy per right answer though energy and accuracy were measured."""

    NOT_A_SHARE = "metric_is_no_share"
    OTHER_SET = "other_data_set"
    NONE_RIGHT = "none_right"


class Derived(Struct, frozen=True):
    """A figure with its 95 % interval, where that is known; without a value, `why`."""

    value: float | None
    low: float | None = None
    high: float | None = None
    why: Reason | Uncounted | None = None


class MeterRatio(Struct, frozen=True):
    """What another meter read, over what the primary one read in the same windows."""

    meter: Meter
    value_ppm: int


def sound(result: Result) -> Energy | None:
    """The energy of a result; None without any, and where its windows and meters do not fit each other.

    The primary meter exists and has one window of each process; every window's meter exists.
    """
    energy = result.energy
    if energy is None or energy.primary >= len(energy.meters):
        return None
    processes = [window.process for window in energy.windows if window.meter == energy.primary]
    if sorted(processes) != list(range(len(result.processes))):
        return None
    return energy if all(window.meter < len(energy.meters) for window in energy.windows) else None


def primary(energy: Energy) -> Meter:
    """The meter that the values are of."""
    return energy.meters[energy.primary]


def windows_of(energy: Energy, meter: int) -> list[EnergyWindow]:
    """Of one meter, in the order of the processes."""
    return sorted((one for one in energy.windows if one.meter == meter), key=lambda one: one.process)


def duration_us(window: EnergyWindow) -> int:
    """At least 1."""
    return max(1, window.ended_us - window.began_us)


def gross_nj(window: EnergyWindow, samples_per_query: int) -> Fraction:
    """Of a sample."""
    return Fraction(1000 * window.gross_uj, window.queries * samples_per_query)


def net_nj(window: EnergyWindow, samples_per_query: int) -> Fraction | None:
    """Of a sample: gross less the mean of the idle powers before and after; None without both."""
    if window.idle_before_mw is None or window.idle_after_mw is None:
        return None
    idle_mw = Fraction(window.idle_before_mw + window.idle_after_mw, 2)
    samples = window.queries * samples_per_query
    return gross_nj(window, samples_per_query) - idle_mw * duration_us(window) / samples


def mean(values: Sequence[Fraction]) -> Fraction:
    """Exact; of at least one."""
    return sum(values, Fraction()) / len(values)


def per_process_nj(result: Result) -> tuple[float, ...] | None:
    """Gross energy of a sample in each process, by the primary meter; None without energy."""
    energy = sound(result)
    if energy is None:
        return None
    windows = windows_of(energy, energy.primary)
    return tuple(float(gross_nj(window, result.load.samples_per_query)) for window in windows)


def expanded_nj(energy: Energy) -> float | None:
    """Half of the 95 % interval: coverage factor times combined standard uncertainty."""
    return None if energy.gross_u_nj is None else energy.coverage_factor_milli * energy.gross_u_nj / 1000


def gross(result: Result) -> Estimate:
    """Energy of a sample with its 95 % interval, or the reasons."""
    energy, processes = sound(result), len(result.processes)
    if energy is None:
        why = result.energy_reason or Reason.UNKNOWN
        return Estimate(
            value=None,
            value_reason=why,
            low=None,
            low_reason=why,
            high=None,
            high_reason=why,
            processes=processes,
        )
    value, half = energy.gross_per_sample_nj, expanded_nj(energy)
    low, high = (None, None) if half is None else (max(0, round(value - half)), round(value + half))
    why_wide = energy.gross_u_nj_reason or Reason.UNKNOWN
    return Estimate(
        value=value,
        value_reason=None,
        low=low,
        low_reason=unless(low, why_wide),
        high=high,
        high_reason=unless(high, why_wide),
        processes=processes,
    )


def per_query(result: Result) -> Derived:
    """Nanojoules of a query, as MLPerf reports SingleStream and MultiStream."""
    return _scaled(gross(result), result.load.samples_per_query)


def per_joule(result: Result) -> Derived:
    """Samples for a joule, as MLPerf reports Offline and Server."""
    energy = gross(result)
    if not energy.value:
        return Derived(None, why=energy.value_reason or Reason.UNKNOWN)
    low, high = (1e9 / end if end else None for end in (energy.high, energy.low))
    return Derived(1e9 / energy.value, low, high if low else None)


def energy_delay(result: Result) -> Derived:
    """Gross energy of a sample times the median latency of a query, in nJ ns, which is 1e-18 J s."""
    energy, latency = gross(result), result.summary.latency_p50_ns
    if energy.value is None or latency.value is None:
        return Derived(None, why=energy.value_reason or latency.value_reason or Reason.UNKNOWN)
    return Derived(float(energy.value * latency.value))


def per_right_answer(result: Result) -> Derived:
    """Gross energy of a sample over the share of right answers, in nJ.

    Only where the accuracy is a share, and of the very samples that were timed: other pictures may be harder.
    """
    energy, accuracy = gross(result), result.accuracy
    if energy.value is None or accuracy is None:
        return Derived(None, why=energy.value_reason or result.accuracy_reason or Reason.UNKNOWN)
    if accuracy.metric not in SHARES:
        return Derived(None, why=Uncounted.NOT_A_SHARE)
    if accuracy.data_set.sha256 != result.workload.sample_set.sha256:
        return Derived(None, why=Uncounted.OTHER_SET)
    if accuracy.value_ppm == 0:
        return Derived(None, why=Uncounted.NONE_RIGHT)
    return _scaled(energy, 1e6 / accuracy.value_ppm)


def _scaled(energy: Estimate, factor: float) -> Derived:
    if energy.value is None:
        return Derived(None, why=energy.value_reason)
    low, high = (None if end is None else end * factor for end in (energy.low, energy.high))
    return Derived(energy.value * factor, low, high)


def power_uw(windows: Sequence[EnergyWindow]) -> int:
    """Mean over the time of all these windows of one meter."""
    return round(sum(one.gross_uj for one in windows) * 1_000_000 / sum(map(duration_us, windows)))


def idle_uw(windows: Sequence[EnergyWindow]) -> int | None:
    """Mean of the idle powers before and after these windows; None without any."""
    seen = [mw for one in windows for mw in (one.idle_before_mw, one.idle_after_mw) if mw is not None]
    return round(1000 * sum(seen) / len(seen)) if seen else None


def flags(windows: Sequence[EnergyWindow]) -> dict[str, int]:
    """How many of these windows have each flag, by name."""
    return dict(sorted(Counter(flag for one in windows for flag in set(one.flags)).items()))


def is_simulated(result: Result) -> bool:
    """A window of any meter was made up."""
    return result.energy is not None and "simulated" in flags(result.energy.windows)


def meter_ratios(result: Result) -> list[MeterRatio]:
    """Of each meter beside the primary one that has its windows: gross energy over gross energy."""
    energy = sound(result)
    if energy is None:
        return []
    own = sum(one.gross_uj for one in windows_of(energy, energy.primary))
    ratios = []
    for place, meter in enumerate(energy.meters):
        windows = windows_of(energy, place)
        if place != energy.primary and own and len(windows) == len(result.processes):
            ratios.append(MeterRatio(meter, round(1e6 * sum(one.gross_uj for one in windows) / own)))
    return ratios


def states_accuracy(meter: Meter) -> bool:
    """Somebody states how far it may be off."""
    return any(one.source != "unspecified" for one in meter.accuracy or ())


def accuracy_share(meter: Meter, at_uw: int) -> float | None:
    """Standard uncertainty by the stated accuracy, as a share of this power; None where nobody states any.

    As edgebench/energy/budget.py has it: gain and offset of each quantity add in squares; limits are
    rectangles (GUM 4.3.7), a calibration's are an interval of 95 %.
    """
    if not states_accuracy(meter) or at_uw <= 0:
        return None
    parts = []
    for one in meter.accuracy or ():
        divisor = 2 if one.source == "calibration" else math.sqrt(3)
        parts += [one.reading_ppm / 1e6 / divisor, one.absolute_uw / at_uw / divisor]
    return math.hypot(*parts)


def common_share(energy: Energy) -> float:
    """The part of the standard uncertainty that is common to all runs on the meter, over the value."""
    common = math.hypot(*(term.u_nj for term in energy.terms if term.correlated))
    return common / max(1, energy.gross_per_sample_nj)


def sampler_ppm(process: Process) -> int:
    """CPU time that reading meters and sensors took, of one core over the window."""
    return round(process.sampler_cpu_ns * 1_000_000 / process.window_ns)
