"""Every window's energy is what the meter's raw readings give, where their file lies beside the result."""

from __future__ import annotations

from collections.abc import Iterator

from edgebench.checks.submitted import Problem, Submitted
from edgebench.energy.readings import Readings
from edgebench.energy.stored import stored_meter
from edgebench.energy.trace import Span
from edgebench.model.energy import EnergyWindow, Meter
from edgebench.model.meter import MeterError

RULE = "energy-of-readings"
LEAST_SHARE = 0.001
"""Stored windows begin and end at whole microseconds, which moves an energy by far less."""
ROUNDED_UJ = 2
MEND = "Submit both files as `edgebench run` wrote them."


def check(submitted: Submitted) -> list[Problem]:
    """By the same engine. A trace that is too large for the repository is not there to be asked."""
    result, energy = submitted.result, submitted.result.energy
    if energy is None or result.kind != "measured":
        return []
    return [
        submitted.problem(RULE, f"$.energy.{place}", f"{what}.", MEND)
        for number, meter in enumerate(energy.meters)
        if meter.raw is not None and (found := submitted.readings.get(meter.raw.sha256)) is not None
        for place, what in _faults(number, meter, [w for w in energy.windows if w.meter == number], found)
    ]


def _faults(
    number: int, meter: Meter, windows: list[EnergyWindow], found: Readings | str
) -> Iterator[tuple[str, str]]:
    if isinstance(found, str):
        yield f"meters[{number}].raw", f"The file of its readings cannot be read: {found}"
        return
    count = sum(len(one.readings) for one in found.traces.values())
    if meter.raw is not None and meter.raw.samples != count:
        yield f"meters[{number}].raw.samples", f"{meter.raw.samples} are stored, the file has {count}"
    if not _is_of(meter, found):
        yield f"meters[{number}]", "It is not the meter that the file of its readings tells of"
        return
    for one in windows:
        due_uj = _energy_uj(found, one)
        if isinstance(due_uj, str):
            yield f"windows of process {one.process}", f"Its readings give no energy: {due_uj}"
        # Not "more than": of what is no number no comparison holds.
        elif not abs(due_uj - one.gross_uj) <= LEAST_SHARE * one.gross_uj + ROUNDED_UJ:
            what = f"{one.gross_uj} uJ are stored, the readings give {round(due_uj)}"
            yield f"windows of process {one.process}", what


def _is_of(meter: Meter, found: Readings) -> bool:
    """All traces of a file have one specification."""
    specification = next((one.specification for one in found.traces.values()), None)
    if specification is None or meter.raw is None or found.driver != meter.driver:
        return False
    return stored_meter(meter.driver, meter.driver_version, specification, meter.raw) == meter


def _energy_uj(found: Readings, window: EnergyWindow) -> float | str:
    from edgebench.energy.series import prepare
    from edgebench.energy.window import energy

    trace = found.traces.get(window.process)
    if trace is None:
        return "there are none of this process"
    span = Span(0, 1000 * (window.ended_us - window.began_us))
    try:
        return energy(prepare(trace, 1000 * window.began_us), span, span.ns / window.queries).whole_nj / 1000
    except MeterError as error:
        return error.message
