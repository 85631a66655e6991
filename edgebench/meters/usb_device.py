"""Meters on USB, through pyusb: which are plugged in, and taking one; what fails has its reason."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from edgebench.meters import meter
from edgebench.model.meter import Found, MeterError
from edgebench.model.reason import Reason

DEVICES = "sys/bus/usb/devices"
INSTALL = "pip install 'edgebench[usb]'"


class Identity(NamedTuple):
    """What a USB device calls itself: the numbers of maker and product."""

    vendor: int
    product: int


def find(root: Path, models: Mapping[Identity, str]) -> Found:
    """Whether one of these is plugged in and may be opened; touches no device. Never raises."""
    plugged = list(_plugged(root, models))
    if not plugged:
        return Found(False, f"no {', '.join(models.values())} is plugged in", "", Reason.NO_METER)
    if find_spec("usb") is None:
        return Found(False, "pyusb is not installed", INSTALL, Reason.NO_METER)
    ports = ", ".join(f"{models[identity]} at {folder.name}" for folder, identity in plugged)
    for folder, identity in plugged:
        node = root / "dev/bus/usb" / _numbered(folder / "busnum") / _numbered(folder / "devnum")
        if not os.access(node, os.R_OK | os.W_OK):
            return Found(False, f"{ports}: permission denied", _udev_rule(identity), Reason.NO_PERMISSION)
    if len(plugged) > 1:
        return Found(True, ports, f"name one in lab.toml: port = {plugged[0][0].name!r}")
    return Found(True, ports)


class UsbDevice:
    """One interface of one device, taken from the kernel until it is closed."""

    def __init__(self, models: Mapping[Identity, str], port: str, interface_class: int) -> None:
        """port: as the kernel numbers it, `1-1.3`; empty for the only one there is.

        interface_class: 0x03 HID, 0xFF the maker's own. Raises MeterError: NO_METER without pyusb or
        libusb, METER_LOST, NO_PERMISSION.
        """
        try:
            import usb.core
            import usb.util
        except ImportError:
            raise MeterError("pyusb is not installed", Reason.NO_METER, INSTALL) from None
        self._usb = usb
        self._device: Any = None
        self._detached: int | None = None
        self.identity, self.model = next(iter(models.items()))
        self._device = self._only(models, port)
        self.identity = Identity(self._device.idVendor, self._device.idProduct)
        self.model = models[self.identity]
        try:
            self._take(interface_class)
        except (OSError, NotImplementedError) as error:
            raised = self._failed(error)
            self.close()
            raise raised from error

    def write(self, data: bytes) -> None:
        try:
            self._device.write(self._out, data, max(1, round(1000 * meter.READ_SECONDS / 4)))
        except OSError as error:
            raise self._failed(error) from error

    def read(self, seconds: float) -> bytes:
        """One transfer of up to 64 bytes; empty where none came in this time."""
        try:
            return bytes(self._device.read(self._in, 64, max(1, round(1000 * seconds))))
        except self._usb.core.USBTimeoutError:
            return b""
        except OSError as error:
            raise self._failed(error) from error

    def close(self) -> None:
        """Gives the interface back to the kernel's driver."""
        device, self._device = self._device, None
        if device is None:
            return
        try:
            self._usb.util.dispose_resources(device)
            if self._detached is not None:
                device.attach_kernel_driver(self._detached)
        except (OSError, NotImplementedError):
            pass  # unplugged: there is nothing to give back

    def _only(self, models: Mapping[Identity, str], port: str) -> Any:
        try:
            found = [
                device
                for device in self._usb.core.find(find_all=True)
                if (device.idVendor, device.idProduct) in models and port in {"", _port_of(device)}
            ]
        except self._usb.core.NoBackendError:
            raise MeterError("libusb is not installed", Reason.NO_METER, "apt install libusb-1.0-0") from None
        except OSError as error:
            raise self._failed(error) from error
        if len(found) == 1:
            return found[0]
        names = ", ".join(models.values())
        if not found:
            where = f"at USB port {port}" if port else "plugged in"
            raise MeterError(f"no {names} is {where}", Reason.METER_LOST, "see: edgebench list meters")
        ports = ", ".join(_port_of(device) for device in found)
        raise MeterError(f"several of {names} are plugged in", Reason.METER_LOST, f"name its port: {ports}")

    def _take(self, interface_class: int) -> None:
        for interface in self._device.get_active_configuration():
            if interface.bInterfaceClass != interface_class:
                continue
            addresses = [endpoint.bEndpointAddress for endpoint in interface]
            self._in = next(address for address in addresses if address & 0x80)
            self._out = next(address for address in addresses if not address & 0x80)
            number = interface.bInterfaceNumber
            if self._device.is_kernel_driver_active(number):
                self._device.detach_kernel_driver(number)
                self._detached = number
            self._usb.util.claim_interface(self._device, number)
            return
        raise OSError(errno.ENODEV, f"has no interface of class {interface_class:#04x}")

    def _failed(self, error: Exception) -> MeterError:
        number = getattr(error, "errno", None)
        what = f"{self.model}: {getattr(error, 'strerror', None) or error}"
        if number in {errno.EACCES, errno.EPERM}:
            return MeterError(what, Reason.NO_PERMISSION, _udev_rule(self.identity))
        hint = "unplug the meter and plug it in again; no other program may use it"
        return MeterError(what, Reason.METER_LOST, hint)


def _plugged(root: Path, models: Mapping[Identity, str]) -> Iterator[tuple[Path, Identity]]:
    for folder in sorted((root / DEVICES).glob("*")):
        identity = Identity(_hexadecimal(folder / "idVendor"), _hexadecimal(folder / "idProduct"))
        if identity in models:
            yield folder, identity


def _port_of(device: Any) -> str:
    """The kernel's name of the port: bus, then the hubs' ports on the way."""
    return f"{device.bus}-{'.'.join(map(str, device.port_numbers or ()))}"


def _udev_rule(identity: Identity) -> str:
    return (
        f'add a udev rule: SUBSYSTEM=="usb", ATTR{{idVendor}}=="{identity.vendor:04x}", '
        f'ATTR{{idProduct}}=="{identity.product:04x}", TAG+="uaccess"'
    )


def _hexadecimal(path: Path) -> int:
    try:
        return int(path.read_text(encoding="ascii"), 16)
    except (OSError, ValueError):
        return -1


def _numbered(path: Path) -> str:
    """A number as the folders of /dev/bus/usb have it: three digits."""
    try:
        return f"{int(path.read_text(encoding='ascii')):03d}"
    except (OSError, ValueError):
        return "none"
