"""RuiDeng UM24C, UM25C and UM34C: USB testers that answer over Bluetooth serial, about twice a second.

0xF0 asks, 130 bytes answer, big-endian: model, voltage, current, power, and records that are not read
here. The frame has no checksum that holds for all three, so one counts only when it is whole, of a
known model, followed by nothing, and its power is near its voltage times its current.
"""

from __future__ import annotations

import struct
import time
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, NamedTuple

import msgspec

from edgebench.meters import meter
from edgebench.meters.serial_port import SerialPort
from edgebench.model.energy import Boundary
from edgebench.model.meter import Found, MeterError, Rail, Reading, Specification, between
from edgebench.model.reason import Reason

ASK = b"\xf0"
LENGTH = 130
UPDATE_US = 500_000
TRIES = 2
HINT = "pair it (bluetoothctl), bind it (rfcomm bind), and name its port: /dev/rfcomm0"


class Scale(NamedTuple):
    """A model's name, and what one step of its voltage and current is."""

    name: str
    microvolts: int
    microamperes: int


MODELS = {
    0x0963: Scale("UM24C", 10_000, 1_000),
    0x09C9: Scale("UM25C", 1_000, 100),
    0x0D4C: Scale("UM34C", 10_000, 1_000),
}


class Frame(NamedTuple):
    """What one answer says."""

    model: str
    microvolts: int
    microamperes: int
    nanowatts: int


class UmSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The keys of its table in lab.toml."""

    port: str
    """/dev/rfcomm0, or another serial port."""


class Meter:
    """The meter's own power, in milliwatts, each time it is asked."""

    title: ClassVar[str] = "RuiDeng UM24C/25C/34C"
    boundary: ClassVar[Boundary] = "board_dc"
    rate: ClassVar[str] = "0.5 s"
    Settings: ClassVar[type[UmSettings]] = UmSettings

    def __init__(self, settings: UmSettings, root: Path) -> None:
        self._path = settings.port
        self._port: SerialPort | None = None

    @classmethod
    def find(cls, root: Path) -> Found:
        """Never usable as it is: a Bluetooth port says nothing of what is behind it."""
        return Found(False, "needs the port that it is bound to in lab.toml", HINT, Reason.NO_METER)

    def open(self) -> Specification:
        """Ask once, to know the model. Raises MeterError."""
        self.close()
        self._port = SerialPort(self._path)
        frame = _asked(self._port)
        return Specification(
            kind="sampler",
            model=f"RuiDeng {frame.model}",
            boundary="board_dc",
            includes=("soc", "memory", "board"),
            rails=(Rail("usb"),),
            total_rule="the power that the meter shows",
            period_us=UPDATE_US,
            update_period_us=UPDATE_US,
        )

    def read(self) -> Sequence[Reading]:
        """One answer. A broken one is thrown away, and the meter asked once more."""
        if self._port is None:
            raise MeterError("UM meter: not open", Reason.METER_LOST, "open it first")
        began_ns = time.monotonic_ns()
        frame = _asked(self._port)
        return [between(began_ns, time.monotonic_ns(), frame.nanowatts)]

    def close(self) -> None:
        if self._port is not None:
            self._port.close()
            self._port = None


def frame_of(data: bytes) -> Frame:
    """Of one answer. Raises BAD_READING.

    voltage at 2 (u16), current at 4 (u16), power at 6 (u32, in mW).
    """
    if len(data) != LENGTH:
        raise _bad(f"answers {len(data)} bytes, not {LENGTH}")
    number, voltage, current, milliwatts = struct.unpack_from(">HHHI", data)
    scale = MODELS.get(number)
    if scale is None:
        raise _bad(f"says that it is model {number:#06x}, which is none of {_names()}")
    microvolts, microamperes = voltage * scale.microvolts, current * scale.microamperes
    product_mw = microvolts * microamperes // 1_000_000_000
    if abs(milliwatts - product_mw) > 500 + product_mw // 4:
        raise _bad(f"says {milliwatts} mW, where its voltage times its current is {product_mw} mW")
    return Frame(scale.name, microvolts, microamperes, milliwatts * 1_000_000)


def _asked(port: SerialPort) -> Frame:
    """One whole answer within READ_SECONDS. Raises MeterError."""
    failure = MeterError("UM meter: does not answer", Reason.METER_LOST, HINT)
    deadline = time.monotonic() + 0.9 * meter.READ_SECONDS
    for tries_left in range(TRIES, 0, -1):
        port.waiting()
        port.write(ASK)
        data = port.read(LENGTH, max(0.0, deadline - time.monotonic()) / tries_left)
        if not data:
            continue
        try:
            return frame_of(data + port.waiting())
        except MeterError as error:
            failure = error
            port.silence(max(0.0, deadline - time.monotonic()))
    raise failure


def _bad(what: str) -> MeterError:
    return MeterError(f"UM meter: {what}", Reason.BAD_READING, "switch it off and on, and keep it near")


def _names() -> str:
    return ", ".join(scale.name for scale in MODELS.values())
