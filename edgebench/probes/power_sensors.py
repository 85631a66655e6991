"""Power and energy sensors that the kernel shows as hwmon chips.

Source: kernel Documentation/hwmon/sysfs-interface.rst. A chip's number changes from boot to boot; its name
does not, nor what it hangs on.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal, NamedTuple

from edgebench.probes import tree

CHIPS = "sys/class/hwmon/hwmon*"
INA3221_SUMS = {4, 5, 6, 7}
"""Its fourth current is a sum; from the fourth on its voltages are the shunts' (ina3221.rst)."""


class Channel(NamedTuple):
    """One value of a chip. What its files hold, multiplied, is in microjoules or microwatts."""

    kind: Literal["energy", "power", "in"]
    """in: a voltage in mV times a current in mA."""
    number: int
    label: str
    files: tuple[Path, ...]

    @property
    def name(self) -> str:
        return self.label or f"{self.kind}{self.number}"


class Chip(NamedTuple):
    """A hwmon folder. device: what the chip hangs on, `1-0041` or `0000:03:00.0`."""

    path: Path
    name: str
    label: str
    device: str
    channels: tuple[Channel, ...]
    """Energies first, then powers, then voltages with a current."""


def read(root: Path) -> list[Chip]:
    """Chips with a power or an energy; not batteries and chargers, which are /sys/class/power_supply's."""
    found = []
    for place in tree.matches(root, CHIPS):
        path = root / place
        if tree.text(path, "device/type") is None:
            name, label = tree.text(path, "name") or "", tree.text(path, "label") or ""
            found.append(Chip(path, name, label, (path / "device").resolve().name, _channels(path, name)))
    return [chip for chip in found if chip.name and chip.channels]


def _channels(path: Path, chip: str) -> tuple[Channel, ...]:
    energies, inputs, averages, voltages, currents = (
        _numbers(path, kind)
        for kind in ("energy#_input", "power#_input", "power#_average", "in#_input", "curr#_input")
    )
    pairs = (voltages & currents) - (INA3221_SUMS if chip == "ina3221" else set())
    return (
        *(_channel(path, "energy", n, f"energy{n}_input") for n in sorted(energies)),
        *(
            _channel(path, "power", n, f"power{n}_{'input' if n in inputs else 'average'}")
            for n in sorted(inputs | averages)
        ),
        *(_channel(path, "in", n, f"in{n}_input", f"curr{n}_input") for n in sorted(pairs)),
    )


def _channel(path: Path, kind: Literal["energy", "power", "in"], number: int, *files: str) -> Channel:
    label = tree.text(path, f"{kind}{number}_label") or ""
    return Channel(kind, number, label, tuple(path / file for file in files))


def _numbers(path: Path, pattern: str) -> set[int]:
    """The numbers in the place of `#`."""
    names = (
        re.fullmatch(pattern.replace("#", r"(\d+)"), file.name)
        for file in path.glob(pattern.replace("#", "*"))
    )
    return {int(match[1]) for match in names if match}
