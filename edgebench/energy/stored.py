"""What a result file keeps of a meter, a window and a term: whole numbers."""

from __future__ import annotations

import itertools

from msgspec import structs

from edgebench.energy.curve import Curve, bins_uj
from edgebench.energy.stated import accuracies, constant_uw
from edgebench.energy.terms import Term
from edgebench.energy.window import WindowEnergy
from edgebench.model.energy import EnergyWindow, Meter, MeterAccuracy, RawTrace, UncertaintyTerm
from edgebench.model.meter import Specification
from edgebench.model.reason import Reason

MOST_FREEDOM = 1_000_000
"""Stands for infinitely many degrees."""


def stored_meter(driver: str, driver_version: str, specification: Specification, raw: RawTrace) -> Meter:
    """The meter as it was opened."""
    accuracy = [_accuracy(one, specification) for one in accuracies(specification)]
    moduli = [rail.modulus_nj for rail in specification.rails if rail.in_total and rail.modulus_nj]
    return Meter(
        driver=driver,
        driver_version=driver_version,
        model=specification.model,
        boundary=specification.boundary,
        boundary_includes=list(specification.includes),
        total_rule=specification.total_rule,
        update_period_us=specification.update_period_us,
        averaging_us=specification.averaging_us,
        delay_us=specification.delay_us,
        quantum_nj=specification.quantum_nj,
        modulus_uj=max(1, min(moduli) // 1000) if moduli else None,
        accuracy=accuracy or None,
        accuracy_reason=None if accuracy else Reason.ACCURACY_UNSPECIFIED,
        clock=specification.clock,
        sync_u_us=specification.sync_u_us,
        validated=specification.validated,
        raw=raw,
    )


def stored_window(meter: int, process: int, window: WindowEnergy) -> EnergyWindow:
    """One window with its energy over time; gross_uj is the sum of the bins."""
    period_ms, bins = bins_uj(window.curve, window.span)
    began_us = window.since_session_ns // 1000
    return EnergyWindow(
        process=process,
        meter=meter,
        began_us=began_us,
        ended_us=began_us + window.span.ns // 1000,
        queries=window.queries,
        gross_uj=sum(bins),
        idle_before_mw=_milliwatts(window.idle_before_nw),
        idle_after_mw=_milliwatts(window.idle_after_nw),
        bins_uj=bins,
        period_ms=period_ms,
        flags=list(window.flags),
    )


def over_time(window: EnergyWindow) -> Curve:
    """A stored window's energy from 0 on. Its last bin ends with the window, before its period is over."""
    import numpy

    length_us, period_us = window.ended_us - window.began_us, 1000 * window.period_ms
    ends_us = [min(i * period_us, length_us) for i in range(len(window.bins_uj) + 1)]
    sums_uj = [0, *itertools.accumulate(window.bins_uj)]
    return Curve(1000 * numpy.array(ends_us, float), 1000 * numpy.array(sums_uj, float))


def stored_term(term: Term) -> UncertaintyTerm:
    """A line of the budget."""
    return UncertaintyTerm(
        name=term.name,
        type=term.type,
        distribution=term.distribution,
        u_nj=round(term.u_nj),
        correlated=term.correlated,
    )


def gross_per_sample_nj(windows: list[EnergyWindow], samples: list[int]) -> int:
    """From the stored windows, so that a reader of the file gets the same: nJ a sample, mean of processes."""
    each = (1000 * one.gross_uj / count for one, count in zip(windows, samples, strict=True))
    return round(sum(each) / len(windows))


def _accuracy(one: MeterAccuracy, specification: Specification) -> MeterAccuracy:
    """With the share of the range in the constant part, so that the file says all of it, once."""
    return structs.replace(one, range_ppm=0, absolute_uw=constant_uw(one, specification.range_uw))


def _milliwatts(nw: float | None) -> int | None:
    return None if nw is None or nw < 0 else round(nw / 1e6)
