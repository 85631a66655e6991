"""What makes readings unbelievable: each a refusal with its own reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edgebench.energy.series import Series
from edgebench.energy.trace import Span
from edgebench.model.meter import MeterError
from edgebench.model.reason import Reason

if TYPE_CHECKING:
    from edgebench.energy.curve import Array

LONGEST_GAP = 5
"""Times the usual time between two readings: what is missing for longer cannot be filled in."""
NOTED_GAP = 2.5
MISSING = 0.05
"""More of a window than this share is not filled in, however short each gap."""
LOST = 0.001
PASSING = {Reason.BAD_READING, Reason.METER_LOST}
"""A read that failed so leaves a gap and is judged by that; any other failure spoils the window."""
STUCK_READS = 10
STUCK_OVER_USUAL = 8
"""A meter that shows one value for so many reads, and so many times longer than it usually does, is stuck."""
FINE = 0.5
MANY_RUNS = 50
"""Of so many runs of equal readings this share shows values of their own: then one for long is no chance."""
LEAST_NW = 10_000_000
"""Nothing that runs a network takes less than 10 mW throughout."""
MOST_NW = 10**15
"""1 MW: no edge device."""
SPIKE = 10
SPIKES = 0.002
SLOW_NS = 90_000_000
"""A reading of a tenth of a second cannot show ten times the usual power by itself."""
BELOW_ZERO = 0.01
RUNNING_NW = 500_000_000
"""A device that takes half a watt on average never takes exactly nothing: that is a read that failed."""


def refuse(series: Series, span: Span) -> None:
    """Raise MeterError where the readings of the span cannot be believed."""
    inside = series.within(span)
    for event in inside.events:
        if event.reason not in PASSING:
            raise MeterError("the meter failed within the window", event.reason)
    _refuse_gaps(series, inside, span)
    if series.specification.kind == "sampler":
        _refuse_powers(inside)
    elif float(inside.values.min()) < 0:
        raise MeterError("the meter's counter was below zero", Reason.BAD_READING)
    _refuse_stuck(series, inside)
    _refuse_spikes(inside)


def has_gap(series: Series, span: Span) -> bool:
    """Whether readings are missing, few enough to go on."""
    inside = series.within(span)
    gaps = _gaps(inside, span)
    return bool(inside.lost.any() or len(inside.missing_ns) or gaps.max() > NOTED_GAP * series.usual_gap_ns)


def _gaps(inside: Series, span: Span) -> Array:
    """[n + 1]: from the span's beginning to the first reading, between readings, and to its end."""
    import numpy

    return numpy.diff(numpy.concatenate(([span.began_ns], inside.at_ns, [span.ended_ns])))


def _refuse_gaps(series: Series, inside: Series, span: Span) -> None:
    gaps, usual_ns = _gaps(inside, span), series.usual_gap_ns
    if series.specification.kind == "counter":
        gaps = gaps[[0, -1]]  # between its readings a counter goes on counting
    longest_ns = float(gaps.max())
    allowed_ns = max(LONGEST_GAP * usual_ns, 1000 * series.specification.averaging_us)
    missing_ns = float((gaps[gaps > NOTED_GAP * usual_ns] - usual_ns).sum())
    if len(inside.at_ns) < 2 or longest_ns > allowed_ns:
        raise MeterError(
            f"no reading for {longest_ns / 1e9:.1f} s of the window", _why_missing(series, inside)
        )
    missing_ns = max(missing_ns, len(inside.missing_ns) * series.spacing_ns)
    if series.specification.kind == "sampler" and missing_ns > MISSING * span.ns:
        raise MeterError(
            f"no readings for {missing_ns / span.ns:.0%} of the window", _why_missing(series, inside)
        )
    lost = float(inside.lost.sum())
    if lost > LOST * (lost + len(inside.at_ns)):
        raise MeterError(f"the meter lost {lost:.0f} samples in the window", Reason.SAMPLE_GAP)


