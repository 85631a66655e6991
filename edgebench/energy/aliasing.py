"""Whether samples taken at a steady period could always meet the same part of an inference."""

from __future__ import annotations

import math

from edgebench.energy.series import Series
from edgebench.energy.trace import Span
from edgebench.model.meter import Specification

NEAR = 0.02
"""Within this of a ratio of small whole numbers."""
LARGEST_NUMBER = 5
USUAL_WINDOW_NS = 60e9
MOST_QUERIES = 100
"""Between two samples: after more, their own scatter has undone any resonance."""
POINT_BELOW = 0.2
"""A reading is as good as a point where it averages over less than this share of the time to the next."""
JITTERED = 0.1
"""Readings whose distances stray further than this share were taken at random times."""


def takes_points(specification: Specification) -> bool:
    """Counters and means miss nothing between two readings."""
    averages = specification.averaging_us >= POINT_BELOW * specification.period_us
    return specification.kind == "sampler" and not averages


def resonates(sampling_ns: float, query_ns: float, window_ns: float = USUAL_WINDOW_NS) -> bool:
    """Whether the two periods are near a ratio of whole numbers up to 5.

    Or whether a whole number of queries, up to a hundred, lies between two samples so exactly that
    these do not run through the query once in the window.
    """
    if sampling_ns <= 0 or query_ns <= 0:
        return False
    ratio = sampling_ns / query_ns
    near = any(
        math.gcd(p, q) == 1 and abs(ratio * q / p - 1) < NEAR
        for p in range(1, LARGEST_NUMBER + 1)
        for q in range(1, LARGEST_NUMBER + 1)
    )
    whole = 1 <= round(ratio) <= MOST_QUERIES
    return near or (whole and abs(ratio - round(ratio)) * window_ns / sampling_ns < 1)


def u_nw(series: Series, span: Span, query_ns: float, power_nw: float) -> float | None:
    """Standard uncertainty of a mean power taken in resonance with the queries; None where it was not.

    Samples that met one part of the query throughout say nothing of the others: the mean may be anything
    between the least power that the trace shows and the most, idling too (rectangular). Where they ran
    through the query in whole beats, what is left shrinks with their number.
    """
    points = takes_points(series.specification)
    if not points or not resonates(series.spacing_ns, query_ns, span.ns):
        return None
    if is_jittered(series):
        return 0.0
    shown = series.total
    widest_nw = max(power_nw - float(shown.min()), float(shown.max()) - power_nw)
    return widest_nw / math.sqrt(3) / max(1.0, math.pi * _beats(series.spacing_ns, query_ns, span.ns))


def is_jittered(series: Series) -> bool:
    """Whether points were taken at random times, which no period can follow."""
    return takes_points(series.specification) and series.stray > JITTERED


def _beats(sampling_ns: float, query_ns: float, window_ns: float) -> float:
    """How often in the window the samples run through all parts of a query, in the slowest way."""
    ratio, samples = sampling_ns / query_ns, window_ns / sampling_ns
    return min(abs(q * ratio - round(q * ratio)) * samples / q for q in range(1, LARGEST_NUMBER + 1))
