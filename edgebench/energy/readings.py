"""The lines of the file of raw readings that a result names: written from traces, and read again.

    # {"power_trace": 1, "driver": ..., "unit": ..., "calibration": ..., "specification": {...}}
    process,at_ns,half_width_ns,lost,device_ns,package-0     the columns: then one a rail (nW or nJ)
    0,1200,3,0,,5000                                         nothing is empty but what is null
    # process 0: 1300,meter_lost                             a read that failed: when and why

Times are nanoseconds from the session's start, the axis of a result's windows; values as the meter gave
them, before any calibration. trace_file.py: the bytes.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from msgspec import Struct, structs

from edgebench.energy.calibrated import calibrated
from edgebench.energy.trace import Event, Marks, Trace
from edgebench.model.meter import Gain, OffsetWatts, Reading, Specification
from edgebench.model.reason import Reason

FORMAT = 1
OWN_COLUMNS = ("process", "at_ns", "half_width_ns", "lost", "device_ns")
"""Then one a rail."""


class Readings(Struct, frozen=True):
    """Of one meter in all processes of a cell. Times count from the session's start."""

    driver: str
    traces: dict[int, Trace]
    """By process; calibrated, if the meter was."""


class _Calibration(Struct, frozen=True):
    gain: Gain = 1.0
    offset_w: OffsetWatts = 0.0


class _Head(Struct, frozen=True):
    power_trace: int
    driver: str
    specification: Specification
    calibration: _Calibration | None = None


def text(driver: str, calibration: Struct | None, traces: Sequence[Trace], marks: Sequence[Marks]) -> str:
    """Of one meter in all processes of a cell. calibration: of the lab file, as everybody may read it."""
    specification = traces[0].specification
    head = {
        "power_trace": FORMAT,
        "driver": driver,
        "unit": "nJ" if specification.kind == "counter" else "nW",
        "calibration": calibration,
        "specification": structs.replace(specification, firmware=_printable(specification.firmware)),
    }
    columns = [*OWN_COLUMNS, *(rail.name.replace(",", " ") for rail in specification.rails)]
    lines = [f"# {msgspec.json.encode(head, order='sorted').decode()}", ",".join(columns)]
    for process, (trace, marked) in enumerate(zip(traces, marks, strict=True)):
        shift_ns = marked.since_session_ns - marked.window.began_ns
        lines += [_line(process, reading, shift_ns) for reading in trace.readings]
        lines += [
            f"# process {process}: {event.at_ns + shift_ns},{event.reason.value}" for event in trace.events
        ]
    return "\n".join([*lines, ""])


def _printable(said: str | None) -> str | None:
    """A meter may say anything of itself."""
    return said and "".join(one if one.isprintable() else "?" for one in said)


def _line(process: int, reading: Reading, shift_ns: int) -> str:
    at_ns, half_width_ns, values, lost, device_ns = reading
    numbers = (process, at_ns + shift_ns, half_width_ns, lost, device_ns, *values)
    return ",".join("" if number is None else str(number) for number in numbers)


def parse(lines: bytes) -> Readings:
    """Of unpacked lines, each of which has its form. Raises ValueError for what is no such file."""
    head, _, *rows = lines.decode().split("\n")
    try:
        told = msgspec.json.decode(head.removeprefix("#"), type=_Head)
    except (msgspec.DecodeError, RecursionError) as error:  # the second: nested too deeply
        raise ValueError(f"its first line: {error}") from error
    if told.power_trace != FORMAT:
        raise ValueError(f"it is of format {told.power_trace}, and this edgebench reads {FORMAT}")
    found: dict[int, tuple[list[Reading], list[Event]]] = {}
    for row in rows:
        if row.startswith("# process "):
            place, at, reason = row.removeprefix("# process ").replace(": ", ",").split(",")
            found.setdefault(int(place), ([], []))[1].append(Event(int(at), Reason(reason)))
        elif row:
            process, reading = _reading(row, len(told.specification.rails))
            found.setdefault(process, ([], []))[0].append(reading)
    traces = {
        process: Trace(told.specification, tuple(readings), tuple(events))
        for process, (readings, events) in found.items()
    }
    if told.calibration is not None:
        gain, offset_w = structs.astuple(told.calibration)
        traces = {process: calibrated(one, gain, offset_w) for process, one in traces.items()}
    return Readings(told.driver, traces)


def _reading(row: str, rails: int) -> tuple[int, Reading]:
    cells = row.split(",")
    own = len(OWN_COLUMNS)
    if len(cells) != own + rails:
        raise ValueError(f"a row has {len(cells)} columns, and there are {rails} rails")
    values = [int(one) if one else None for one in cells[own:]]
    device_ns = int(cells[4]) if cells[4] else None
    return int(cells[0]), Reading(int(cells[1]), int(cells[2]), tuple(values), int(cells[3]), device_ns)
