"""One process on one meter: the energy of its window, idle power, and the uncertainty of its own."""

from __future__ import annotations

import math
import statistics
from typing import Literal, NamedTuple

from msgspec import Struct

from edgebench.energy import aliasing, counter, faults, need, sampler, terms
from edgebench.energy.clocks import stepped
from edgebench.energy.curve import Curve
from edgebench.energy.series import Series, prepare
from edgebench.energy.terms import Own
from edgebench.energy.trace import Marks, Span, Trace
from edgebench.model.meter import MeterError
from edgebench.model.reason import Reason

Flag = Literal["alias-risk", "jittered", "gap", "clock-step", "short", "simulated"]
PARTS = 10
"""A single window's repeatability is that of so many parts of it."""


class WindowEnergy(Struct, frozen=True):
    """What one window used, and what is known of its error."""

    span: Span
    """From 0 on."""
    since_session_ns: int
    queries: int
    samples: int
    curve: Curve
    idle_before_nw: float | None
    idle_after_nw: float | None
    idle_reason: Reason | None
    """Why one of them is missing."""
    idle_u_nw: float
    """Standard uncertainty of their mean, from the scatter of their parts."""
    own: Own
    flags: tuple[Flag, ...]

    @property
    def gross_nj(self) -> float:
        return self.curve.whole_nj

    @property
    def repeatability_nj(self) -> float:
        """Standard uncertainty from the scatter of its parts alone."""
        parts: list[float] = self.curve.parts(PARTS).tolist()
        return math.sqrt(PARTS) * statistics.stdev(parts)


def measure(trace: Trace, marks: Marks, *, simulated: bool = False) -> WindowEnergy:
    """The window's energy. Raises MeterError with the reason why there is none."""
    origin_ns = marks.window.began_ns
    span = marks.window.since(origin_ns)
    need.refuse_few_updates(trace.specification, span.ns)
    _refuse_stepped(trace, marks)
    series = prepare(trace, origin_ns)
    query_ns = span.ns / max(1, marks.queries)
    curve = energy(series, span, query_ns)
    if curve.whole_nj <= 0:
        raise MeterError("the meter showed no power on average", Reason.OUT_OF_RANGE)
    power_nw = curve.whole_nj / span.ns * 1e9
    alias_nw = aliasing.u_nw(series, span, query_ns, power_nw)
    before = _idle(series, marks.idle_before and marks.idle_before.since(origin_ns))
    after = _idle(series, marks.idle_after and marks.idle_after.since(origin_ns))
    present: dict[Flag, bool] = {
        "alias-risk": alias_nw is not None,
        "jittered": aliasing.is_jittered(series),
        "gap": faults.has_gap(series, span),
        "clock-step": stepped(marks.wall_moved_ns, span.ns),
        "short": span.ns < need.enough_ns(trace.specification, power_nw),
        "simulated": simulated,
    }
    return WindowEnergy(
        span=span,
        since_session_ns=marks.since_session_ns,
        queries=marks.queries,
        samples=marks.samples,
        curve=curve,
        idle_before_nw=before.nw if isinstance(before, Idle) else None,
        idle_after_nw=after.nw if isinstance(after, Idle) else None,
        idle_reason=next((one for one in (before, after) if isinstance(one, Reason)), None),
        idle_u_nw=math.hypot(*(one.u_nw for one in (before, after) if isinstance(one, Idle))) / 2,
        own=terms.own(series, span, curve, query_ns, alias_nw or 0.0),
        flags=tuple(flag for flag, holds in present.items() if holds),
    )


def energy(series: Series, span: Span, query_ns: float = 0.0) -> Curve:
    """Over the span, from 0 on. Raises MeterError: a fault, or fewer than ten of a counter's steps."""
    faults.refuse(series, span)
    if series.specification.kind == "sampler":
        return sampler.within(series, span)
    need.refuse_few_steps(series.specification, span.ns, counter.read(series.within(span)).whole_nj)
    return counter.within(series, span, query_ns)


class Idle(NamedTuple):
    """Mean power while idling, and its standard uncertainty from the scatter of its parts."""

    nw: float
    u_nw: float


def _idle(series: Series, span: Span | None) -> Idle | Reason:
    """While idling, less what a slow meter still shows of before; or why there is none."""
    if span is None:
        return Reason.UNKNOWN
    shows_before_ns = 1000 * series.specification.averaging_us + round(series.update_ns)
    settled = Span(span.began_ns + shows_before_ns, span.ended_ns)
    if settled.ns <= 0:
        return Reason.WINDOW_TOO_SHORT
    try:
        curve = energy(series, settled)
    except MeterError as error:
        return error.reason
    parts: list[float] = curve.parts(PARTS).tolist()
    seconds = settled.ns / 1e9
    return Idle(curve.whole_nj / seconds, math.sqrt(PARTS) * statistics.stdev(parts) / seconds)


def _refuse_stepped(trace: Trace, marks: Marks) -> None:
    """Imported readings were put on this clock by the wall's, which then must not have been set."""
    specification = trace.specification
    tied = specification.clock == "host" and specification.sync_u_us > 0
    if tied and stepped(marks.wall_moved_ns, marks.window.ns):
        raise MeterError(
            f"the wall clock, by which its readings are placed, was set by {marks.wall_moved_ns / 1e9:.3g} s",
            Reason.CLOCK_STEP,
        )
