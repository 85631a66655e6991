"""Nordic Power Profiler Kit II: current 100,000 times a second, times a voltage that is set or told.

Written from the protocol's facts alone: single-byte commands on a USB serial port, a calibration text
that ends in END, then the samples (ppk2_samples.py). It measures current only: the power is that
current times the voltage it is told to supply (mode source), or that the user's own supply has
(mode ampere). Where that voltage sags, the power is too high, and nothing here can see it.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, ClassVar, Literal

import msgspec

from edgebench.meters import meter
from edgebench.meters.ppk2_samples import BLOCK, PERIOD_NS, Decoder, calibration_of
from edgebench.meters.sample_clock import SampleClock
from edgebench.meters.serial_port import SerialPort
from edgebench.meters.stream import Stream
from edgebench.model.energy import Boundary
from edgebench.model.meter import Found, MeterError, Rail, Reading, Specification
from edgebench.model.reason import Reason

PORTS = "dev/serial/by-id"
SEND_CALIBRATION, STOP, START = b"\x19", b"\x07", b"\x06"
MODES = {"ampere": b"\x11\x01", "source": b"\x11\x02"}
SUPPLY, SUPPLY_ON = b"\x0d", b"\x0c\x01"
"""SUPPLY is followed by the millivolts as two bytes, the higher first: 800 is 3, 32."""
TEXT_LIMIT = 8192
PAUSE_SECONDS = 0.005
"""Between looks at the port: 2 kB come meanwhile, and the kernel holds 4 kB."""
UNSEEN_STEP, UNSEEN_NOTICE_NS = 64, 5_000_000
"""What the six-bit counter cannot show comes in 64s; less than 5 ms behind is taken for delay."""
SYNC_U_US = 1_000
"""A USB frame: samples are sent on once a millisecond."""


class Ppk2Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The keys of its table in lab.toml."""

    port: str
    """The first of its serial ports: /dev/serial/by-id/..."""
    mode: Literal["source", "ampere"]
    """source: it supplies the device. ampere: it measures in the line of another supply."""
    voltage_mv: Annotated[int, msgspec.Meta(ge=800, le=5000)]
    """What it supplies, or what the other supply has; the device must stand it."""
    power_on: bool = True
    """Connect the device to its supply. It is never disconnected: what runs there would be lost."""


class Meter:
    """Means over 1 ms of the samples, on the meter's own clock; lost samples are counted."""

    title: ClassVar[str] = "Nordic PPK2"
    boundary: ClassVar[Boundary] = "board_dc"
    rate: ClassVar[str] = "10 µs, means of 1 ms"
    Settings: ClassVar[type[Ppk2Settings]] = Ppk2Settings

    def __init__(self, settings: Ppk2Settings, root: Path) -> None:
        self._settings = settings
        self._port: SerialPort | None = None
        self._stream: Stream | None = None

    @classmethod
    def find(cls, root: Path) -> Found:
        """Never usable as it is: it must be told the voltage."""
        ports = sorted(f"/{PORTS}/{path.name}" for path in (root / PORTS).glob("*PPK2*"))
        if not ports:
            return Found(False, "no PPK2 is plugged in", "", Reason.NO_METER)
        hint = f"name it in lab.toml with port = {ports[0]!r}, mode and voltage_mv"
        return Found(False, "a PPK2 is plugged in, and must be told its voltage", hint, Reason.NO_METER)

    def open(self) -> Specification:
        """Read its calibration, set it, and let it send. Raises MeterError."""
        self.close()
        settings = self._settings
        self._port = port = SerialPort(settings.port)
        port.write(STOP)  # it may still send for a program that died
        port.silence(meter.READ_SECONDS)
        calibration = calibration_of(_text(port))
        port.write(MODES[settings.mode])
        if settings.mode == "source":
            port.write(SUPPLY + settings.voltage_mv.to_bytes(2, "big"))
        if settings.power_on:
            port.write(SUPPLY_ON)
        self._decoder = Decoder(calibration, settings.voltage_mv / 1000)
        self._clock = SampleClock(PERIOD_NS, UNSEEN_STEP, UNSEEN_NOTICE_NS)
        port.write(START)
        self._stream = Stream(self._receive)
        voltage = f"{settings.voltage_mv} mV"
        return Specification(
            kind="sampler",
            model="Nordic Power Profiler Kit II",
            boundary="board_dc",
            includes=("soc", "memory", "board"),
            rails=(Rail("supply"),),
            total_rule=f"current times the {voltage} that "
            + ("it was set to supply" if settings.mode == "source" else "the user's supply is said to have"),
            update_period_us=BLOCK * PERIOD_NS // 1000,
            averaging_us=BLOCK * PERIOD_NS // 1000,
            clock="device",
            sync_u_us=SYNC_U_US,
        )

    def read(self) -> Sequence[Reading]:
        """Every millisecond that is complete, in the meter's own time."""
        if self._stream is None:
            raise MeterError("PPK2: not open", Reason.METER_LOST, "open it first")
        deadline = time.monotonic() + meter.READ_SECONDS
        while arrivals := self._stream.take(deadline):
            at_ns = arrivals[-1].at_ns
            blocks = self._decoder.feed(b"".join(arrival.data for arrival in arrivals))
            readings = [self._reading(at_ns, *block) for block in blocks]
            self._decoder.lose(self._clock.lost(self._decoder.taken, at_ns))
            if readings:
                return readings
        raise MeterError("PPK2: sends no samples", Reason.METER_LOST, "unplug the meter and plug it in again")

    def close(self) -> None:
        """Ends the samples; the device keeps its supply."""
        if self._stream is not None:
            self._stream.close()
            self._stream = None
        if self._port is not None:
            try:
                self._port.write(STOP)
            except MeterError:
                pass  # it is gone: there is nothing to stop
            self._port.close()
            self._port = None

    def _receive(self) -> bytes:
        """In portions: to wake for each USB packet would take a tenth of a core."""
        time.sleep(PAUSE_SECONDS)
        return self._port.waiting() if self._port else b""

    def _reading(self, at_ns: int, end: int, amperes: float, lost: int) -> Reading:
        """at_ns: when the newest sample came; the block ended so many samples before it."""
        came_ns = at_ns - (self._decoder.taken - end) * PERIOD_NS
        nanowatts = round(amperes * self._settings.voltage_mv * 1_000_000)
        return Reading(came_ns, 0, (nanowatts,), lost, end * PERIOD_NS)


def _text(port: SerialPort) -> str:
    """The calibration, to its END."""
    port.write(SEND_CALIBRATION)
    received = b""
    deadline = time.monotonic() + meter.READ_SECONDS
    while b"END" not in received:
        left = deadline - time.monotonic()
        if left <= 0 or len(received) > TEXT_LIMIT:
            what = "answers what is no calibration" if received else "does not answer"
            reason = Reason.BAD_READING if received else Reason.METER_LOST
            raise MeterError(f"PPK2: {what}", reason, "name the first of its two serial ports")
        received += port.read(1, left) + port.waiting()
    return received.partition(b"END")[0].decode("ascii", "replace")
