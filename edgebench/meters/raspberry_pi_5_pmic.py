"""Raspberry Pi 5 and its kin: the twelve rails of its power chip, through the firmware.

Source: the kernel's drivers/char/broadcom/vcio.c and Raspberry Pi's own tool vcgencmd, whose one ioctl is
done here without starting a process for every reading; the answer's form: jfikar/RPi5-power, a capture.
What runs on 5 V (USB, HATs, NVMe, fan) and the power chip's own losses are in no rail. Nobody states an
accuracy. Earlier boards measure no current.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import struct
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, Protocol

import msgspec

from edgebench.meters.meter import READ_SECONDS, NoSettings, tried
from edgebench.model.energy import Boundary
from edgebench.model.meter import Found, MeterError, Rail, Reading, Specification, between
from edgebench.model.reason import Reason
from edgebench.probes import tree

COMMAND = "pmic_read_adc"
DEVICES = ("dev/vcio_gencmd", "dev/vcio")
"""The first is for such questions alone, and open to more users; older kernels have only the second."""
TOOL = "usr/bin/vcgencmd"
ALLOW = "let your user ask the firmware: sudo usermod -aG video $USER, then log in again"

IOCTL = 3 << 30 | struct.calcsize("P") << 16 | 100 << 8
"""_IOWR(100, 0, char *), which takes a property message."""
GET_GENCMD_RESULT = 0x00030080
MESSAGE = struct.Struct("=6I1024sI")
"""Size, status, tag, length of its value, of the answer, error code and text; the end tag."""
DONE = 0x80000000

LINE = re.compile(r"\s*(\w+)_([AV])\s+(?:current|volt)\(\d+\)=(-?\d+\.\d+)\2\s*")


class Source(Protocol):
    """Where the firmware's answer comes from."""

    def ask(self) -> str: ...

    def close(self) -> None: ...


class Mailbox:
    """The firmware through its device. The kernel gives up after a second (firmware/raspberrypi.c)."""

    def __init__(self, device: Path) -> None:
        self._device = device
        try:
            self._descriptor = os.open(device, os.O_RDONLY | os.O_CLOEXEC)
        except OSError as error:
            raise _failed(device, error) from error

    def ask(self) -> str:
        command = COMMAND.encode()
        message = bytearray(MESSAGE.pack(MESSAGE.size, 0, GET_GENCMD_RESULT, 1024, 0, 0, command, 0))
        try:
            fcntl.ioctl(self._descriptor, IOCTL, message)
        except OSError as error:
            raise _failed(self._device, error) from error
        _, status, _, _, _, code, answer, _ = MESSAGE.unpack(message)
        text: str = answer.partition(b"\0")[0].decode("ascii", "replace")
        if status != DONE or code:
            raise _refused(text)
        return text

    def close(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


class Tool:
    """The firmware through vcgencmd, where the kernel's device speaks another way."""

    def __init__(self, path: str) -> None:
        self._path = path

    def ask(self) -> str:
        command = [self._path, COMMAND]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=READ_SECONDS, check=False)
        except subprocess.TimeoutExpired as error:
            what = f"{self._path}: no answer in {READ_SECONDS:g} s"
            raise MeterError(what, Reason.METER_LOST, f"try: vcgencmd {COMMAND}") from error
        except OSError as error:
            raise _failed(Path(self._path), error) from error
        if done.returncode:
            raise _refused(done.stdout or done.stderr)
        return done.stdout

    def close(self) -> None:
        """Nothing is kept."""


