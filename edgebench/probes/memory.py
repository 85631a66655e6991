"""Memory: what the kernel manages, what is free of it, what lies in swap, and a container's limit."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from edgebench.model.reason import Reason, unless
from edgebench.probes import control_groups, tree


class Memory(Struct, frozen=True):
    """total_bytes is a little less than what is soldered on; available_bytes is what a program may
    still take without swapping. limit_bytes: of the control groups; None = no limit.
    """

    total_bytes: int | None
    available_bytes: int | None = None
    swap_bytes: int | None = None
    swap_used_bytes: int | None = None
    limit_bytes: int | None = None
    reason: Reason | None = None


def read(root: Path = Path("/")) -> Memory:
    """From /proc/meminfo."""
    amounts = parse(tree.text(root, "proc/meminfo") or "")
    total, swap, free_swap = (amounts.get(name) for name in ("MemTotal", "SwapTotal", "SwapFree"))
    return Memory(
        total_bytes=total or None,
        available_bytes=amounts.get("MemAvailable"),
        swap_bytes=swap,
        swap_used_bytes=None if swap is None or free_swap is None else swap - free_swap,
        limit_bytes=_limit(root, total),
        reason=unless(total or None, Reason.UNKNOWN),
    )


def parse(meminfo: str) -> dict[str, int]:
    """Lines such as `MemTotal:        3884312 kB`, in bytes; a kB of this file is 1024 bytes."""
    amounts = {}
    for line in meminfo.splitlines():
        key, _, value = line.partition(":")
        amount, _, unit = value.strip().partition(" ")
        if unit == "kB" and amount.isdecimal():
            amounts[key] = int(amount) * 1024
    return amounts


def _limit(root: Path, total: int | None) -> int | None:
    """Version 1 writes a number near 2^63 for no limit: none below what the machine has binds."""
    limits = (
        tree.integer(root, f"{folder}/{file}")
        for folder in control_groups.folders(root, "memory")
        for file in ("memory.max", "memory.limit_in_bytes")
    )
    return min((limit for limit in limits if limit is not None and limit < (total or 2**62)), default=None)
