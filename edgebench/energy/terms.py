"""A line of the uncertainty budget, and the lines that are one window's own (GUM, JCGM 100)."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

from edgebench.energy import counter, sampler
from edgebench.energy.curve import Curve
from edgebench.energy.series import Series
from edgebench.energy.trace import Span
from edgebench.model.meter import MeterError

READS_TO_SETTLE = 3
"""Reads a step, so that they show its rise."""
Distribution = Literal["normal", "rectangular", "triangular", "t"]


class Term(Struct, frozen=True):
    """A standard uncertainty in nJ. freedom: of one that was estimated from a scatter; 0: known."""

    name: str
    u_nj: float
    distribution: Distribution
    type: Literal["A", "B"] = "B"
    correlated: bool = False
    """The same in every result of this meter, so that it falls out of their ratio."""
    freedom: float = 0


def root_of_squares(terms: Iterable[Term]) -> float:
    """Of independent terms together, in nJ."""
    return math.sqrt(math.fsum(term.u_nj**2 for term in terms))


class Own(Struct, frozen=True):
    """What is known of the error of one window's energy."""

    independent: tuple[Term, ...]
    """Other in every process: their mean has less of it."""
    sampling: Term
    """From the scatter within the window; where there are other processes, theirs says it better."""
    shifted_nj: tuple[float, float]
    """How the energy changes where the meter's clock is one standard uncertainty early, and late."""
    shared: tuple[Term, ...]
    """May be the same in every process."""


def own(series: Series, span: Span, curve: Curve, query_ns: float, alias_nw: float) -> Own:
    """Of the window `span` with this curve. series: all that the trace holds. alias_nw: aliasing.u_nw."""
    around = _around(series, span)
    inside = series.within(span)
    sync_ns = 1000.0 * series.specification.sync_u_us
    counts = series.specification.kind == "counter"
    return Own(
        independent=_of_counter(inside, span, curve, query_ns)
        if counts
        else _of_sampler(inside, span, curve, around),
        sampling=_edges(inside, span, curve) if counts else _sampling(inside, span),
        shifted_nj=(_shifted(around, span, curve, -sync_ns), _shifted(around, span, curve, sync_ns)),
        shared=_shared(series, span, alias_nw),
    )


def _shared(series: Series, span: Span, alias_nw: float) -> tuple[Term, ...]:
    """A display rounds the same power to the same side."""
    step_nw = sampler.resolution_nw(series, span) if series.specification.kind == "sampler" else 0.0
    return (
        Term("aliasing", alias_nw * span.ns / 1e9, "rectangular"),
        Term("resolution", step_nw / math.sqrt(12) * span.ns / 1e9, "rectangular"),
    )


def _around(series: Series, span: Span) -> Curve | None:
    """The curve of the window and what is next to it; None where that cannot be believed."""
    specification = series.specification
    shift_ns = 1000 * (specification.sync_u_us + specification.averaging_us) + series.update_ns
    near = series.within(span, shift_ns + 2 * series.spacing_ns)
    try:
        return sampler.around(near) if specification.kind == "sampler" else counter.read(near)
    except MeterError:
        return None


def _of_counter(inside: Series, span: Span, curve: Curve, query_ns: float) -> tuple[Term, ...]:
    """Both edges: the difference of two even spreads is a triangle, of 1/sqrt(6) of their width.

    An edge is a line through the readings of some steps, which has twice the error of a mean of so many.
    Read less than a few times a step, readings may all be equally old, and a line is no better than one.
    The power is that which the counter shows.
    """
    power_nw = curve.whole_nj / span.ns * 1e9 - inside.offset_nw
    settling_ns = counter.settling_ns(inside, power_nw, span, query_ns)

    def both_edges(name: str, width_nj: float, step_ns: float) -> Term:
        settles = inside.spacing_ns * READS_TO_SETTLE < step_ns
        left = min(1.0, 2 * math.sqrt(step_ns / settling_ns)) if settles else 1.0
        return Term(name, width_nj * left / math.sqrt(6), "triangular")

    halves = sorted(inside.half_width_ns.tolist())
    read_ns, update_ns = 2 * halves[len(halves) // 2], inside.update_ns
    quantum_nj = inside.specification.quantum_nj
    return (
        both_edges("read-time", power_nw * read_ns / 1e9, 0),
        both_edges("update-period", power_nw * update_ns / 1e9, update_ns),
        both_edges("quantum", quantum_nj, quantum_nj / power_nw * 1e9),
    )


def _of_sampler(inside: Series, span: Span, curve: Curve, around: Curve | None) -> tuple[Term, ...]:
    """A reading that is asked for is up to half an update older or younger than it is taken for."""
    age_ns = inside.update_ns / math.sqrt(12)
    usual_nj = curve.whole_nj * age_ns / span.ns
    edges = [_step_at(around, edge_ns, age_ns, usual_nj) for edge_ns in span]
    return (Term("update-period", math.hypot(*edges), "rectangular"),)


def _step_at(around: Curve | None, edge_ns: float, by_ns: float, usual_nj: float) -> float:
    """How far the energy next to an edge is from what the window has in that time."""
    if around is None:
        return usual_nj
    before, at, after = around.at(edge_ns - by_ns, edge_ns, edge_ns + by_ns).tolist()
    return float(max(abs(at - before - usual_nj), abs(after - at - usual_nj)))


def _shifted(around: Curve | None, span: Span, curve: Curve, by_ns: float) -> float:
    """What the window's energy becomes more where it is moved by so much, into nothing if that is unknown."""
    if by_ns == 0:
        return 0.0
    if around is None:
        return -abs(curve.whole_nj * by_ns / span.ns)
    ends = around.at(span.began_ns, span.ended_ns, span.began_ns + by_ns, span.ended_ns + by_ns).tolist()
    return float(ends[3] - ends[2] - ends[1] + ends[0])


def _edges(inside: Series, span: Span, curve: Curve) -> Term:
    """Between a counter's first and last reading all is counted; before and after, the power is assumed."""
    steps_nj, steps_ns = curve.energy_nj[2:-1] - curve.energy_nj[1:-2], curve.at_ns[2:-1] - curve.at_ns[1:-2]
    if len(steps_nj) < 2:
        return Term("sampling", 0.0, "t", "A", freedom=1)
    assumed_ns = span.ns - (curve.at_ns[-2] - curve.at_ns[1])
    powers = steps_nj / steps_ns
    u_nj = float(powers.std(ddof=1)) * math.sqrt(assumed_ns * float(steps_ns.mean()))
    return Term("sampling", u_nj, "t", "A", freedom=len(steps_nj) - 1)


def _sampling(inside: Series, span: Span) -> Term:
    """Readings stand for the time between them as well as their scatter lets them: of points all of it, of
    means what they differ by from one to the next, since they have seen the rest.
    """
    seconds, count = span.ns / 1e9, len(inside.at_ns)
    averaging_ns = 1000 * inside.specification.averaging_us
    if not sampler.are_means(inside.specification, inside.spacing_ns):
        u_nj = float(inside.total.std(ddof=1)) * seconds / math.sqrt(count)
        return Term("sampling", u_nj, "t", "A", freedom=count - 1)
    apart = inside.total[:: max(1, round(averaging_ns / inside.spacing_ns))]
    noise_nw = math.sqrt(float(((apart[1:] - apart[:-1]) ** 2).mean()) / 2)
    return Term(
        "sampling", noise_nw * math.sqrt(seconds * averaging_ns / 1e9), "t", "A", freedom=len(apart) - 1
    )
