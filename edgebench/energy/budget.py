"""Windows to energy per sample with its budget (GUM, JCGM 100): the value, each term, and the idle power."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence

from msgspec import Struct, structs

from edgebench.energy.window import Term, WindowEnergy
from edgebench.model.energy import MeterAccuracy
from edgebench.model.meter import Specification

RESOLVED = 3
"""A net energy below so many of its standard uncertainties is not told."""


class Budget(Struct, frozen=True):
    """Energy per sample in nJ; `terms` per sample as well."""

    gross_nj: float
    terms: tuple[Term, ...]
    repeatability_nj: float
    net_nj: float | None
    """None: no idle power is known, or the difference is not resolved."""
    has_idle: bool

    @property
    def u_nj(self) -> float:
        return math.sqrt(math.fsum(term.u_nj**2 for term in self.terms))


def budget(windows: Sequence[WindowEnergy], specification: Specification) -> Budget:
    """Of all processes on one meter."""
    each = [one.gross_nj / one.samples for one in windows]
    gross = statistics.fmean(each)
    own = _own_terms(windows)
    repeatability = _repeatability(windows, each)
    uncorrelated = [*own, *_repeats(own, repeatability, len(each))]
    seconds = statistics.fmean(one.span.ns / 1e9 / one.samples for one in windows)
    terms = [*uncorrelated, *_stated(specification.accuracy, specification, gross, seconds)]
    net, has_idle = _net(windows, gross, terms)
    return Budget(gross, tuple(term for term in terms if term.u_nj > 0), repeatability, net, has_idle)


def _own_terms(windows: Sequence[WindowEnergy]) -> list[Term]:
    """The windows' own terms in the mean: independent, so that k of them leave 1/sqrt(k) of each."""
    names = dict.fromkeys(term.name for one in windows for term in one.terms)
    found = []
    for name in names:
        scaled = [
            structs.replace(term, u_nj=term.u_nj / one.samples)
            for one in windows
            for term in one.terms
            if term.name == name
        ]
        u = math.sqrt(math.fsum(term.u_nj**2 for term in scaled)) / len(windows)
        freedom = math.fsum(term.freedom for term in scaled)
        found.append(structs.replace(scaled[0], u_nj=u, freedom=freedom))
    return found


def _repeatability(windows: Sequence[WindowEnergy], each: Sequence[float]) -> float:
    """Standard uncertainty of the mean from scatter alone: over the processes, or over one's parts."""
    if len(each) > 1:
        return statistics.stdev(each) / math.sqrt(len(each))
    return windows[0].repeatability_nj / windows[0].samples


def _repeats(own: Sequence[Term], repeatability: float, count: int) -> list[Term]:
    """What processes scatter beyond what their own terms explain, so that nothing is counted twice."""
    explained = math.fsum(term.u_nj**2 for term in own)
    beyond = math.sqrt(max(0.0, repeatability**2 - explained))
    return [Term("repeats", beyond, "t", "A", freedom=count - 1)] if count > 1 else []


def _stated(
    accuracy: Sequence[MeterAccuracy], specification: Specification, gross: float, seconds: float
) -> list[Term]:
    """Common to every run on this meter: what its maker, a calibration or a judge states."""
    found = []
    for one in accuracy:
        # A data sheet states limits, a calibration an interval of 95 %.
        normal = one.source == "calibration"
        divisor = 2 if normal else math.sqrt(3)
        constant_nw = 1000 * constant_uw(one, specification.range_uw)
        for name, nj in (
            (f"{one.quantity}-gain", gross * one.reading_ppm / 1e6),
            (f"{one.quantity}-offset", constant_nw * seconds),
        ):
            shape = "normal" if normal else "rectangular"
            found.append(Term(name, nj / divisor, shape, correlated=True))  # type: ignore[arg-type]
    return found


def constant_uw(one: MeterAccuracy, range_uw: int | None) -> int:
    """The part that does not grow with the reading: an offset and a share of the range."""
    return one.absolute_uw + round(one.range_ppm * (range_uw or 0) / 1e6)


def _net(windows: Sequence[WindowEnergy], gross: float, terms: Sequence[Term]) -> tuple[float | None, bool]:
    """Without what idling takes; (None, True) where that difference is lost in its uncertainty."""
    idle = [one.idle_nw for one in windows]
    known = [one for one in idle if one is not None]
    if len(known) < len(windows):
        return None, False
    net = statistics.fmean(
        (one.gross_nj - nw * one.span.ns / 1e9) / one.samples for one, nw in zip(windows, known, strict=True)
    )
    drift = [_drift_nj(one) / one.samples for one in windows]
    random = [term.u_nj for term in terms if not term.correlated]
    # An offset is in both and falls out; a gain is a share of the difference.
    gain = [term.u_nj * abs(net) / gross for term in terms if term.correlated and "gain" in term.name]
    u = math.sqrt(
        math.fsum(x * x for x in [*random, *gain]) + (math.fsum(d * d for d in drift)) / len(drift) ** 2
    )
    return (net if net >= RESOLVED * u else None), True


def _drift_nj(one: WindowEnergy) -> float:
    """Half the difference of the idle powers before and after, over the window."""
    assert one.idle_before_nw is not None
    assert one.idle_after_nw is not None
    return abs(one.idle_after_nw - one.idle_before_nw) / 2 * one.span.ns / 1e9
