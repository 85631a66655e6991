"""Readings of a power as energy over time. A point is the power of a moment; a mean that of an interval."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edgebench.energy.curve import Curve
from edgebench.energy.series import Series
from edgebench.energy.trace import Span
from edgebench.model.meter import MeterError, Specification
from edgebench.model.reason import Reason

if TYPE_CHECKING:
    from edgebench.energy.curve import Array

MOST_NW = 1e18
"""More is no power and says nothing of the display."""
MEANS_FROM = 0.5
"""Readings that average over less of the time between them are points."""


def within(series: Series, span: Span) -> Curve:
    """Energy over the span, from 0 on. Raises MeterError: SAMPLE_GAP.

    What lies outside has no influence, so that idling before and after is not smeared into the window.
    """
    averaging_ns = 1000 * series.specification.averaging_us
    if not are_means(series.specification, series.spacing_ns):
        return _points(series._replace(at_ns=series.at_ns - averaging_ns / 2).within(span), span)
    doubt_ns = round(series.update_ns / 2 + series.spacing_ns) if series.update_ns else 0
    sure = Span(span.began_ns + doubt_ns, span.ended_ns - doubt_ns)
    if sure.ns < 2 * averaging_ns:
        return _points(series.within(span), span)
    return _held(_means(series, averaging_ns, sure), span)


def are_means(specification: Specification, spacing_ns: float) -> bool:
    """Whether readings stand for the time between them, not for a moment."""
    return 1000 * specification.averaging_us > MEANS_FROM * spacing_ns


def resolution_nw(series: Series, span: Span) -> float:
    """The last decimal of its display, where that is so coarse that readings of the span stay within it.

    0 where they go beyond: then noise or the load itself rounds them up as often as down.
    """
    import numpy

    shown = series.total[abs(series.total) < MOST_NW]
    common = int(numpy.gcd.reduce(shown.astype(numpy.int64)))
    step_nw = 10.0 ** (len(str(common)) - len(str(common).rstrip("0")))
    return step_nw if float(series.within(span).total.std()) < step_nw else 0.0


def around(series: Series) -> Curve:
    """Energy over all readings, each at the middle of what it is of."""
    powers = series.total
    return _integrated(series.at_ns - 500 * series.specification.averaging_us, (powers[1:] + powers[:-1]) / 2)


def _points(inside: Series, span: Span) -> Curve:
    """Trapezoids between the readings; at both ends the nearest one holds."""
    import numpy

    if len(inside.at_ns) < 2:
        raise MeterError("fewer than two readings lie in the window", Reason.SAMPLE_GAP)
    powers = inside.total
    times = numpy.concatenate(([span.began_ns], inside.at_ns, [span.ended_ns]))
    held = numpy.concatenate(([powers[0]], (powers[1:] + powers[:-1]) / 2, [powers[-1]]))
    return _integrated(times, held)


def _means(series: Series, averaging_ns: int, span: Span) -> Curve:
    """Steps, each over the interval of its own mean: from the beginning on and from the end back, so that
    no mean reaches out of the span. What is left, less than one interval, lies in the middle of the
    window, where the power is steady; the mean that is centred on it stands for it.
    """
    import numpy

    if len(series.at_ns) < 2:
        raise MeterError("fewer than two readings lie in the window", Reason.SAMPLE_GAP)
    blocks = span.ns // averaging_ns
    ahead = blocks // 2
    edges = numpy.concatenate(
        (
            span.began_ns + averaging_ns * numpy.arange(ahead + 1.0),
            span.ended_ns - averaging_ns * numpy.arange(blocks - ahead, -1.0, -1.0),
        )
    )
    ends = edges[1:].copy()
    ends[ahead] = (edges[ahead] + edges[ahead + 1] + averaging_ns) / 2
    shown = numpy.interp(ends, series.at_ns, series.total)
    kept = numpy.diff(edges) > 0
    return _integrated(numpy.concatenate((edges[:1], edges[1:][kept])), shown[kept])


def _held(curve: Curve, span: Span) -> Curve:
    """On to both ends of the span with the power next to them.

    What is asked for may be half an update younger or older than it is taken for, and is read between two
    others: so near to the ends of the window a mean may reach out of it, and is not used.
    """
    import numpy

    at_ns, energy_nj = curve
    if (at_ns[0], at_ns[-1]) == span:
        return curve
    first, last = (energy_nj[[1, -1]] - energy_nj[[0, -2]]) / (at_ns[[1, -1]] - at_ns[[0, -2]])
    began = energy_nj[0] - first * (at_ns[0] - span.began_ns)
    ended = energy_nj[-1] + last * (span.ended_ns - at_ns[-1])
    return Curve(
        numpy.concatenate(([span.began_ns], at_ns, [span.ended_ns])),
        numpy.concatenate(([began], energy_nj, [ended])) - began,
    )


def _integrated(times_ns: Array, powers_nw: Array) -> Curve:
    """Powers between each two times, one fewer than these."""
    import numpy

    energies = numpy.cumsum(powers_nw * numpy.diff(times_ns)) / 1e9
    return Curve(times_ns, numpy.concatenate(([0.0], energies)))
