"""What this machine and its user are called: read only to be looked for in what would become public.

Nothing of it is stored, shown or sent. The other probes read none of it (probes/identity.py).
"""

from __future__ import annotations

import os
import pwd
import socket
from collections.abc import Iterator, Mapping
from pathlib import Path

from edgebench.probes import tree
from edgebench.scrubber import Names

_SERIALS = (
    f"{tree.DEVICE_TREE}/serial-number",
    *(f"{tree.DMI}/{part}_serial" for part in ("product", "board", "chassis")),
    f"{tree.DMI}/product_uuid",
    "etc/machine-id",
    "var/lib/dbus/machine-id",
)
_OF_PARTS = (
    "sys/class/net/*/address",
    "sys/block/*/device/serial",
    "sys/block/*/device/cid",
    "sys/block/*/device/wwid",
    "sys/bus/usb/devices/*/serial",
)


def read(root: Path = Path("/"), environment: Mapping[str, str] = os.environ) -> Names:
    """As far as this user may read it; most serial numbers are for root alone."""
    return Names(
        hosts=frozenset(_hosts(root)),
        users=frozenset(_users(environment)),
        serials=frozenset(_serials(root)),
    )


def _hosts(root: Path) -> Iterator[str]:
    """Whole, and without a domain."""
    for name in (socket.gethostname(), tree.text(root, "etc/hostname")):
        if name:
            yield from {name, name.partition(".")[0]}


def _users(environment: Mapping[str, str]) -> Iterator[str]:
    """Login names and the full name, of who runs this and of who became root to do so."""
    yield from (environment[key] for key in ("USER", "LOGNAME", "SUDO_USER") if environment.get(key))
    try:
        entry = pwd.getpwuid(os.getuid())
    except KeyError:
        return  # a container's user without a name
    yield entry.pw_name
    if full := entry.pw_gecos.partition(",")[0].strip():
        yield full


def _serials(root: Path) -> Iterator[str]:
    paths = [*_SERIALS, *(path for pattern in _OF_PARTS for path in tree.matches(root, pattern))]
    yield from filter(None, (tree.text(root, path) for path in paths))
    for line in (tree.text(root, "proc/cpuinfo") or "").splitlines():
        name, _, value = line.partition(":")
        if name.strip() == "Serial" and value.strip():
            yield value.strip()
