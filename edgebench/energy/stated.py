"""What is stated of a meter's accuracy, as terms: common to every result of this meter."""

from __future__ import annotations

import math

from edgebench.energy.terms import Distribution, Term
from edgebench.model.energy import MeterAccuracy
from edgebench.model.meter import Specification

GAIN, OFFSET = "-gain", "-offset"
LONGEST_NAME = 57
"""A term's name is a slug of at most 64 characters."""


def accuracies(specification: Specification) -> tuple[MeterAccuracy, ...]:
    """What somebody states in full; empty where nobody does, or as a share of a range that is not known."""
    stated = tuple(one for one in specification.accuracy if one.source != "unspecified")
    whole = all(one.range_ppm == 0 or specification.range_uw is not None for one in stated)
    return stated if whole else ()


def stated_terms(specification: Specification, gross_nj: float, seconds: float) -> list[Term]:
    """Of an energy that took so long. A data sheet states limits, a calibration an interval of 95 %."""
    found = []
    for one in accuracies(specification):
        normal = one.source == "calibration"
        shape: Distribution = "normal" if normal else "rectangular"
        divisor = 2 if normal else math.sqrt(3)
        offset_nj = 1000 * constant_uw(one, specification.range_uw) * seconds
        for part, limit_nj in ((GAIN, gross_nj * one.reading_ppm / 1e6), (OFFSET, offset_nj)):
            name = f"{one.quantity[:LONGEST_NAME]}{part}"
            found.append(Term(name, limit_nj / divisor, shape, correlated=True))
    return found


def is_gain(term: Term) -> bool:
    """Whether it is a share of whatever energy is measured."""
    return term.correlated and term.name.endswith(GAIN)


def constant_uw(one: MeterAccuracy, range_uw: int | None) -> int:
    """The part that does not grow with the reading: an offset and a share of the range."""
    return one.absolute_uw + round(one.range_ppm * (range_uw or 0) / 1e6)
