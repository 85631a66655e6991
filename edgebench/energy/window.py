"""One process on one meter: the energy of its window, idle power, and the uncertainty of its own."""

from __future__ import annotations

import math
import statistics
from typing import Literal

from msgspec import Struct

from edgebench.energy import aliasing, counter, faults, need, sampler
from edgebench.energy.clocks import on_host_clock, stepped
from edgebench.energy.trace import Curve, Marks, Span, Trace, energy_at, totals
from edgebench.model.meter import MeterError
from edgebench.model.reason import Reason

MOST_BINS = 60
SHORTEST_BIN_MS = 100
Flag = Literal["alias-risk", "jittered", "gap", "clock-step", "short", "simulated"]
JITTERED = 0.1
"""Readings whose distances stray further than this share were taken at random times."""
Distribution = Literal["normal", "rectangular", "triangular", "t"]


class Term(Struct, frozen=True):
    """A standard uncertainty in nJ. freedom: of one that was estimated from a scatter; 0: known."""

    name: str
    u_nj: float
    distribution: Distribution
    type: Literal["A", "B"] = "B"
    correlated: bool = False
    freedom: float = 0


class WindowEnergy(Struct, frozen=True):
    """What one window used, with the terms that are its own."""

    gross_nj: float
    span: Span
    since_session_ns: int
    samples: int
    queries: int
    curve: Curve
    idle_before_nw: float | None
    idle_after_nw: float | None
    terms: tuple[Term, ...]
    repeatability_nj: float
    """From the scatter of its parts alone."""
    flags: tuple[Flag, ...]

    @property
    def power_nw(self) -> float:
        return self.gross_nj / (self.span.ns / 1e9)

    @property
    def idle_nw(self) -> float | None:
        known = [one for one in (self.idle_before_nw, self.idle_after_nw) if one is not None]
        return statistics.fmean(known) if len(known) == 2 else None


class NeededWindowError(MeterError):
    """The window is too short for the meter."""

    def __init__(self, window_ns: int, needed_ns: int) -> None:
        super().__init__(
            f"a window of {window_ns / 1e9:.3g} s is too short for this meter",
            Reason.WINDOW_TOO_SHORT,
            f"it needs {needed_ns / 1e9:.3g} s: --duration {math.ceil(needed_ns / 1e9)}, or none",
        )


def measure(trace: Trace, marks: Marks, *, simulated: bool = False) -> WindowEnergy:
    """The window's energy. Raises MeterError with the reason why there is none."""
    trace = on_host_clock(trace)
    faults.refuse(trace, marks)
    curve = curve_of(trace, marks.window)
    gross_nj = curve[-1].energy_nj
    power_nw = gross_nj / (marks.window.ns / 1e9)
    if power_nw <= 0:
        raise MeterError("no energy was used in the window, as the meter has it", Reason.METER_STUCK)
    if marks.window.ns < need.by_steps_ns(trace.specification, power_nw, need.TOO_FEW):
        enough = max(need.window_ns(trace.specification), need.by_steps_ns(trace.specification, power_nw))
        raise NeededWindowError(marks.window.ns, enough)
    idle = [_idle_nw(trace, span) for span in (marks.idle_before, marks.idle_after)]
    known = [one for one in idle if one is not None]
    contrast_nw = abs(power_nw - statistics.fmean(known)) if known else power_nw
    flags = _flags(trace, marks, power_nw, simulated=simulated)
    return WindowEnergy(
        gross_nj=gross_nj,
        span=marks.window,
        since_session_ns=marks.since_session_ns,
        samples=marks.samples,
        queries=marks.queries,
        curve=curve,
        idle_before_nw=idle[0],
        idle_after_nw=idle[1],
        terms=tuple(_terms(trace, marks.window, power_nw, contrast_nw, flags)),
        repeatability_nj=_scatter(curve, marks.window),
        flags=flags,
    )


def curve_of(trace: Trace, span: Span) -> Curve:
    """Energy over the span. Raises MeterError."""
    if trace.specification.kind == "counter":
        return counter.within(counter.follow(trace), span)
    return sampler.within(sampler.powers(trace), 1000 * trace.specification.averaging_us, span)


def bins_uj(curve: Curve, span: Span) -> tuple[int, list[int]]:
    """(period in ms, energies that add up to the whole, rounded once)."""
    period_ms = max(SHORTEST_BIN_MS, math.ceil(span.ns / 1e6 / MOST_BINS))
    count = math.ceil(span.ns / 1e6 / period_ms)
    ends = [span.began_ns + (i + 1) * period_ms * 1_000_000 for i in range(count - 1)]
    sums = [round(energy_at(curve, end) / 1000) for end in ends] + [round(curve[-1].energy_nj / 1000)]
    return period_ms, [after - before for before, after in zip([0, *sums], sums, strict=False)]


