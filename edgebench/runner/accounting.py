"""When a cell closes: its recordings to energy, and to the one file of raw readings that a result names."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct, structs

from edgebench.energy import readings, trace_file
from edgebench.energy.assess import Metered, Refused, assess
from edgebench.energy.calibrated import calibrated
from edgebench.energy.trace import Marks, Trace
from edgebench.lab import Binding, Calibration
from edgebench.meters import discover
from edgebench.meters.recording import parse
from edgebench.model.energy import Energy, RawTrace
from edgebench.model.meter import MeterError
from edgebench.model.reason import Reason
from edgebench.runner.importing import imported
from edgebench.runner.metering import Bound, MeteredProcess, Traced


class Accounted(Struct, frozen=True):
    """Energy or the reason why there is none; says: that reason in a sentence, with the way out."""

    energy: Energy | None
    reason: Reason | None
    says: str = ""
    hint: str = ""
    raw: tuple[bytes, ...] = ()
    """The files that the energy's meters name by their hash."""
    missed: tuple[Refused, ...] = ()
    """Of the other meters, those that are not in the energy."""


NONE = Accounted(None, Reason.NO_METER)


def account(bound: Sequence[Bound], processes: Sequence[MeteredProcess | None], folder: Path) -> Accounted:
    """Of one cell. folder: of the session. Raises StorageError where an import's file is not there yet."""
    metered = [one for one in processes if one is not None]
    if not bound or len(metered) < len(processes):
        return NONE
    if bound[0].refused:
        return Accounted(None, bound[0].refused, bound[0].says, bound[0].hint)
    meters: list[Metered] = []
    raw: list[bytes] = []
    missed = [
        Refused(one.refused, f"{one.binding.name}: {one.says}", one.hint) for one in bound if one.refused
    ]
    for place, one in enumerate(bound):
        try:
            traces = [] if one.refused else _traces(one, metered, folder)
        except MeterError as error:
            if place == 0:
                says = f"{one.binding.name}: {error.message}"
                return Accounted(None, error.reason, says, error.hint or "")
            missed.append(Refused(error.reason, f"{one.binding.name}: {error.message}", error.hint or ""))
            continue
        if traces:
            data = sidecar(one.binding, traces, [process.marks for process in metered])
            raw.append(data)
            meters.append(_metered(one.binding, traces, data))
    found = assess(meters, [process.marks for process in metered])
    if isinstance(found, Refused):
        return Accounted(None, found.reason, found.says, found.hint)
    if len(found.meters) < len(meters):
        alone = [assess([one], [process.marks for process in metered]) for one in meters[1:]]
        missed += [one for one in alone if isinstance(one, Refused)]
    named = {meter.raw.sha256 for meter in found.meters if meter.raw}
    kept = tuple(data for data in raw if hashlib.sha256(data).hexdigest() in named)
    return Accounted(found, None, raw=kept, missed=tuple(missed))


def sidecar(binding: Binding, traces: Sequence[Trace], marks: Sequence[Marks]) -> bytes:
    """Every reading of the cell on one meter, in the file that the result names; not who calibrated it."""
    calibration = binding.calibration and structs.replace(binding.calibration, by="")
    return trace_file.packed(readings.text(binding.driver, calibration, traces, marks))


def _metered(binding: Binding, traces: Sequence[Trace], data: bytes) -> Metered:
    raw = RawTrace(
        sha256=hashlib.sha256(data).hexdigest(),
        bytes=len(data),
        samples=sum(len(trace.readings) for trace in traces),
    )
    version = discover.version_of(binding.driver)
    true = tuple(_true(trace, binding.calibration) for trace in traces)
    return Metered(binding.driver, version, true, raw, simulated=binding.simulated)


def _true(trace: Trace, calibration: Calibration | None) -> Trace:
    return trace if calibration is None else calibrated(trace, calibration.gain, calibration.offset_w)


def _traces(bound: Bound, processes: Sequence[MeteredProcess], folder: Path) -> list[Trace]:
    """One a process. Raises MeterError."""
    if bound.imports:
        return [imported(bound.binding, process) for process in processes]
    found = []
    for process in processes:
        traced = next(one for one in process.traces if one.meter == bound.binding.name)
        found.append(_read(folder / traced.file, traced))
    return found


def _read(file: Path, traced: Traced) -> Trace:
    try:
        data = file.read_bytes()
    except OSError:
        data = b""
    if hashlib.sha256(data).hexdigest() != traced.sha256:
        raise MeterError(f"{file.name}: its readings are not those that were recorded", Reason.FAILED)
    return parse(data.decode()).trace()
