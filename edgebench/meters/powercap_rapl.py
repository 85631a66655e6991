"""RAPL through the kernel's powercap tree: energy counters of Intel and AMD processors.

Source: kernel Documentation/power/powercap/powercap.rst. `core` and `uncore` lie inside `package`,
`dram` beside it; `psys`, the platform, takes in what the others count and is never added to them.
Makers publish no accuracy. energy_uj is root's alone since Linux 5.10 (CVE-2020-8694).
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, NamedTuple

from edgebench.meters.files import KeptFile
from edgebench.meters.meter import NoSettings
from edgebench.model.energy import Boundary
from edgebench.model.meter import Found, MeterError, Rail, Reading, Specification, between
from edgebench.model.reason import Reason

ZONES = "sys/class/powercap"
PERMISSION = "let a group read it: chgrp power and chmod g+r the energy_uj files, by a udev rule"
UPDATE_US = 1_000
"""The registers are updated about every millisecond (Intel SDM 14.9; AMD PPR)."""
QUANTUM_NJ = 61_000
"""2^-14 J, the usual energy unit; powercap shows no finer one. DRAM's is 15.3 uJ on some."""


class Zone(NamedTuple):
    """One folder of the tree."""

    path: Path
    name: str
    """`package-0`, `dram of package-0` ..."""
    in_total: bool
    modulus_nj: int | None


class Meter:
    """All zones of this machine; the total is of the packages and the memory beside them."""

    title: ClassVar[str] = "RAPL (powercap)"
    boundary: ClassVar[Boundary] = "soc_package"
    rate: ClassVar[str] = "1 ms"
    Settings: ClassVar[type[NoSettings]] = NoSettings

    def __init__(self, settings: NoSettings, root: Path) -> None:
        self._root = root
        self._files: list[KeptFile] = []

    @classmethod
    def find(cls, root: Path) -> Found:
        """Usable where every zone of the total can be read."""
        meter = cls(NoSettings(), root)
        try:
            specification = meter.open()
            meter.read()
        except MeterError as error:
            return Found(False, error.message, error.hint or "", error.reason)
        finally:
            meter.close()
        return Found(True, specification.total_rule)

    def open(self) -> Specification:
        """Keep every zone's counter open. Raises MeterError."""
        self.close()
        zones = zones_of(self._root)
        if not any(zone.in_total for zone in zones):
            raise MeterError(
                f"{self._root / ZONES}: there is no RAPL zone",
                Reason.NO_METER,
                "this processor, its kernel or its hypervisor shows none",
            )
        for zone in zones:
            self._files.append(KeptFile(zone.path / "energy_uj", PERMISSION))
        totals = [zone.name for zone in zones if zone.in_total]
        memory = any("dram" in name for name in totals)
        return Specification(
            kind="counter",
            model="RAPL",
            boundary="soc_package",
            includes=("soc", "memory") if memory else ("soc",),
            rails=tuple(Rail(zone.name, zone.in_total, zone.modulus_nj) for zone in zones),
            total_rule=f"sum of {', '.join(totals)}",
            update_period_us=UPDATE_US,
            quantum_nj=QUANTUM_NJ,
        )

    def read(self) -> Sequence[Reading]:
        """Every zone, one after the other, within some microseconds."""
        began_ns = time.monotonic_ns()
        values = [1000 * file.integer() for file in self._files]
        return [between(began_ns, time.monotonic_ns(), *values)]

    def close(self) -> None:
        while self._files:
            self._files.pop().close()


def zones_of(root: Path) -> list[Zone]:
    """Every zone with a counter, parents before children; a zone's number says nothing, its name does."""
    found: list[Zone] = []
    for path in sorted((root / ZONES).glob("intel-rapl:*")):
        name = _text(path / "name")
        if not name or not (path / "energy_uj").exists():
            continue
        parent = (
            _text(path.with_name(path.name.rpartition(":")[0]) / "name") if path.name.count(":") > 1 else ""
        )
        counted = name.startswith("package") if not parent else name == "dram"
        range_uj = _text(path / "max_energy_range_uj")
        modulus_nj = 1000 * int(range_uj) if range_uj.isdecimal() else None
        found.append(Zone(path, f"{name} of {parent}" if parent else name, counted, modulus_nj))
    return found


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""
