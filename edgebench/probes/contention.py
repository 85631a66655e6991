"""Contention: what else wants the CPU before a run. During one, the worker counts for itself."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from edgebench.model.reason import Reason, unless
from edgebench.probes import tree


class Contention(Struct, frozen=True):
    """load_average_milli: runnable tasks, mean of the last minute, in thousandths."""

    load_average_milli: int | None
    load_average_milli_reason: Reason | None = None


def read(root: Path = Path("/")) -> Contention:
    """As the kernel last computed it, at most 5 s ago."""
    load = parse_load(tree.text(root, "proc/loadavg") or "")
    return Contention(load, unless(load, Reason.NO_SENSOR))


def parse_load(loadavg: str) -> int | None:
    """`0.37 0.15 0.05 1/83 3151` is 370."""
    whole, _, fraction = loadavg.partition(" ")[0].partition(".")
    if not (whole.isdecimal() and fraction.isdecimal()):
        return None
    return int(whole) * 1000 + int(fraction[:3].ljust(3, "0"))
