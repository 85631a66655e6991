"""What makes readings unbelievable: each a refusal with its own reason."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from edgebench.energy.trace import Marks, Span, Trace, totals
from edgebench.model.meter import MeterError
from edgebench.model.reason import Reason

LONGEST_GAP = 5
"""Times the usual time between two readings: what is missing for longer cannot be filled in."""
NOTED_GAP = 2.5
LOST_PPM = 1_000
STUCK_READS = 20
STUCK_OVER_USUAL = 20
"""A meter that shows one value for so many reads, and so many times longer than it usually does, is stuck."""
SPIKE = 10
SPIKES_PPM = 2_000
SLOW_US = 100_000
"""A meter this slow averages: it cannot show ten times the usual power for a single reading."""
BELOW_ZERO = 0.01


def refuse(trace: Trace, marks: Marks) -> None:
    """Raise MeterError where the readings of the window cannot be believed."""
    window = marks.window
    _refuse_lost(trace, window)
    _refuse_gaps(trace, window)
    _refuse_stuck(trace, window)
    if trace.specification.kind == "sampler":
        _refuse_powers(trace, window)


def longest_gap_ns(trace: Trace, span: Span) -> int:
    """Between two whole readings of the span, and from its ends to the nearest."""
    times = [reading.at_ns for reading, _ in totals(trace)]
    before = max((one for one in times if one <= span.began_ns), default=span.began_ns)
    after = min((one for one in times if one >= span.ended_ns), default=span.ended_ns)
    kept = [before, *(one for one in times if span.began_ns < one < span.ended_ns), after]
    if before == span.began_ns and not any(one <= span.began_ns for one in times):
        kept[0] = span.began_ns
    return max((b - a for a, b in itertools.pairwise(kept)), default=span.ns)


def has_gap(trace: Trace, span: Span) -> bool:
    """Whether readings are missing, few enough to go on."""
    lost = any(
        reading.lost for reading, _ in totals(trace) if span.began_ns <= reading.at_ns <= span.ended_ns
    )
    return lost or longest_gap_ns(trace, span) > NOTED_GAP * usual_gap_ns(trace)


def usual_gap_ns(trace: Trace) -> float:
    """Between two readings: as asked for, or as slow as the meter turned out to be."""
    times = [reading.at_ns for reading in trace.readings]
    gaps = sorted(b - a for a, b in itertools.pairwise(times))
    asked_us = max(trace.specification.period_us, trace.specification.update_period_us)
    usual = gaps[len(gaps) // 2] if gaps else 0
    return max(usual, 1000 * asked_us if trace.specification.clock == "host" else 0)


def _refuse_lost(trace: Trace, window: Span) -> None:
    for event in trace.events:
        if window.began_ns <= event.at_ns <= window.ended_ns and event.reason is not Reason.BAD_READING:
            raise MeterError("the meter failed within the window", event.reason)


def _refuse_gaps(trace: Trace, window: Span) -> None:
    whole = [reading for reading, _ in totals(trace)]
    inside = [one for one in whole if window.began_ns <= one.at_ns <= window.ended_ns]
    failed = [one for one in trace.events if window.began_ns <= one.at_ns <= window.ended_ns]
    gap_ns = longest_gap_ns(trace, window)
    if len(inside) < 2 or gap_ns > LONGEST_GAP * usual_gap_ns(trace):
        why = failed[0].reason if failed else Reason.SAMPLE_GAP
        if not failed and trace.events and not inside:
            why = trace.events[-1].reason  # it failed before the window and did not come back
        raise MeterError(f"no reading for {gap_ns / 1e9:.1f} s of the window", why)
    lost = sum(one.lost for one in inside)
    if lost * 1_000_000 > LOST_PPM * (lost + len(inside)):
        raise MeterError(f"the meter lost {lost} samples in the window", Reason.SAMPLE_GAP)


def _refuse_stuck(trace: Trace, window: Span) -> None:
    values = [total for _, total in totals(trace)]
    inside = [total for one, total in totals(trace) if window.began_ns <= one.at_ns <= window.ended_ns]
    runs = sorted(len(list(same)) for _, same in itertools.groupby(values))
    longest = max((len(list(same)) for _, same in itertools.groupby(inside)), default=0)
    if longest >= STUCK_READS and (len(runs) == 1 or longest > STUCK_OVER_USUAL * runs[len(runs) // 2]):
        raise MeterError(f"the meter showed one value {longest} times in a row", Reason.METER_STUCK)


def _refuse_powers(trace: Trace, window: Span) -> None:
    specification = trace.specification
    powers = [total for one, total in totals(trace) if window.began_ns <= one.at_ns <= window.ended_ns]
    largest = max(powers)
    stated = max((1000 * one.absolute_uw for one in specification.accuracy), default=0)
    if sum(powers) <= 0 or min(powers) < -max(stated, BELOW_ZERO * largest):
        raise MeterError(f"the meter showed {min(powers) / 1e9:.3g} W", Reason.OUT_OF_RANGE)
    if specification.range_uw is not None and largest > 1000 * specification.range_uw:
        raise MeterError(
            f"the meter showed {largest / 1e9:.4g} W; its range ends at {specification.range_uw / 1e6:g} W",
            Reason.OUT_OF_RANGE,
        )
    if specification.update_period_us >= SLOW_US and _spikes(powers):
        raise MeterError(f"the meter showed {largest / 1e9:.4g} W for a moment", Reason.OUT_OF_RANGE)


def _spikes(powers: Sequence[int]) -> bool:
    """A few readings of many times the usual power."""
    usual = sorted(powers)[len(powers) // 2]
    high = sum(power > SPIKE * usual for power in powers)
    return 0 < high <= max(1, len(powers) * SPIKES_PPM // 1_000_000)
