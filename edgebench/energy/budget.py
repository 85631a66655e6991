"""Windows to energy per sample with its budget (GUM, JCGM 100): the value, each term, and the interval."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from typing import NamedTuple

from msgspec import Struct, structs

from edgebench.energy import coverage
from edgebench.energy.stated import stated_terms
from edgebench.energy.terms import Term, root_of_squares
from edgebench.energy.window import WindowEnergy
from edgebench.model.meter import Specification

MANY = 3
"""The mean of so many equal terms is as good as normal."""
LEAST_NJ = 0.5
"""A term that a result would show as 0."""


class Budget(Struct, frozen=True):
    """Of energy per sample, in nJ."""

    gross_nj: float
    terms: tuple[Term, ...]
    """Their squares add up to the square of the combined standard uncertainty."""
    repeatability_nj: float
    """Standard uncertainty of the mean from scatter alone: over the processes, or over one's parts."""
    expanded_nj: float
    """The energy lies within so much of the value with a probability of 95 %."""
    freedom: float
    """Effective degrees of freedom (Welch, Satterthwaite; GUM G.4); infinite where nothing was estimated."""

    @property
    def u_nj(self) -> float:
        return root_of_squares(self.terms)

    @property
    def coverage_factor(self) -> float:
        """k: the expanded uncertainty over the combined one."""
        return self.expanded_nj / self.u_nj if self.u_nj > 0 else statistics.NormalDist().inv_cdf(0.975)

    @property
    def random_u_nj(self) -> float:
        """Of what another measurement with this meter would find otherwise."""
        return root_of_squares(term for term in self.terms if not term.correlated)


class Random(NamedTuple):
    """What differs between processes."""

    terms: list[Term]
    ways: list[tuple[list[Term], Term | None]]
    """Each way to tell its interval, by known terms and a scatter; the widest of them holds."""
    scatter: Term | None
    """What was estimated, with its degrees of freedom; None where the known terms are larger."""


def budget(windows: Sequence[WindowEnergy], specification: Specification) -> Budget:
    """Of all processes on one meter."""
    each = [one.gross_nj / one.samples for one in windows]
    gross = statistics.fmean(each)
    seconds = statistics.fmean(one.span.ns / 1e9 / one.samples for one in windows)
    known = _known_terms(windows, specification)
    random = _between(known, each) if len(each) > 1 else _within(known, windows[0])
    common = [*_shared_terms(windows, specification), *stated_terms(specification, gross, seconds)]
    terms = tuple(term for term in [*random.terms, *common] if term.u_nj >= LEAST_NJ)
    one_repeats = windows[0].repeatability_nj / windows[0].samples
    return Budget(
        gross_nj=gross,
        terms=terms,
        repeatability_nj=_standard_error(each) if len(each) > 1 else one_repeats,
        expanded_nj=max(coverage.half_width([*one, *common], scatter) for one, scatter in random.ways),
        freedom=coverage.effective_freedom(root_of_squares(terms), random.scatter),
    )


def _between(known: list[Term], each: Sequence[float]) -> Random:
    """The scatter of the processes holds all that differs between them, what is known beforehand too.

    Of the two the larger counts; where it is the scatter, the rest of it is the term `repeats`.
    """
    scatter = Term("repeats", _standard_error(each), "t", "A", freedom=len(each) - 1)
    beyond = math.sqrt(max(0.0, scatter.u_nj**2 - root_of_squares(known) ** 2))
    return Random(
        terms=[*known, structs.replace(scatter, u_nj=beyond)],
        ways=[(known, None), ([], scatter)],
        scatter=scatter if beyond > 0 else None,
    )


def _within(known: list[Term], only: WindowEnergy) -> Random:
    """Without other processes to compare with."""
    sampling = _per_sample(only.own.sampling, only)
    return Random([*known, sampling], [(known, sampling)], sampling)


def _known_terms(windows: Sequence[WindowEnergy], specification: Specification) -> list[Term]:
    """The windows' own terms in the mean: independent, so that k of them leave 1/sqrt(k) of each."""
    each = [[*one.own.independent, *_own_clock(one, specification)] for one in windows]
    scaled = [[_per_sample(term, one) for term in terms] for one, terms in zip(windows, each, strict=True)]
    return [
        structs.replace(
            of_all[0],
            u_nj=root_of_squares(of_all) / len(windows),
            distribution="normal" if len(windows) >= MANY else of_all[0].distribution,
        )
        for of_all in zip(*scaled, strict=True)
    ]


def _own_clock(one: WindowEnergy, specification: Specification) -> list[Term]:
    """A meter's own clock is fitted to the host's in every trace anew."""
    if specification.clock == "host":
        return []
    return [Term("synchronization", max(map(abs, one.own.shifted_nj)), "normal")]


def _shared_terms(windows: Sequence[WindowEnergy], specification: Specification) -> list[Term]:
    """The same error in all processes: it does not become less in their mean."""
    scaled = [[_per_sample(term, one) for term in one.own.shared] for one in windows]
    found = [
        structs.replace(of_all[0], u_nj=statistics.fmean(term.u_nj for term in of_all))
        for of_all in zip(*scaled, strict=True)
    ]
    if specification.clock == "host":
        early, late = (
            statistics.fmean(one.own.shifted_nj[way] / one.samples for one in windows) for way in (0, 1)
        )
        found.append(Term("synchronization", max(abs(early), abs(late)), "normal"))
    return found


def _per_sample(term: Term, window: WindowEnergy) -> Term:
    return structs.replace(term, u_nj=term.u_nj / window.samples)


def _standard_error(each: Sequence[float]) -> float:
    return statistics.stdev(each) / math.sqrt(len(each))