def _idle_nw(trace: Trace, span: Span | None) -> float | None:
    """Mean power while idling; None where the meter does not tell."""
    if span is None:
        return None
    settled = Span(span.began_ns + 1000 * trace.specification.averaging_us, span.ended_ns)
    try:
        if settled.ns <= 0:
            return None
        faults.refuse(trace, Marks(window=settled, queries=0, samples=0))
        return curve_of(trace, settled)[-1].energy_nj / (settled.ns / 1e9)
    except MeterError:
        return None


def _flags(trace: Trace, marks: Marks, power_nw: float, *, simulated: bool) -> tuple[Flag, ...]:
    spacing_ns, stray = aliasing.sampling_ns(trace)
    points = aliasing.takes_points(trace.specification)
    needed_ns = max(need.window_ns(trace.specification), need.by_steps_ns(trace.specification, power_nw))
    query_ns = marks.window.ns / max(1, marks.queries)
    present: dict[Flag, bool] = {
        "alias-risk": points and aliasing.resonates(spacing_ns, query_ns),
        "jittered": points and stray > JITTERED,
        "gap": faults.has_gap(trace, marks.window),
        "clock-step": stepped(marks.wall_moved_ns, marks.window.ns),
        "short": marks.window.ns < needed_ns,
        "simulated": simulated,
    }
    return tuple(flag for flag, holds in present.items() if holds)


def _terms(
    trace: Trace, window: Span, power_nw: float, contrast_nw: float, flags: tuple[Flag, ...]
) -> list[Term]:
    """Of this window alone; energy_nj = power in nW times time in s."""
    specification = trace.specification
    halves = sorted(one.half_width_ns for one in trace.readings)
    read_s = halves[len(halves) // 2] / 1e9 / math.sqrt(3)
    sync_s = specification.sync_u_us / 1e6
    terms = [Term("synchronization", contrast_nw * sync_s * math.sqrt(2), "normal")]
    if specification.kind == "counter":
        terms.append(Term("read-time", power_nw * read_s * math.sqrt(2), "rectangular"))
        return terms + _counter_terms(trace, power_nw)
    update_s = specification.update_period_us / 1e6 if specification.clock == "host" else 0
    terms.append(Term("update-period", contrast_nw * update_s / math.sqrt(6), "triangular"))
    terms.append(_sampling(trace, window, flags))
    return terms


def _counter_terms(trace: Trace, power_nw: float) -> list[Term]:
    followed = counter.follow(trace)
    if followed.by_change:  # at a change it is exact, but for the time between two reads
        return [Term("update-period", power_nw * followed.spacing_ns / 1e9 / math.sqrt(6), "triangular")]
    update_s = trace.specification.update_period_us / 1e6
    return [
        Term("update-period", power_nw * update_s / math.sqrt(6), "triangular"),
        Term("quantum", trace.specification.quantum_nj / math.sqrt(6), "triangular"),
    ]


def _sampling(trace: Trace, window: Span, flags: tuple[Flag, ...]) -> Term:
    """How well readings stand for the time between them: their scatter, which in resonance never averages."""
    inside = [total for one, total in totals(trace) if window.began_ns <= one.at_ns <= window.ended_ns]
    spread = statistics.stdev(inside) * window.ns / 1e9
    if "alias-risk" in flags and "jittered" not in flags:
        return Term("aliasing", spread, "rectangular")
    effective = len(inside) / _together(trace, inside)
    return Term("sampling", spread / math.sqrt(effective), "t", "A", freedom=max(1.0, effective - 1))


def _together(trace: Trace, inside: list[int]) -> float:
    """How many readings in a row say the same: a mean over a second, read ten times a second, is one."""
    averaged_ns = 1000 * max(trace.specification.averaging_us, trace.specification.update_period_us)
    spacing_ns, _ = aliasing.sampling_ns(trace)
    overlap = averaged_ns / spacing_ns if spacing_ns else 1
    return min(max(1.0, overlap), len(inside) / 2)


def _scatter(curve: Curve, span: Span, parts: int = 10) -> float:
    """Standard uncertainty of the whole from the scatter of ten parts of equal length."""
    ends = [span.began_ns + span.ns * (i + 1) // parts for i in range(parts)]
    sums = [energy_at(curve, end) for end in ends]
    energies = [after - before for before, after in zip([0.0, *sums], sums, strict=False)]
    return parts * statistics.stdev(energies) / math.sqrt(parts)
