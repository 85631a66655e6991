"""The device's own battery while it discharges: what its gauge says of power.

Source: kernel Documentation/ABI/testing/sysfs-class-power. Its energy_now and charge_now move in steps of
10 mWh and more, too coarse to be a counter. Gauges state no accuracy, and by the ABI a current is negative
while discharging, by many drivers positive: the status tells the direction.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, NamedTuple

import msgspec

from edgebench.meters.files import KeptFile, KeptProduct
from edgebench.meters.meter import tried
from edgebench.model.energy import Boundary
from edgebench.model.meter import Found, MeterError, Rail, Reading, Specification, between
from edgebench.model.quantity import Positive
from edgebench.model.reason import Reason
from edgebench.probes import tree

SUPPLIES = "sys/class/power_supply"
CHARGERS = {"Mains", "USB", "Wireless"}
UCSI = "ucsi-source-psy"
"""Of a USB-C port: what was negotiated, nothing measured (jetson_stats#900)."""
PERIOD_US = 1_000_000
"""Asking the embedded controller more often only costs power; ACPI answers from a cache for a second."""


class BatterySettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Nothing is needed."""

    update_period_ms: Positive = 10_000
    """How often the gauge has a new value: from one second to half a minute; watch power_now to see."""


class Battery(NamedTuple):
    """power: of power_now in uW, or of current_now in uA and voltage_now in uV."""

    name: str
    power: tuple[Path, ...]

    @property
    def in_nw(self) -> float:
        """What turns the product of the files into nW."""
        return 1e3 if len(self.power) == 1 else 1e-3


class Meter:
    """All of the device's batteries; each is a rail, and they add up."""

    title: ClassVar[str] = "battery (power_supply)"
    boundary: ClassVar[Boundary] = "device_battery"
    rate: ClassVar[str] = "seconds to half a minute"
    Settings: ClassVar[type[msgspec.Struct]] = BatterySettings

    def __init__(self, settings: BatterySettings, root: Path) -> None:
        self._settings = settings
        self._root = root
        self._batteries: list[Battery] = []
        self._states: list[KeptFile] = []
        self._powers: list[KeptProduct] = []
        self._chargers: list[KeptFile] = []

    @classmethod
    def find(cls, root: Path) -> Found:
        """Usable while the device runs from its battery."""
        return tried(cls(BatterySettings(), root))

    def open(self) -> Specification:
        """Keep the files of every battery and charger open. Raises MeterError."""
        self.close()
        self._batteries = batteries(self._root)
        for battery in self._batteries:
            self._states += [KeptFile(self._root / SUPPLIES / battery.name / "status")]
            self._powers += [KeptProduct(battery.power)]
        for path in chargers(self._root):
            self._chargers += [KeptFile(path)]
        names = ", ".join(battery.name for battery in self._batteries)
        return Specification(
            kind="sampler",
            model="battery gauge",
            boundary=self.boundary,
            includes=("device",),
            rails=tuple(Rail(battery.name) for battery in self._batteries),
            total_rule=f"sum of {names}" if len(self._batteries) > 1 else names,
            period_us=PERIOD_US,
            update_period_us=1000 * self._settings.update_period_ms,
        )

    def read(self) -> Sequence[Reading]:
        """What every battery gives. Raises MeterError: ON_MAINS where that is not all, or none."""
        began_ns = time.monotonic_ns()
        states = [state.text() for state in self._states]
        powers = [
            round(abs(power.value()) * battery.in_nw)
            for battery, power in zip(self._batteries, self._powers, strict=True)
        ]
        plugged = [file.path.parent.name for file in self._chargers if file.integer()]
        reading = between(began_ns, time.monotonic_ns(), *powers)
        if plugged:
            raise _on_mains(f"{', '.join(plugged)}: plugged in")
        for battery, state, power in zip(self._batteries, states, powers, strict=True):
            # Of two batteries one may rest while the other works.
            if state != "Discharging" and (power or state == "Charging" or "Discharging" not in states):
                raise _on_mains(f"{battery.name}: {state or 'no status'}")
        return [reading]

    def close(self) -> None:
        for files in (self._states, self._powers, self._chargers):
            while files:
                files.pop().close()


def batteries(root: Path) -> list[Battery]:
    """Those that feed this device, not a mouse's or a headset's. Raises MeterError where none shows power."""
    found = []
    for path in (root / place for place in tree.matches(root, f"{SUPPLIES}/*") if _feeds(root, place)):
        ways = [(path / "power_now",), (path / "current_now", path / "voltage_now")]
        shown = [way for way in ways if all(file.exists() for file in way)]
        if not shown:
            what = f"{path}: shows neither power_now nor current_now and voltage_now"
            raise MeterError(what, Reason.NO_METER, "use a meter outside the device")
        # A gauge may have a file and no value for it (ACPI: ENODEV).
        readable = [way for way in shown if all(tree.raw(root, str(file)) for file in way)]
        found.append(Battery(path.name, (readable or shown)[0]))
    if not found:
        what = f"{root / SUPPLIES}: there is no battery"
        raise MeterError(what, Reason.NO_METER, "use a meter outside the device")
    return found


def chargers(root: Path) -> list[Path]:
    """What says whether something is plugged in."""
    return [
        root / place
        for place in tree.matches(root, f"{SUPPLIES}/*/online")
        if tree.text(root, place.replace("/online", "/type")) in CHARGERS
        and not Path(place).parent.name.startswith(UCSI)
    ]


def _feeds(root: Path, place: str) -> bool:
    return (
        tree.text(root, f"{place}/type") == "Battery"
        and not Path(place).name.startswith(UCSI)
        and tree.text(root, f"{place}/scope") != "Device"
        and tree.integer(root, f"{place}/present") != 0
    )


def _on_mains(what: str) -> MeterError:
    return MeterError(what, Reason.ON_MAINS, "unplug the charger: the battery's gauge is to see all power")