def _why_missing(series: Series, inside: Series) -> Reason:
    """As the meter failed in the window; or before it, and did not come back."""
    if inside.events:
        return inside.events[0].reason
    if len(inside.missing_ns):
        return Reason.BAD_READING
    if series.events and not len(inside.at_ns):
        return series.events[-1].reason
    return Reason.SAMPLE_GAP


def _refuse_stuck(series: Series, inside: Series) -> None:
    """One value for long. A coarse meter may have reason to; such a counter's window is too short, then."""
    longest = int(_runs(inside.total).max())
    if longest < STUCK_READS:
        return
    shown = series.total
    runs = _runs(shown)
    if len(runs) == 1:
        seconds = (series.at_ns[-1] - series.at_ns[0]) / 1e9
        stuck = series.specification.quantum_nj / seconds < LEAST_NW
    else:
        usual = sorted(runs.tolist())[len(runs) // 2]
        changes = len(runs) > MANY_RUNS and len(set(shown.tolist())) > FINE * len(runs)
        stuck = changes and longest > STUCK_OVER_USUAL * usual
    if stuck:
        raise MeterError(f"the meter showed one value {longest} times in a row", Reason.METER_STUCK)


def _runs(shown: Array) -> Array:
    """How many times in a row each value was shown."""
    import numpy

    changed = numpy.flatnonzero(shown[1:] != shown[:-1]) + 1
    return numpy.diff(numpy.concatenate(([0], changed, [len(shown)])))


def _refuse_powers(inside: Series) -> None:
    specification, powers = inside.specification, inside.total
    least, largest = float(powers.min()), float(powers.max())
    stated = max((1000 * one.absolute_uw for one in specification.accuracy), default=0)
    if largest <= 0 or least < -max(stated, BELOW_ZERO * largest):
        raise MeterError(f"the meter showed {least / 1e9:.3g} W", Reason.OUT_OF_RANGE)
    if least == 0 and float(powers.mean()) > RUNNING_NW:
        raise MeterError("the meter showed 0 W while the device was running", Reason.OUT_OF_RANGE)
    if specification.range_uw is not None and largest > 1000 * specification.range_uw:
        raise MeterError(
            f"the meter showed {largest / 1e9:.4g} W; its range ends at {specification.range_uw / 1e6:g} W",
            Reason.OUT_OF_RANGE,
        )


def _refuse_spikes(inside: Series) -> None:
    """A few readings of many times the power of all others, each of so long a time that it cannot be."""
    import numpy

    powers, of_ns = _powers(inside)
    if not len(powers):
        return
    shown = round(max(1.0, 1000 * inside.specification.update_period_us / inside.spacing_ns))
    few = shown * max(1, int(len(powers) / shown * SPIKES))  # one update is read several times
    rest = numpy.sort(powers)[:-few].sum() / max(1, len(powers) - few)
    high = int((powers > SPIKE * rest).sum())
    spiked = of_ns >= SLOW_NS and len(powers) > few and 0 < high <= few
    if float(powers.max()) > MOST_NW or spiked:
        counts = inside.specification.kind == "counter"  # which then was set to another value
        why = Reason.METER_RESET if counts else Reason.OUT_OF_RANGE
        raise MeterError(f"the meter showed {powers.max() / 1e9:.4g} W for a moment", why)


def _powers(inside: Series) -> tuple[Array, float]:
    """(in nW, how long each stands for). A counter's are those of its larger steps."""
    import numpy

    specification = inside.specification
    update_ns, averaging_ns = 1000 * specification.update_period_us, 1000 * specification.averaging_us
    if specification.kind == "sampler":
        points = averaging_ns < inside.spacing_ns
        return inside.total, max(update_ns, averaging_ns, inside.spacing_ns if points else 0)
    steps, lengths_ns = numpy.diff(inside.total), numpy.diff(inside.at_ns)
    told = steps > 10 * specification.quantum_nj
    of_ns = max(inside.spacing_ns, update_ns)
    return steps[told] / numpy.maximum(lengths_ns, of_ns)[told] * 1e9, of_ns
