"""The factor that makes 95 % of a combined uncertainty: distributions are propagated, not assumed normal.

JCGM 101 (Supplement 1 to the GUM) by numbers instead of draws: the known terms' densities are convolved on
a grid, and against each of its cells stands Student's distribution of the scatter. A budget of one
rectangular term has k = 1.65, of many small ones 1.96, of a scatter of five processes 2.78.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

from edgebench import statistics
from edgebench.energy.window import Term

PROBABILITY = 0.95
CELLS = 201
_NORMAL_REACH = 5.0
_NEGLIGIBLE = 1e-3
"""Of the combined uncertainty; a term below it has no say in the shape."""


def factor(terms: Sequence[Term]) -> float:
    """k, so that value +- k * u_c holds the true value with probability 0.95. 1.96 for an empty budget."""
    combined = math.sqrt(math.fsum(term.u_nj**2 for term in terms))
    if combined == 0:
        return statistics.NORMAL_975
    scaled = [(term, term.u_nj / combined) for term in terms if term.u_nj > _NEGLIGIBLE * combined]
    scatters = [(u, term.freedom) for term, u in scaled if term.distribution == "t"]
    known = [(term, u) for term, u in scaled if term.distribution != "t"]
    scatter, freedom = _together(scatters)
    step, density = _density(known)
    return _solve(step, density, scatter, freedom)


def freedom(terms: Sequence[Term]) -> float:
    """Effective degrees of freedom of the sum (Welch, Satterthwaite; GUM G.4); infinite without scatter."""
    combined = math.fsum(term.u_nj**2 for term in terms)
    below = math.fsum(term.u_nj**4 / term.freedom for term in terms if term.freedom > 0)
    return combined**2 / below if below > 0 else math.inf


def _together(scatters: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Several scatters as one, with Welch's freedom."""
    square = math.fsum(u * u for u, _ in scatters)
    if square == 0:
        return 0.0, math.inf
    return math.sqrt(square), square**2 / math.fsum(u**4 / nu for u, nu in scatters)


def _density(known: Sequence[tuple[Term, float]]) -> tuple[float, list[float]]:
    """(cell width, probability of each cell around 0) of the sum of the known terms."""
    reach = math.fsum(_reach(term.distribution) * u for term, u in known)
    if reach == 0:
        return 0.0, [1.0]
    step = 2 * reach / (CELLS - 1)
    total = [1.0]
    for term, u in known:
        total = _convolved(total, _cells(term.distribution, u, step))
    return step, total


def _reach(distribution: str) -> float:
    """Half its width over its standard deviation."""
    return {"rectangular": math.sqrt(3), "triangular": math.sqrt(6)}.get(distribution, _NORMAL_REACH)


def _cells(distribution: str, u: float, step: float) -> list[float]:
    half = _reach(distribution) * u
    count = math.floor(half / step + 0.5)
    edges = [(i - 0.5) * step for i in range(-count, count + 2)]
    below = [_below(distribution, edge, u) for edge in edges]
    below[0], below[-1] = 0.0, 1.0
    return [b - a for a, b in itertools.pairwise(below)]


def _below(distribution: str, x: float, u: float) -> float:
    """Probability of less than x."""
    if distribution == "normal":
        return 0.5 * math.erfc(-x / (u * math.sqrt(2)))
    half = _reach(distribution) * u
    place = min(1.0, max(-1.0, x / half))
    if distribution == "rectangular":
        return (1 + place) / 2
    return (1 + place) ** 2 / 2 if place < 0 else 1 - (1 - place) ** 2 / 2


def _convolved(a: Sequence[float], b: Sequence[float]) -> list[float]:
    found = [0.0] * (len(a) + len(b) - 1)
    for i, x in enumerate(a):
        if x:
            for j, y in enumerate(b):
                found[i + j] += x * y
    return found


def _solve(step: float, density: Sequence[float], scatter: float, freedom: float) -> float:
    """The half-width that holds 95 %, by bisection; in units of the combined uncertainty, which is 1."""
    middle = (len(density) - 1) / 2
    places = [(i - middle) * step for i in range(len(density))]

    def within(half: float) -> float:
        return math.fsum(
            p * (_student(half - at, step, scatter, freedom) - _student(-half - at, step, scatter, freedom))
            for at, p in zip(places, density, strict=True)
            if p > 1e-9
        )

    low, high = 0.0, 4.0
    while within(high) < PROBABILITY:
        low, high = high, 2 * high
    for _ in range(20):
        half = (low + high) / 2
        low, high = (half, high) if within(half) < PROBABILITY else (low, half)
    return (low + high) / 2


def _student(x: float, step: float, scatter: float, freedom: float) -> float:
    """P(scatter * T <= x); without a scatter, that of an even spread over one cell."""
    if scatter == 0:
        return min(1.0, max(0.0, 0.5 + (x / step if step else math.copysign(1.0, x))))
    if freedom > 200:
        return 0.5 * math.erfc(-x / (scatter * math.sqrt(2)))
    return statistics.t_distribution(x / scatter, freedom)
