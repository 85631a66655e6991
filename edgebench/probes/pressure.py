"""Pressure stall information: the share of the last 10 s in which some task had to wait.

https://docs.kernel.org/accounting/psi.html
"""

from __future__ import annotations

import re
from pathlib import Path

from msgspec import Struct

from edgebench.model.reason import Reason, unless
from edgebench.probes import tree

_SOME = re.compile(r"^some avg10=(\d+)\.(\d\d) ", re.MULTILINE)


class Pressure(Struct, frozen=True):
    """In parts per million of the time. None: the kernel was built without it, or started without psi=1."""

    cpu_ppm: int | None
    memory_ppm: int | None
    io_ppm: int | None
    reason: Reason | None = None


def read(root: Path = Path("/")) -> Pressure:
    """As the kernel last averaged it, at most 2 s ago."""
    cpu, memory, io = (
        parse(tree.text(root, f"proc/pressure/{what}") or "") for what in ("cpu", "memory", "io")
    )
    return Pressure(cpu, memory, io, unless(cpu, Reason.NO_SENSOR))


def parse(pressure: str) -> int | None:
    """`some avg10=1.20 avg60=...`, in percent, is 12000."""
    found = _SOME.search(pressure)
    return int(found[1] + found[2]) * 100 if found else None
