"""FNIRSI FNB48, C1, FNB58 and FNB48S: USB testers that send 100 samples a second, four to a report.

Source: what github.com/baryluk/fnirsi-usb-power-data-logger found out. A HID report is 64 bytes: 0xAA,
type 0x04, four samples of 15 bytes, one byte nobody knows, and a CRC-8 of all between the first and
itself. A sample, little-endian: volts and amperes times 100,000 (u32), the data lines, 1, temperature.
It sends as long as it is told to. A report has no number: samples are stamped by their place in the
stream, and a lost report shows only in the time that is missing (sample_clock.py).
"""

from __future__ import annotations

import struct
import time
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

import msgspec

from edgebench.meters import meter, usb_device
from edgebench.meters.sample_clock import SampleClock
from edgebench.meters.stream import Stream
from edgebench.meters.usb_device import Identity, UsbDevice
from edgebench.model.energy import Boundary
from edgebench.model.meter import Found, MeterError, Rail, Reading, Specification
from edgebench.model.reason import Reason

MODELS = {
    Identity(0x0483, 0x003A): "FNB48",
    Identity(0x0483, 0x003B): "C1",
    Identity(0x2E3C, 0x5558): "FNB58",
    Identity(0x2E3C, 0x0049): "FNB48S",
}
NEWER_VENDOR = 0x2E3C
"""FNB58 and FNB48S: another last word of the greeting, and a keep-alive each second."""
HID = 0x03
GREETING, SEND, KEEP_ALIVE = 0x81, 0x82, 0x83
DATA = 0x04
SAMPLES = 4
PERIOD_NS = 10_000_000
NOTICE_NS = 30_000_000
"""Behind by less is delay; a lost report is 40 ms."""
SYNC_U_US = 10_000
"""One sample: how long the meter keeps a report is not known."""
WAIT_SECONDS = 0.1
LEAVE_REPORTS = 10
"""Read before letting go: an FNB48 whose reports nobody takes stands still until it is unplugged."""


class FnirsiSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The keys of its table in lab.toml."""

    port: str = ""
    """Its USB port where there are several, as the kernel numbers it: 1-1.3."""


class Meter:
    """Voltage times current of every sample, on the meter's own clock."""

    title: ClassVar[str] = "FNIRSI FNB48/C1/FNB58/FNB48S"
    boundary: ClassVar[Boundary] = "board_dc"
    rate: ClassVar[str] = "10 ms"
    Settings: ClassVar[type[FnirsiSettings]] = FnirsiSettings

    def __init__(self, settings: FnirsiSettings, root: Path) -> None:
        self._settings = settings
        self._device: UsbDevice | None = None
        self._stream: Stream | None = None

    @classmethod
    def find(cls, root: Path) -> Found:
        """Usable where one is plugged in and may be opened."""
        return usb_device.find(root, MODELS)

    def open(self) -> Specification:
        """Greet it and let it send. Raises MeterError."""
        self.close()
        self._device = device = UsbDevice(MODELS, self._settings.port, HID)
        newer = device.identity.vendor == NEWER_VENDOR
        device.write(command(GREETING))
        if newer:
            device.read(WAIT_SECONDS)  # what it says of itself, in a form nobody knows
        device.write(command(SEND))
        device.write(command(SEND if newer else KEEP_ALIVE))
        self._keep_alive_s = 1.0 if newer else 0.003
        self._told_s = time.monotonic()
        self._index = 0
        self._lost = 0
        self._first = True
        self._clock = SampleClock(PERIOD_NS, SAMPLES, NOTICE_NS)
        self._stream = Stream(self._receive)
        return Specification(
            kind="sampler",
            model=f"FNIRSI {device.model}",
            boundary="board_dc",
            includes=("soc", "memory", "board"),
            rails=(Rail("vbus"),),
            total_rule="voltage times current",
            update_period_us=PERIOD_NS // 1000,
            clock="device",
            sync_u_us=SYNC_U_US,
        )

    def read(self) -> Sequence[Reading]:
        """The samples of every report that came; of a broken one, four lost samples."""
        if self._stream is None:
            raise MeterError("FNIRSI: not open", Reason.METER_LOST, "open it first")
        deadline = time.monotonic() + meter.READ_SECONDS
        reason = Reason.METER_LOST
        while arrivals := self._stream.take(deadline):
            readings = [reading for at_ns, report in arrivals for reading in self._readings(at_ns, report)]
            if readings:
                return readings
            reason = Reason.BAD_READING
        hint = "unplug the meter and plug it in again; if that does not help, update its firmware"
        raise MeterError("FNIRSI: sends no samples", reason, hint)

    def close(self) -> None:
        if self._stream is not None:
            self._stream.close()
            self._stream = None
        if self._device is not None:
            try:
                for _ in range(LEAVE_REPORTS):
                    if not self._device.read(WAIT_SECONDS / 2):
                        break
            except MeterError:
                pass  # it is gone: there is nothing left to read
            self._device.close()
            self._device = None

    def _receive(self) -> bytes:
        """One report; then, when it is time, the word to go on."""
        if self._device is None:
            return b""
        report = self._device.read(WAIT_SECONDS)
        if time.monotonic() - self._told_s >= self._keep_alive_s:
            self._device.write(command(KEEP_ALIVE))
            self._told_s = time.monotonic()
        return report

    def _readings(self, at_ns: int, report: bytes) -> list[Reading]:
        whole = _is_whole(report)
        if whole and report[1] != DATA:
            return []
        if self._first:
            self._first = False  # the first report holds what are no samples
            return []
        self._index += SAMPLES
        if not whole:
            self._lost += SAMPLES
            return []
        missing = self._clock.lost(self._index, at_ns)
        self._index += missing
        lost, self._lost = self._lost + missing, 0
        readings = []
        for place, nanowatts in enumerate(nanowatts_of(report)):
            later_ns = (SAMPLES - 1 - place) * PERIOD_NS
            device_ns = self._index * PERIOD_NS - later_ns
            readings.append(Reading(at_ns - later_ns, 0, (nanowatts,), 0 if place else lost, device_ns))
        return readings


def nanowatts_of(report: bytes) -> list[int]:
    """The power of each of its four samples: the steps are 10 µV and 10 µA, their product 0.1 nW."""
    pairs = (struct.unpack_from("<II", report, 2 + 15 * place) for place in range(SAMPLES))
    return [(volts * amperes + 5) // 10 for volts, amperes in pairs]


def command(number: int) -> bytes:
    """A report to the meter: 0xAA, the number, zeros, and the CRC-8."""
    body = bytes([number]) + bytes(61)
    return b"\xaa" + body + bytes([crc8(body)])


def crc8(data: bytes) -> int:
    """CRC-8 with polynomial 0x39, from 0x42, highest bit first."""
    remainder = 0x42
    for byte in data:
        remainder ^= byte
        for _ in range(8):
            remainder = (remainder << 1 ^ 0x39) & 0xFF if remainder & 0x80 else remainder << 1
    return remainder


def _is_whole(report: bytes) -> bool:
    return len(report) == 64 and report[0] == 0xAA and crc8(report[1:63]) == report[63]
