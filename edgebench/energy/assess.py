"""All of it: recorded traces to the result's `energy`, or the reason why there is none."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

from msgspec import Struct

from edgebench.energy.budget import budget
from edgebench.energy.net import net_nj
from edgebench.energy.stated import accuracies
from edgebench.energy.stored import (
    MOST_FREEDOM,
    gross_per_sample_nj,
    stored_meter,
    stored_term,
    stored_window,
)
from edgebench.energy.trace import Marks, Trace
from edgebench.energy.window import WindowEnergy, measure
from edgebench.model.energy import Energy, RawTrace
from edgebench.model.meter import MeterError
from edgebench.model.reason import Reason


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
    """The energy of a cell. meters: the first is the primary. marks: one a process, as there are traces.

    The primary's failure is the whole energy's; another meter that fails is left out.
    """
    measured = [(meter, _windows(meter, marks)) for meter in meters]
    primary = measured[0][1]
    if isinstance(primary, Refused):
        return primary
    return _energy([(meter, windows) for meter, windows in measured if not isinstance(windows, Refused)])


def _windows(meter: Metered, marks: Sequence[Marks]) -> list[WindowEnergy] | Refused:
    found: list[WindowEnergy] = []
    try:
        for trace, one in zip(meter.traces, marks, strict=True):
            found.append(measure(trace, one, simulated=meter.simulated))
    except MeterError as error:
        where = f"{meter.driver}, process {len(found) + 1}"
        return Refused(error.reason, f"{where}: {error.message}", error.hint or "")
    return found


def _energy(measured: Sequence[tuple[Metered, list[WindowEnergy]]]) -> Energy:
    meter, windows = measured[0]
    specification = meter.traces[0].specification
    found = budget(windows, specification)
    above_idle = net_nj(windows, found)
    stated = bool(accuracies(specification))
    terms = [stored_term(term) for term in found.terms]
    stored = [
        [stored_window(place, i, one) for i, one in enumerate(each)]
        for place, (_, each) in enumerate(measured)
    ]
    return Energy(
        primary=0,
        meters=[
            stored_meter(one.driver, one.driver_version, one.traces[0].specification, one.raw)
            for one, _ in measured
        ],
        windows=[*itertools.chain.from_iterable(stored)],
        gross_per_sample_nj=gross_per_sample_nj(stored[0], [one.samples for one in windows]),
        gross_u_nj=round(math.sqrt(sum(term.u_nj**2 for term in terms))) if stated else None,
        gross_u_nj_reason=None if stated else Reason.ACCURACY_UNSPECIFIED,
        repeatability_nj=round(found.repeatability_nj),
        coverage_factor_milli=round(1000 * found.coverage_factor),
        effective_dof=max(1, math.floor(min(found.freedom, MOST_FREEDOM))),
        net_per_sample_nj=None if isinstance(above_idle, Reason) else round(above_idle),
        net_per_sample_nj_reason=above_idle if isinstance(above_idle, Reason) else None,
        terms=terms,
    )
