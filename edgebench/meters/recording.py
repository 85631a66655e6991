"""The text in which a recorder writes what a meter said, line by line, as it says it.

    # {"power_trace": 1, "driver": "powercap-rapl", "specification": {...}}
    102,3,,,5000,77            at_ns, half_width_ns, lost, device_ns, then a value a rail (nW or nJ)
    ! 203,meter_lost,...       a read that failed: when, why, in words

Nothing is empty but what is null. A last line cut short (power lost) is dropped.
"""

from __future__ import annotations

from typing import Literal

import msgspec
from msgspec import Struct

from edgebench.energy.trace import Event, Trace
from edgebench.model.meter import MeterError, Reading, Specification
from edgebench.model.reason import Reason

FORMAT: Literal[1] = 1
LARGEST_BYTES = 1 << 30


class Header(Struct, frozen=True):
    """The first line; after a meter came back, again."""

    power_trace: Literal[1]
    driver: str
    driver_version: str
    specification: Specification


def header_line(header: Header) -> str:
    return f"# {msgspec.json.encode(header, order='sorted').decode()}\n"


def reading_line(reading: Reading) -> str:
    numbers = (reading.at_ns, reading.half_width_ns, reading.lost or None, reading.device_ns, *reading.values)
    return ",".join("" if number is None else str(number) for number in numbers) + "\n"


def event_line(at_ns: int, error: MeterError) -> str:
    words = " ".join(error.message.split())[:200]
    return f"! {at_ns},{error.reason.value},{words}\n"


class Recorded(Struct, frozen=True):
    """A whole recording. header: None where the meter was never opened."""

    header: Header | None
    readings: tuple[Reading, ...]
    events: tuple[Event, ...]
    says: str = ""
    """Of the first failure."""

    def trace(self) -> Trace:
        """Raises MeterError where the meter was never opened."""
        if self.header is None:
            why = self.events[0].reason if self.events else Reason.METER_LOST
            raise MeterError(self.says or "the meter gave no reading", why)
        return Trace(self.header.specification, self.readings, self.events)


def parse(text: str) -> Recorded:
    """What a recorder wrote. Raises MeterError where it is no recording."""
    header: Header | None = None
    readings: list[Reading] = []
    events: list[Event] = []
    says = ""
    try:
        for line in text.split("\n")[:-1]:  # what follows the last line feed was cut short
            if line.startswith("#"):
                header = _same(header, msgspec.json.decode(line[1:], type=Header))
            elif line.startswith("!"):
                at_ns, reason, words = line[1:].split(",", 2)
                events.append(Event(int(at_ns), Reason(reason)))
                says = says or words
            else:
                readings.append(_reading(line))
    except (ValueError, msgspec.DecodeError) as error:
        raise MeterError(f"a recording has an unreadable line: {error}", Reason.BAD_READING) from None
    return Recorded(header, tuple(readings), tuple(events), says)


def _same(before: Header | None, now: Header) -> Header:
    """A meter that comes back as another one is another one."""
    if before is not None and before.specification.rails != now.specification.rails:
        raise MeterError("the meter came back with other rails", Reason.METER_LOST)
    return before or now


def _reading(line: str) -> Reading:
    at_ns, half, lost, device_ns, *values = (int(one) if one else None for one in line.split(","))
    if at_ns is None or half is None:
        raise ValueError(line[:80])
    return Reading(at_ns, half, tuple(values), lost or 0, device_ns)
