"""A USB meter that is not here: an object with the parts of pyusb's Device that are used, and fake errors.

Shaped after pyusb 1.3's usb.core.Device; what it answers is for each test to say.
"""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import usb.core
import usb.util


class Endpoint(NamedTuple):
    bEndpointAddress: int  # noqa: N815  # USB's own name


class Interface:
    def __init__(self, number: int, kind: int, *addresses: int) -> None:
        self.bInterfaceNumber = number
        self.bInterfaceClass = kind
        self._endpoints = [Endpoint(address) for address in addresses]

    def __iter__(self):
        return iter(self._endpoints)


class FakeDevice:
    """Answers reads from `pending`; `answer` makes more of what is written."""

    def __init__(self, vendor: int, product: int, *interfaces: Interface, port: tuple[int, ...] = (1, 3)):
        self.idVendor, self.idProduct = vendor, product
        self.bus, self.port_numbers = port[0], port[1:]
        self.interfaces = interfaces
        self.pending: list[bytes] = []
        self.written: list[bytes] = []
        self.answer: Callable[[bytes], list[bytes]] = lambda data: []
        self.silent_s = 0.001
        self.error: int | None = None
        self.taken_from_kernel: list[int] = []
        self.given_back: list[int] = []

    def get_active_configuration(self):
        self._fail()
        return self.interfaces

    def is_kernel_driver_active(self, interface: int) -> bool:
        return True

    def detach_kernel_driver(self, interface: int) -> None:
        self._fail()
        self.taken_from_kernel.append(interface)

    def attach_kernel_driver(self, interface: int) -> None:
        self._fail()
        self.given_back.append(interface)

    def write(self, endpoint: int, data: bytes, timeout: int) -> int:
        self._fail()
        assert timeout > 0
        self.written.append(bytes(data))
        self.pending += self.answer(bytes(data))
        return len(data)

    def read(self, endpoint: int, size: int, timeout: int) -> bytes:
        import time

        self._fail()
        assert timeout > 0
        if self.pending:
            return self.pending.pop(0)[:size]
        time.sleep(min(timeout / 1000, self.silent_s))
        raise usb.core.USBTimeoutError("Operation timed out", errno=errno.ETIMEDOUT)

    def _fail(self) -> None:
        if self.error is not None:
            raise usb.core.USBError("made up", errno=self.error)


def plug_in(monkeypatch, *devices: FakeDevice) -> None:
    """pyusb finds these and no others."""
    monkeypatch.setattr(usb.core, "find", lambda find_all: iter(devices))
    monkeypatch.setattr(usb.util, "claim_interface", lambda device, interface: None)
    monkeypatch.setattr(usb.util, "dispose_resources", lambda device: None)


def sysfs(root: Path, vendor: int, product: int, *, node: bool = True) -> Path:
    """The files by which the kernel shows a device at port 1-1.3, and its node."""
    folder = root / "sys/bus/usb/devices/1-1.3"
    folder.mkdir(parents=True)
    for name, text in {
        "idVendor": f"{vendor:04x}",
        "idProduct": f"{product:04x}",
        "busnum": "1",
        "devnum": "7",
    }.items():
        (folder / name).write_text(f"{text}\n")
    if node:
        (root / "dev/bus/usb/001").mkdir(parents=True)
        (root / "dev/bus/usb/001/007").touch()
    return root
