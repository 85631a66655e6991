"""Memory: what the kernel manages, in bytes."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from edgebench.model.reason import Reason, unless
from edgebench.probes import tree


class Memory(Struct, frozen=True):
    """total_bytes is a little less than what is soldered on."""

    total_bytes: int | None
    reason: Reason | None = None


def read(root: Path = Path("/")) -> Memory:
    """From /proc/meminfo, whose kB are 1024 bytes."""
    total = parse_total(tree.text(root, "proc/meminfo") or "")
    return Memory(total, unless(total, Reason.UNKNOWN))


def parse_total(meminfo: str) -> int | None:
    """The line `MemTotal:        3884312 kB` in bytes."""
    for line in meminfo.splitlines():
        key, _, value = line.partition(":")
        amount, _, unit = value.strip().partition(" ")
        if key == "MemTotal" and unit == "kB" and amount.isdecimal():
            return int(amount) * 1024
    return None
