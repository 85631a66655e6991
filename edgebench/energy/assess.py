"""All of it: recorded traces to the result's `energy`, or the reason why there is none."""

from __future__ import annotations

import math
from collections.abc import Sequence

from msgspec import Struct, structs

from edgebench.energy import coverage
from edgebench.energy.budget import Budget, budget, constant_uw
from edgebench.energy.trace import Marks, Trace
from edgebench.energy.window import WindowEnergy, bins_uj, measure
from edgebench.model.energy import Energy, EnergyWindow, Meter, MeterAccuracy, RawTrace, UncertaintyTerm
from edgebench.model.meter import MeterError, Specification
from edgebench.model.reason import Reason

MOST_FREEDOM = 1_000_000
"""Stands for infinitely many degrees."""


class Metered(Struct, frozen=True):
    """One meter's traces of all processes of a cell, in their order."""

    driver: str
    driver_version: str
    traces: tuple[Trace, ...]
    raw: RawTrace
    simulated: bool = False
    """Its files were made for a trial: shown as that, and never ranked."""


class Refused(Struct, frozen=True):
    """There is no energy: why, in a word and in a sentence."""

    reason: Reason
    says: str
    hint: str = ""


def assess(meters: Sequence[Metered], marks: Sequence[Marks]) -> Energy | Refused:
    """The energy of a cell. meters: the first is the primary. marks: one a process.

    The primary's failure is the whole energy's; another meter that fails is left out.
    """
    measured: list[tuple[Metered, list[WindowEnergy]]] = []
    for place, meter in enumerate(meters):
        try:
            windows = [_window(meter, i, one) for i, one in enumerate(marks)]
        except MeterError as error:
            if place == 0:
                return Refused(error.reason, error.message, error.hint or "")
            continue
        measured.append((meter, windows))
    return _energy(measured)


def _window(meter: Metered, process: int, marks: Marks) -> WindowEnergy:
    try:
        return measure(meter.traces[process], marks, simulated=meter.simulated)
    except MeterError as error:
        error.message = f"{meter.driver}, process {process + 1}: {error.message}"
        raise


def _energy(measured: Sequence[tuple[Metered, list[WindowEnergy]]]) -> Energy:
    meter, windows = measured[0]
    specification = meter.traces[0].specification
    found = budget(windows, specification)
    stated = bool(specification.accuracy)
    combined = math.sqrt(sum(_whole(term.u_nj) ** 2 for term in found.terms))
    net_reason = None if found.net_nj is not None else _no_net(found)
    return Energy(
        primary=0,
        meters=[_meter(one) for one, _ in measured],
        windows=[
            _stored(place, process, window)
            for place, (_, each) in enumerate(measured)
            for process, window in enumerate(each)
        ],
        gross_per_sample_nj=gross_per_sample_nj(windows),
        gross_u_nj=round(combined) if stated else None,
        gross_u_nj_reason=None if stated else Reason.ACCURACY_UNSPECIFIED,
        repeatability_nj=_whole(found.repeatability_nj),
        coverage_factor_milli=round(1000 * coverage.factor(found.terms)),
        effective_dof=min(MOST_FREEDOM, max(1, math.floor(min(coverage.freedom(found.terms), MOST_FREEDOM)))),
        net_per_sample_nj=None if found.net_nj is None else round(found.net_nj),
        net_per_sample_nj_reason=net_reason,
        terms=[
            UncertaintyTerm(
                name=term.name,
                type=term.type,
                distribution=term.distribution,
                u_nj=_whole(term.u_nj),
                correlated=term.correlated,
            )
            for term in found.terms
        ],
    )


def gross_per_sample_nj(windows: Sequence[WindowEnergy]) -> int:
    """From the stored, rounded energies, so that a reader of the file gets the same."""
    return round(sum(1000 * round(one.gross_nj / 1000) / one.samples for one in windows) / len(windows))


def _no_net(found: Budget) -> Reason:
    return Reason.NOT_RESOLVED if found.has_idle else Reason.UNKNOWN


def _whole(value: float) -> int:
    return round(value)


def _meter(meter: Metered) -> Meter:
    specification = meter.traces[0].specification
    accuracy = [_accuracy(one, specification) for one in specification.accuracy]
    moduli = [rail.modulus_nj for rail in specification.rails if rail.in_total and rail.modulus_nj]
    return Meter(
        driver=meter.driver,
        driver_version=meter.driver_version,
        model=specification.model,
        boundary=specification.boundary,
        boundary_includes=list(specification.includes),
        total_rule=specification.total_rule,
        update_period_us=specification.update_period_us,
        averaging_us=specification.averaging_us,
        delay_us=specification.delay_us,
        quantum_nj=specification.quantum_nj,
        modulus_uj=min(moduli) // 1000 if moduli else None,
        accuracy=accuracy or None,
        accuracy_reason=None if accuracy else Reason.ACCURACY_UNSPECIFIED,
        clock=specification.clock,
        sync_u_us=specification.sync_u_us,
        validated=specification.validated,
        raw=meter.raw,
    )


def _accuracy(one: MeterAccuracy, specification: Specification) -> MeterAccuracy:
    """With the share of the range in the constant part, so that the file says all of it."""
    return structs.replace(one, absolute_uw=constant_uw(one, specification.range_uw))


def _stored(meter: int, process: int, window: WindowEnergy) -> EnergyWindow:
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


def _milliwatts(nw: float | None) -> int | None:
    return None if nw is None or nw < 0 else round(nw / 1e6)
