"""Numbers in the kernel's files, read through descriptors that are kept open."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from edgebench.model.meter import MeterError
from edgebench.model.reason import Reason

_REFUSED = {errno.EACCES, errno.EPERM}


class KeptFile:
    """One file that holds one number. sysfs makes the text anew for every read at offset 0."""

    def __init__(self, path: Path, permission_hint: str = "") -> None:
        """Raises MeterError: NO_PERMISSION with the hint, METER_LOST where there is no such file."""
        self.path = path
        self._hint = permission_hint
        self._descriptor = -1
        try:
            self._descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        except OSError as error:
            raise self._failed(error) from error

    def integer(self) -> int:
        """The number now. Raises MeterError: METER_LOST, NO_PERMISSION, BAD_READING."""
        try:
            text = os.pread(self._descriptor, 64, 0)
        except OSError as error:
            raise self._failed(error) from error
        try:
            return int(text)
        except ValueError:
            raise MeterError(
                f"{self.path}: holds no whole number: {text[:32]!r}",
                Reason.BAD_READING,
                "see: edgebench list meters",
            ) from None

    def close(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def _failed(self, error: OSError) -> MeterError:
        what = f"{self.path}: {error.strerror}"
        if error.errno in _REFUSED:
            return MeterError(what, Reason.NO_PERMISSION, self._hint or "run as a user who may read it")
        return MeterError(what, Reason.METER_LOST, "see: edgebench list meters")
