"""Energy over time."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, Any, NamedTuple

from edgebench.energy.trace import Span

if TYPE_CHECKING:
    import numpy

    Array = numpy.ndarray[Any, numpy.dtype[Any]]

MOST_BINS = 60
SHORTEST_BIN_MS = 100


class Curve(NamedTuple):
    """Times in ns rise; energies in nJ are those since some moment before the first."""

    at_ns: Array
    energy_nj: Array

    @property
    def whole_nj(self) -> float:
        """From its first point to its last."""
        return float(self.energy_nj[-1] - self.energy_nj[0])

    def at(self, *moments_ns: float) -> Array:
        """Between two points as if the power were constant; at the ends what the end holds."""
        import numpy

        return numpy.interp(moments_ns, self.at_ns, self.energy_nj)

    def parts(self, count: int) -> Array:
        """Energies of so many parts of equal length."""
        import numpy

        ends = numpy.linspace(self.at_ns[0], self.at_ns[-1], count + 1)
        return numpy.diff(self.at(*ends))


def bins_uj(curve: Curve, span: Span) -> tuple[int, list[int]]:
    """(period in ms, energies that add up to the whole, which is rounded once)."""
    period_ms = max(SHORTEST_BIN_MS, math.ceil(span.ns / 1e6 / MOST_BINS))
    count = math.ceil(span.ns / 1e6 / period_ms)
    inner = [span.began_ns + i * period_ms * 1_000_000 for i in range(1, count)]
    sums = [round(float(one) / 1000) for one in curve.at(span.began_ns, *inner, span.ended_ns)]
    return period_ms, [after - before for before, after in itertools.pairwise(sums)]
