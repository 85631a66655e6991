"""Memory: what the kernel manages, in bytes."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from edgebench.model.reason import Reason
from edgebench.probes import tree


class Memory(Struct, frozen=True):
    """total_bytes is a little less than what is soldered on."""

    total_bytes: int | None
    available_bytes: int | None
    swap_total_bytes: int | None
    swap_used_bytes: int | None
    reason: Reason | None = None


def read(root: Path = Path("/")) -> Memory:
    """From /proc/meminfo, whose kB are 1024 bytes."""
    table = parse(tree.text(root, "proc/meminfo") or "")
    swap, free = table.get("SwapTotal"), table.get("SwapFree")
    return Memory(
        total_bytes=table.get("MemTotal"),
        available_bytes=table.get("MemAvailable"),
        swap_total_bytes=swap,
        swap_used_bytes=None if swap is None or free is None else swap - free,
        reason=None if "MemTotal" in table else Reason.UNKNOWN,
    )


def parse(meminfo: str) -> dict[str, int]:
    """Key to bytes."""
    table: dict[str, int] = {}
    for line in meminfo.splitlines():
        key, _, value = line.partition(":")
        amount, _, unit = value.strip().partition(" ")
        if unit == "kB" and amount.isdecimal():
            table[key] = int(amount) * 1024
    return table
