"""The file of raw readings that a result names -> traces, as edgebench/runner/accounting.py writes it."""

from __future__ import annotations

import msgspec
from msgspec import Struct, structs

from edgebench.energy.calibrated import calibrated
from edgebench.energy.trace import Event, Trace
from edgebench.model.meter import Reading, Specification
from edgebench.model.reason import Reason

OWN_COLUMNS = 5
"""process, at_ns, half_width_ns, lost, device_ns; then one a rail."""


class Readings(Struct, frozen=True):
    """Of one meter in all processes of a cell. Times count from the session's start."""

    driver: str
    traces: dict[int, Trace]
    """By process; calibrated, if the meter was."""


class _Calibration(Struct, frozen=True):
    gain: float = 1.0
    offset_w: float = 0.0


class _Head(Struct, frozen=True):
    driver: str
    specification: Specification
    calibration: _Calibration | None = None


def parse(text: bytes) -> Readings:
    """Of unpacked lines, each of which has its form. Raises ValueError for what is no such file."""
    head, _, *rows = text.decode().split("\n")
    try:
        told = msgspec.json.decode(head.removeprefix("#"), type=_Head)
    except (msgspec.DecodeError, RecursionError) as error:  # the second: nested too deeply
        raise ValueError(f"its first line: {error}") from error
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
    if len(cells) != OWN_COLUMNS + rails:
        raise ValueError(f"a row has {len(cells)} columns, and there are {rails} rails")
    values = [int(one) if one else None for one in cells[OWN_COLUMNS:]]
    device_ns = int(cells[4]) if cells[4] else None
    return int(cells[0]), Reading(int(cells[1]), int(cells[2]), tuple(values), int(cells[3]), device_ns)
