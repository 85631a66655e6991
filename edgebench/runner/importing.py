"""What another program recorded beside a process: read when the cell closes, moved to the run's clock."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from edgebench.energy.clocks import stepped
from edgebench.energy.trace import Trace
from edgebench.errors import StorageError
from edgebench.lab import Binding
from edgebench.model.meter import MeterError, Reading
from edgebench.model.reason import Reason
from edgebench.runner.metering import MeteredProcess

STILL_WRITING_S = 10.0
"""A file that changed so short a time ago is given as long to reach the end of the run."""


def imported(binding: Binding, process: MeteredProcess) -> Trace:
    """What another program recorded, its UNIX times moved to the run's clock. Raises MeterError."""
    meter = binding.meter()
    (wall, wall_after), (monotonic, monotonic_after) = process.wall_ns, process.monotonic_ns
    try:
        specification = binding.said(meter.open())
        if stepped(process.marks.wall_moved_ns, wall_after - wall):
            raise MeterError("the clock was set while the meter recorded", Reason.CLOCK_STEP)
        readings = _covering(meter, wall, wall_after, Path(binding.settings.get("file", "")))
    except MeterError as error:
        if error.reason is Reason.METER_LOST:
            raise StorageError(f"meter {binding.name}: {error.message}", error.hint) from error
        raise
    finally:
        meter.close()
    rate = (monotonic_after - monotonic) / max(1, wall_after - wall)
    moved = (one._replace(at_ns=monotonic + round((one.at_ns - wall) * rate)) for one in readings)
    return Trace(specification, tuple(moved))


def _covering(meter: Any, began_unix_ns: int, ended_unix_ns: int, file: Path) -> Sequence[Reading]:
    """The rows of the span; while another program still writes them, in a little while. Raises MeterError."""
    until = time.monotonic() + STILL_WRITING_S
    while True:
        found = _recorded(meter, began_unix_ns, ended_unix_ns)
        if not isinstance(found, MeterError):
            return found
        if found.reason is not Reason.SAMPLE_GAP or time.monotonic() > until or not _grows(file):
            raise found
        time.sleep(1)


def _recorded(meter: Any, began_unix_ns: int, ended_unix_ns: int) -> Sequence[Reading] | MeterError:
    try:
        found: Sequence[Reading] = meter.recorded(began_unix_ns, ended_unix_ns)
    except MeterError as error:
        return error
    return found


def _grows(file: Path) -> bool:
    try:
        return time.time() - file.stat().st_mtime < STILL_WRITING_S
    except OSError:
        return False
