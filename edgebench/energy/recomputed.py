"""A stored budget's coverage factor, from what its file says alone: what `check` holds against it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import cast

from edgebench.energy import coverage
from edgebench.energy.stored import MOST_FREEDOM
from edgebench.energy.terms import Distribution, Term
from edgebench.model.energy import Energy, UncertaintyTerm

SHARED = frozenset({"aliasing", "resolution"})
"""Beside what is correlated: the same error in all processes of a result."""
SCATTERS = frozenset({"repeats", "sampling"})


def coverage_factors(energy: Energy, processes: int) -> tuple[float, float]:
    """(least, most): they differ where the file says degrees of freedom without a fraction, or only many.

    processes: with a window on the primary meter. Every distribution is one of coverage.REACH or `t`.
    """
    combined = math.hypot(*(term.u_nj for term in energy.terms))
    if combined == 0:
        return 1.96, 1.96
    host = energy.meters[energy.primary].clock == "host"
    common = _terms(one for one in energy.terms if _is_common(one, host_clock=host))
    known = _terms(
        one for one in energy.terms if not _is_common(one, host_clock=host) and one.name not in SCATTERS
    )
    if processes > 1:
        scatter = Term("repeats", energy.repeatability_nj, "t", "A", freedom=processes - 1)
        halves = [coverage.half_width([*known, *common]), coverage.half_width(common, scatter)]
        return max(halves) / combined, max(halves) / combined
    estimated = math.hypot(*(one.u_nj for one in energy.terms if one.name in SCATTERS))
    factors = []
    capped = energy.effective_dof >= MOST_FREEDOM
    for dof in (energy.effective_dof, math.inf if capped else energy.effective_dof + 1):
        freedom = max(1.0, dof * (estimated / combined) ** 4)
        scatter = Term("sampling", estimated, "t", "A", freedom=freedom)
        factors.append(coverage.half_width([*known, *common], scatter if estimated else None) / combined)
    return min(factors), max(factors)


def _is_common(one: UncertaintyTerm, *, host_clock: bool) -> bool:
    return one.correlated or one.name in SHARED or (host_clock and one.name == "synchronization")


def _terms(found: Iterable[UncertaintyTerm]) -> list[Term]:
    return [Term(one.name, one.u_nj, cast("Distribution", one.distribution)) for one in found]
