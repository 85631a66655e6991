"""ChargerLAB POWER-Z KM003C: voltage and current of a USB-C line, each time it is asked.

Layout: the capture-derived description github.com/okhsunrog/km003c-protocol-research. Its stream of up
to 1,000 samples a second must be unlocked by an encrypted exchange; single requests need none, and are
what is used here. Linux has a driver for it (powerz), which is put aside while the meter is open and
whose readings the driver hwmon can take instead.
"""

from __future__ import annotations

import struct
import time
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, Literal, NamedTuple

import msgspec

from edgebench.meters import meter, usb_device
from edgebench.meters.usb_device import Identity, UsbDevice
from edgebench.model.energy import Boundary
from edgebench.model.meter import Found, MeterError, Rail, Reading, Specification, between
from edgebench.model.reason import Reason

MODELS = {Identity(0x5FC9, 0x0063): "KM003C"}
MAKERS_OWN = 0xFF
"""The class of interface 0, with the bulk endpoints 0x01 and 0x81."""
GET_DATA, PUT_DATA, REJECT = 0x0C, 0x41, 0x06
ADC = 1
ADC_BYTES = 44
UPDATE_US = 10_000
"""Its own sample interval as it is delivered (in its settings block)."""


class Km003cSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The keys of its table in lab.toml."""

    direction: Literal["sink", "source"] = "sink"
    """What its plug is in: sink, the device under test; source, the supply, so that the current runs from
    plug to socket and the meter shows it negative."""
    port: str = ""
    """Its USB port where there are several, as the kernel numbers it: 1-1.3."""


class Sample(NamedTuple):
    """One answer: current is positive from the meter's socket to its plug."""

    microvolts: int
    microamperes: int


class Meter:
    """Voltage times current at one moment; a power against the configured direction is negative."""

    title: ClassVar[str] = "ChargerLAB KM003C"
    boundary: ClassVar[Boundary] = "board_dc"
    rate: ClassVar[str] = "when asked"
    Settings: ClassVar[type[Km003cSettings]] = Km003cSettings

    def __init__(self, settings: Km003cSettings, root: Path) -> None:
        self._settings = settings
        self._sign = 1 if settings.direction == "sink" else -1
        self._device: UsbDevice | None = None
        self._request = 0

    @classmethod
    def find(cls, root: Path) -> Found:
        """Usable where one is plugged in and may be opened."""
        return usb_device.find(root, MODELS)

    def open(self) -> Specification:
        """Take it from the kernel and ask once. Raises MeterError."""
        self.close()
        self._device = UsbDevice(MODELS, self._settings.port, MAKERS_OWN)
        self.read()
        return Specification(
            kind="sampler",
            model="ChargerLAB POWER-Z KM003C",
            boundary="board_dc",
            includes=("soc", "memory", "board"),
            rails=(Rail("vbus"),),
            total_rule="voltage times current, "
            + ("socket to plug" if self._settings.direction == "sink" else "plug to socket"),
            update_period_us=UPDATE_US,
        )

    def read(self) -> Sequence[Reading]:
        """One sample, asked for now."""
        if self._device is None:
            raise MeterError("KM003C: not open", Reason.METER_LOST, "open it first")
        self._request = (self._request + 1) % 256
        began_ns = time.monotonic_ns()
        self._device.write(struct.pack("<BBH", GET_DATA, self._request, ADC << 1))
        sample = self._answer(self._device)
        nanowatts = (self._sign * sample.microvolts * sample.microamperes + 500) // 1000
        return [between(began_ns, time.monotonic_ns(), nanowatts)]

    def close(self) -> None:
        if self._device is not None:
            self._device.close()
            self._device = None

    def _answer(self, device: UsbDevice) -> Sample:
        """To this request: what comes for an older one is passed over. Raises MeterError."""
        deadline = time.monotonic() + 0.7 * meter.READ_SECONDS  # the request may have taken a quarter
        while (left := deadline - time.monotonic()) > 0:
            data = device.read(left)
            if len(data) > 1 and data[1] == self._request:
                return sample_of(data)
        raise MeterError(
            "KM003C: does not answer", Reason.METER_LOST, "unplug the meter and plug it in again"
        )


def sample_of(data: bytes) -> Sample:
    """Of one answer. Raises BAD_READING.

    Little-endian. Header: type (7 bits), request (bits 8-15), then what is not needed. Header of
    the block: attribute (15 bits), whether another follows (1), chunk (6), size (10). Block: int32
    microvolts, int32 microamperes, then means, temperature and the lines' voltages.
    """
    if len(data) >= 4 and data[0] & 0x7F == REJECT:
        raise _bad("refuses to be asked")
    if len(data) < 8 + ADC_BYTES or data[0] & 0x7F != PUT_DATA:
        raise _bad(f"answers {data[:8].hex(' ')}, which is no measurement")
    (block,) = struct.unpack_from("<I", data, 4)
    if block & 0x7FFF != ADC or block >> 22 != ADC_BYTES:
        raise _bad(f"answers a block {block & 0x7FFF} of {block >> 22} bytes")
    return Sample(*struct.unpack_from("<ii", data, 8))


def _bad(what: str) -> MeterError:
    return MeterError(f"KM003C: {what}", Reason.BAD_READING, "update its firmware, and plug it in again")
