"""Numbers in the kernel's files, read through descriptors that are kept open."""

from __future__ import annotations

import errno
import math
import os
from collections.abc import Iterable
from pathlib import Path

from edgebench.model.meter import MeterError
from edgebench.model.reason import Reason

_REFUSED = {errno.EACCES, errno.EPERM}


class KeptFile:
    """One file that holds one number or word. sysfs makes the text anew for every read at offset 0."""

    def __init__(self, path: Path, permission_hint: str = "") -> None:
        """Raises MeterError: NO_PERMISSION with the hint, METER_LOST where there is no such file."""
        self.path = path
        self._hint = permission_hint
        self._descriptor = -1
        try:
            self._descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        except OSError as error:
            raise self._failed(error) from error

    def text(self) -> str:
        """What it says now, without blanks around it. Raises MeterError: METER_LOST, NO_PERMISSION."""
        try:
            return os.pread(self._descriptor, 64, 0).decode("ascii", "replace").strip()
        except OSError as error:
            raise self._failed(error) from error

    def integer(self) -> int:
        """The number now. Raises MeterError: METER_LOST, NO_PERMISSION, BAD_READING."""
        text = self.text()
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
            hint = self._hint or f"let everyone read it: sudo chmod a+r {self.path}; lasting: by a udev rule"
            return MeterError(what, Reason.NO_PERMISSION, hint)
        return MeterError(what, Reason.METER_LOST, "see: edgebench list meters")


class KeptProduct:
    """Files whose numbers are multiplied, as a voltage and a current; or one alone."""

    def __init__(self, paths: Iterable[Path], unit: int = 1) -> None:
        """unit: what the product counts in, such as 1000 nW. Raises MeterError as KeptFile does."""
        self._unit = unit
        self._files: list[KeptFile] = []
        try:
            for path in paths:
                self._files += [KeptFile(path)]
        except MeterError:
            self.close()
            raise

    def value(self) -> int:
        """The product now, in the unit's unit. Raises MeterError."""
        return self._unit * math.prod(file.integer() for file in self._files)

    def close(self) -> None:
        while self._files:
            self._files.pop().close()
