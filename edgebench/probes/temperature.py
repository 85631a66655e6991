"""The hottest sensor of the CPU."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from edgebench.model.reason import Reason
from edgebench.probes import tree

# Preferred: sensors of the cores (Pi `cpu-thermal`, Jetson `CPU-therm`, Intel `x86_pkg_temp`,
# RK3588 `bigcore0-thermal`). Else those of the whole die. Never `acpitz` (the case), `gpu-*` or
# `PMIC*` (an estimate on older Jetsons).
_CORES = re.compile(r"cpu|core|cluster|x86_pkg_temp|k10temp|zenpower", re.IGNORECASE)
_DIE = re.compile(r"^(soc|tj)", re.IGNORECASE)

# A Jetson answers -256000 for a sensor that is switched off.
_PLAUSIBLE_MC = range(-60_000, 150_001)


class Temperature(Struct, frozen=True):
    """zone: the name the kernel gives the sensor."""

    value_mc: int | None
    zone: str | None
    reason: Reason | None = None


def read(root: Path = Path("/")) -> Temperature:
    """The hottest of the preferred sensors that answer."""
    readings = [
        (value_mc, zone)
        for zone, path in _sensors(root)
        if (value_mc := tree.integer(root, path)) is not None
    ]
    if not readings:
        return Temperature(None, None, Reason.NO_SENSOR)
    return Temperature(*max(readings))


def paths(root: Path = Path("/")) -> tuple[Path, ...]:
    """The files a recorder reads; the temperature is the highest of them."""
    return tuple(root / path for _, path in _sensors(root))


def _sensors(root: Path) -> list[tuple[str, str]]:
    """(zone, path of the milli-degrees) of the first kind that has a working sensor."""
    for sensors, wanted in ((_zones, _CORES), (_hwmon, _CORES), (_zones, _DIE)):
        named = [(zone, path) for zone, path in sensors(root) if wanted.search(zone)]
        if working := [(zone, path) for zone, path in named if _works(root, path)]:
            return working
    return []


def _works(root: Path, path: str) -> bool:
    value_mc = tree.integer(root, path)
    return value_mc is not None and value_mc in _PLAUSIBLE_MC


def _zones(root: Path) -> Iterator[tuple[str, str]]:
    for path in tree.matches(root, "sys/class/thermal/thermal_zone*/type"):
        yield tree.text(root, path) or "", path.removesuffix("type") + "temp"


def _hwmon(root: Path) -> Iterator[tuple[str, str]]:
    """AMD's CPUs have no thermal zone."""
    for path in tree.matches(root, "sys/class/hwmon/hwmon*/name"):
        name = tree.text(root, path) or ""
        for sensor in tree.matches(root, path.removesuffix("name") + "temp*_input"):
            yield name, sensor