class Meter:
    """All rails that have a voltage and a current."""

    title: ClassVar[str] = "Raspberry Pi 5 rails (PMIC)"
    boundary: ClassVar[Boundary] = "soc_rails"
    rate: ClassVar[str] = "when asked"
    Settings: ClassVar[type[msgspec.Struct]] = NoSettings

    def __init__(self, settings: NoSettings, root: Path) -> None:
        self._root = root
        self._source: Source | None = None
        self._rails: tuple[str, ...] = ()

    @classmethod
    def find(cls, root: Path) -> Found:
        """Usable on boards of BCM2712 whose firmware this user may ask."""
        return tried(cls(NoSettings(), root))

    def open(self) -> Specification:
        """Find the way to the firmware, and which rails it shows. Raises MeterError."""
        self.close()
        model = tree.text(self._root, f"{tree.DEVICE_TREE}/model") or "this machine"
        if "brcm,bcm2712" not in tree.strings(self._root, f"{tree.DEVICE_TREE}/compatible"):
            raise MeterError(
                f"{model} is no Raspberry Pi 5: no current is measured on it",
                Reason.NO_METER,
                "use a meter outside it; edgebench list meters names them",
            )
        self._source, answer = self._reached()
        self._rails = tuple(powers(answer))
        if not self._rails:
            raise _garbled(answer)
        return Specification(
            kind="sampler",
            model=f"PMIC of {model}",
            boundary=self.boundary,
            includes=("soc", "memory", "radio"),
            rails=tuple(map(Rail, self._rails)),
            total_rule=f"sum of {', '.join(self._rails)}",
            update_period_us=0,
        )

    def read(self) -> Sequence[Reading]:
        """All rails; None for one that the firmware leaves out this time."""
        if self._source is None:
            raise MeterError("the firmware is not open", Reason.METER_LOST)
        began_ns = time.monotonic_ns()
        answer = self._source.ask()
        ended_ns = time.monotonic_ns()
        found = powers(answer)
        if not found:
            raise _garbled(answer)
        return [between(began_ns, ended_ns, *map(found.get, self._rails))]

    def close(self) -> None:
        if self._source is not None:
            self._source.close()
            self._source = None

    def _reached(self) -> tuple[Source, str]:
        """The device, or the tool where the device does not understand; with a first answer."""
        device = next((self._root / name for name in DEVICES if (self._root / name).exists()), None)
        tool = str(self._root / TOOL) if (self._root / TOOL).exists() else None
        if tool is None and self._root == Path("/"):
            tool = shutil.which("vcgencmd")
        if device is not None:
            try:
                self._source = Mailbox(device)
                return self._source, self._source.ask()
            except MeterError as error:
                self.close()
                if error.reason is Reason.NO_PERMISSION or tool is None:
                    raise
        if tool is None:
            what = f"{self._root / DEVICES[0]}: there is no way to the firmware"
            raise MeterError(what, Reason.NO_METER, "use Raspberry Pi's own kernel, or install vcgencmd")
        return Tool(tool), Tool(tool).ask()


def powers(answer: str) -> dict[str, int]:
    """In nW, of every rail that has a voltage and a current, paired by name, in the order of the currents."""
    amperes: dict[str, float] = {}
    volts: dict[str, float] = {}
    for line in answer.splitlines():
        if match := LINE.fullmatch(line):
            (amperes if match[2] == "A" else volts)[match[1]] = float(match[3])
    return {name: round(amperes[name] * volts[name] * 1e9) for name in amperes if name in volts}


def _failed(device: Path, error: OSError) -> MeterError:
    what = f"{device}: {error.strerror}"
    if isinstance(error, PermissionError):
        return MeterError(what, Reason.NO_PERMISSION, ALLOW)
    return MeterError(what, Reason.METER_LOST, f"try: vcgencmd {COMMAND}")


def _refused(answer: str) -> MeterError:
    if "Can't open device" in answer:
        return MeterError(answer.strip()[:100], Reason.NO_PERMISSION, ALLOW)
    what = f"the firmware refuses {COMMAND}: {answer.strip()[:100]}"
    return MeterError(what, Reason.METER_LOST, "update its EEPROM: sudo rpi-eeprom-update -a")


def _garbled(answer: str) -> MeterError:
    return MeterError(
        f"{COMMAND} shows no rail: {answer.strip()[:80]!r}", Reason.BAD_READING, f"try: vcgencmd {COMMAND}"
    )
