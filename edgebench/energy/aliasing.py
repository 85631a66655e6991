"""Whether samples taken at a steady period could always meet the same part of an inference."""

from __future__ import annotations

import itertools
import math

from edgebench.energy.trace import Trace
from edgebench.model.meter import Specification

NEAR = 0.02
"""Within this of a ratio of small whole numbers."""
LARGEST_NUMBER = 5
POINT_BELOW = 0.2
"""A reading is as good as a point where it averages over less than this share of the time to the next."""


def takes_points(specification: Specification) -> bool:
    """Counters and means miss nothing between two readings."""
    averages = specification.averaging_us >= POINT_BELOW * specification.period_us
    return specification.kind == "sampler" and not averages


def resonates(sampling_ns: float, query_ns: float) -> bool:
    """Whether the two periods are near a ratio of whole numbers up to 5."""
    if sampling_ns <= 0 or query_ns <= 0:
        return False
    ratio = sampling_ns / query_ns
    return any(
        math.gcd(p, q) == 1 and abs(ratio * q / p - 1) < NEAR
        for p in range(1, LARGEST_NUMBER + 1)
        for q in range(1, LARGEST_NUMBER + 1)
    )


def sampling_ns(trace: Trace) -> tuple[float, float]:
    """The usual time between two readings, and how far it strays (half its 80 % range over it)."""
    times = [one.at_ns for one in trace.readings]
    gaps = sorted(b - a for a, b in itertools.pairwise(times))
    if not gaps:
        return 0.0, 0.0
    middle = gaps[len(gaps) // 2]
    stray = (gaps[len(gaps) * 9 // 10] - gaps[len(gaps) // 10]) / 2
    return middle, stray / middle if middle else 0.0
