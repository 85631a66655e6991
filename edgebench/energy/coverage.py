"""The half-width that holds 95 % of a budget: distributions are propagated, not assumed normal.

JCGM 101 (Supplement 1 to the GUM) by numbers instead of draws: the known terms' densities are convolved on
a grid, and against each of its cells stands Student's distribution of the scatter. A budget of one
rectangular term has k = 1.65, of many small ones 1.96, of a scatter of five processes 2.78.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from edgebench.energy.terms import Distribution, Term, root_of_squares

if TYPE_CHECKING:
    from edgebench.energy.curve import Array

PROBABILITY = 0.95
CELLS = 401
HALVINGS = 24
REACH: dict[Distribution, float] = {"rectangular": math.sqrt(3), "triangular": math.sqrt(6), "normal": 5.0}
"""Half a distribution's width over its standard deviation; what a normal one has beyond is left out."""
NEGLIGIBLE = 1e-3
"""Of all together: a term below it has no say in the shape."""
MOST_FREEDOM = 1000.0
"""Student's distribution with more degrees of freedom differs from the normal one by less than 0.1 %."""
ANGLES = 4001


class Density(NamedTuple):
    """The share of a distribution in each of equal cells around 0, by their middles."""

    middles: Array
    shares: Array
    step: float


def half_width(known: Sequence[Term], scatter: Term | None = None) -> float:
    """How far from 0 the sum of independent errors lies at most, with a probability of 95 %.

    known: rectangular, triangular and normal terms. scatter: the one of Student's distribution.
    """
    scatter_nj = scatter.u_nj if scatter else 0.0
    combined = math.hypot(root_of_squares(known), scatter_nj)
    told = [term for term in _normal_together(known) if term.u_nj > NEGLIGIBLE * combined]
    if scatter is None or scatter_nj <= NEGLIGIBLE * combined:
        return _half_of(_density(told)) if told else 0.0
    if not told:
        return scatter_nj * _student_quantile(scatter.freedom)
    return _half_with(_density(told), scatter_nj, scatter.freedom)


def effective_freedom(combined_nj: float, scatter: Term | None) -> float:
    """Degrees of freedom of the sum (Welch, Satterthwaite; GUM G.4); infinite without a scatter."""
    if scatter is None or scatter.u_nj == 0:
        return math.inf
    return scatter.freedom * (combined_nj / scatter.u_nj) ** 4


def _normal_together(known: Sequence[Term]) -> list[Term]:
    """The sum of normal errors is normal."""
    normal = [term for term in known if term.distribution == "normal"]
    others = [term for term in known if term.distribution != "normal"]
    return [*others, Term("normal", root_of_squares(normal), "normal")]


def _density(known: Sequence[Term]) -> Density:
    """Of the sum of at least one term."""
    import numpy

    reach = math.fsum(REACH[term.distribution] * term.u_nj for term in known)
    step = 2 * reach / (CELLS - 1)
    shares = functools.reduce(numpy.convolve, (_shares(term, step) for term in known))
    return Density((numpy.arange(len(shares)) - (len(shares) - 1) / 2) * step, shares, step)


def _shares(term: Term, step: float) -> Array:
    import numpy

    half = REACH[term.distribution] * term.u_nj
    count = math.floor(half / step + 0.5)
    edges = (numpy.arange(-count, count + 1) + 0.5) * step
    return numpy.diff(_below(term.distribution, edges / half), prepend=0.0)


def _below(distribution: Distribution, place: Array) -> Array:
    """The distribution function, at places as shares of half its width."""
    import numpy

    place = numpy.clip(place, -1, 1)
    if distribution == "rectangular":
        below = (1 + place) / 2
    elif distribution == "triangular":
        below = (1 + place) - (1 + place * abs(place)) / 2
    else:
        deviations = (REACH["normal"] / math.sqrt(2) * place).tolist()
        below = numpy.array([math.erfc(-one) / 2 for one in deviations])
        below[place >= 1] = 1
    found: Array = below
    return found


def _half_of(density: Density) -> float:
    """Where all but 2.5 % lie below, even within a cell."""
    import numpy

    return float(
        numpy.interp((1 + PROBABILITY) / 2, density.shares.cumsum(), density.middles + density.step / 2)
    )


def _half_with(density: Density, scatter_nj: float, freedom: float) -> float:
    """By bisection: what is within is twice what is below, less one."""
    import numpy

    angles, below = _student(min(freedom, MOST_FREEDOM))
    width = scatter_nj * math.sqrt(min(freedom, MOST_FREEDOM))

    def share_below(half: float) -> float:
        return float(
            density.shares @ numpy.interp(numpy.arctan((half - density.middles) / width), angles, below)
        )

    low, high = 0.0, scatter_nj + density.step
    while share_below(high) < (1 + PROBABILITY) / 2:
        low, high = high, 2 * high
    for _ in range(HALVINGS):
        half = (low + high) / 2
        low, high = (half, high) if share_below(half) < (1 + PROBABILITY) / 2 else (low, half)
    return high


@functools.cache
def _student(freedom: float) -> tuple[Array, Array]:
    """Student's distribution function at the angles atan(t / sqrt(freedom)), over which its density is a
    power of the cosine.
    """
    import numpy

    angles = numpy.linspace(-math.pi / 2, math.pi / 2, ANGLES)
    density = abs(numpy.cos(angles)) ** (freedom - 1)
    below = numpy.concatenate(([0.0], numpy.cumsum((density[1:] + density[:-1]) / 2)))
    return angles, below / below[-1]


def _student_quantile(freedom: float) -> float:
    import numpy

    angles, below = _student(min(freedom, MOST_FREEDOM))
    angle = float(numpy.interp((1 + PROBABILITY) / 2, below, angles))
    return math.sqrt(min(freedom, MOST_FREEDOM)) * math.tan(angle)
