"""Meters on a serial port, through pyserial: whatever fails is a MeterError with its reason."""

from __future__ import annotations

import errno
import time
from typing import Any

from edgebench.meters import meter
from edgebench.model.meter import MeterError
from edgebench.model.reason import Reason

QUIET_SECONDS = 0.05
"""A meter that sent nothing for so long is not in the middle of anything."""


class SerialPort:
    """One open port, locked against other programs."""

    def __init__(self, path: str) -> None:
        """Raises MeterError: NO_METER without pyserial, NO_PERMISSION, METER_LOST."""
        self._path = path
        self._port: Any = None
        try:
            import serial
        except ImportError:
            raise MeterError(
                "pyserial is not installed", Reason.NO_METER, "pip install 'edgebench[serial]'"
            ) from None
        try:
            self._port = serial.Serial(path, timeout=0, write_timeout=meter.READ_SECONDS / 4, exclusive=True)
        except (OSError, ValueError) as error:
            raise self._failed(error) from error

    def write(self, data: bytes) -> None:
        try:
            self._port.write(data)
        except OSError as error:
            raise self._failed(error) from error

    def waiting(self) -> bytes:
        """What has come, without waiting for more."""
        try:
            return bytes(self._port.read(self._port.in_waiting))
        except OSError as error:
            raise self._failed(error) from error

    def read(self, count: int, seconds: float) -> bytes:
        """`count` bytes, or the fewer that came in this time, however slowly they drip."""
        try:
            self._port.timeout = seconds  # sets the port up anew, so never in what is done often
            return bytes(self._port.read(count))
        except OSError as error:
            raise self._failed(error) from error

    def silence(self, seconds: float) -> None:
        """Throw away what comes until nothing does. Raises BAD_READING when that takes longer than this."""
        deadline = time.monotonic() + seconds
        while self.read(1, QUIET_SECONDS):
            self.waiting()
            if time.monotonic() > deadline:
                raise MeterError(
                    f"{self._path}: does not stop sending",
                    Reason.BAD_READING,
                    "unplug the meter and plug it in again",
                )

    def close(self) -> None:
        if self._port is not None:
            self._port.close()
            self._port = None

    def _failed(self, error: Exception) -> MeterError:
        number = getattr(error, "errno", None)
        if number in {errno.EACCES, errno.EPERM}:
            hint = "add this user to the group that owns the port: usermod -aG dialout USER"
            return MeterError(f"{self._path}: permission denied", Reason.NO_PERMISSION, hint)
        hint = "check the cable, the port's name, and that no other program has it open"
        return MeterError(f"{self._path}: {error}", Reason.METER_LOST, hint)
