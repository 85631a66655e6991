"""Any power or energy sensor that the kernel shows as a hwmon chip, bound to what it measures in lab.toml.

Source: kernel Documentation/hwmon/sysfs-interface.rst, ina2xx.rst and ina238.rst; the ABI of xe and i915.
What a sensor measures only its owner knows: where it sits in the supply, and which shunt is soldered in.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

import msgspec

from edgebench.meters.files import KeptProduct
from edgebench.model.energy import Boundary
from edgebench.model.meter import Found, MeterError, Rail, Reading, Specification, between
from edgebench.model.quantity import Positive
from edgebench.model.reason import Reason
from edgebench.probes import power_sensors, tree
from edgebench.probes.power_sensors import Channel, Chip

GPUS = {"xe": "Intel GPU (xe)", "i915": "Intel GPU (i915)", "amdgpu": "AMD GPU (amdgpu)"}
"""Chips of graphics cards. An APU's amdgpu takes in its CPU cores too: say boundary = "soc_package"."""
MEANS = ("ina", "sq52206")
"""Names of chips whose power is the mean over their update interval (data sheets of TI and Silergy)."""
INA238S = {"ina228", "ina237", "ina238", "ina780"}
INA238_US = 16 * 3 * 1_052
"""As the kernel's ina238.c sets them up: 16 rounds of three conversions of 1052 us."""
NANO_OF_MICRO = 1_000
GPU_UNIT_NJ = 61_000
"""2^-14 J, the usual unit of Intel's energy registers."""


class HwmonSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which sensor. Beside it belong the boundary, and what that includes."""

    sensor: str
    """The chip's name (`ina226`); where it has its like, with its label, a channel's label or what it hangs
    on: `ina226:1-0041`, `corsairpsu:power total`, `xe:0000:03:00.0`.
    """
    channel: Positive | None = None
    """The N of energyN_input, powerN_input or inN_input, of a chip that has several."""


class Meter:
    """One channel of one chip; of a graphics card all its counters, of which the card's is the total."""

    title: ClassVar[str] = "power sensor (hwmon)"
    boundary: ClassVar[Boundary] = "board_dc"
    rate: ClassVar[str] = "the chip's"
    Settings: ClassVar[type[msgspec.Struct]] = HwmonSettings

    def __init__(self, settings: HwmonSettings, root: Path) -> None:
        self._settings = settings
        self._root = root
        self._rails: list[KeptProduct] = []

    @classmethod
    def find(cls, root: Path) -> Found:
        """Never usable unbound: names the sensors that are here, and the lines that bind the first."""
        chips = power_sensors.read(root)
        if not chips:
            return Found(False, f"{root / power_sensors.CHIPS}: no power sensor", "", Reason.NO_METER)
        lines = ["[meter.supply]", 'driver = "hwmon"', f'sensor = "{_sensor(chips[0], chips)}"']
        if chips[0].name not in GPUS and len(_alike(chips[0].channels)) > 1:
            lines.append(f"channel = {chips[0].channels[0].number}")
        says = f"not bound to what it measures: {_listed(chips)}"
        return Found(False, says, "\n".join(["in lab.toml:", *lines]), Reason.NO_METER)

    def open(self) -> Specification:
        """Find the chip by its name and keep its files open. Raises MeterError."""
        self.close()
        chip, channels = chosen(power_sensors.read(self._root), self._settings)
        for channel in channels:
            self._rails += [KeptProduct(channel.files, NANO_OF_MICRO)]
        total = channels[0]
        counts, of_gpu = total.kind == "energy", chip.name in GPUS
        update_us, averaging_us = _times_us(chip, total)
        return Specification(
            kind="counter" if counts else "sampler",
            model=_model(chip),
            boundary="gpu_board" if of_gpu else self.boundary,
            includes=("gpu", "memory") if of_gpu else ("soc", "memory", "board"),
            rails=tuple(Rail(channel.name, channel is total) for channel in channels),
            total_rule=f"{total.name} of {chip.name}",
            update_period_us=update_us,
            averaging_us=0 if counts else averaging_us,
            quantum_nj=(GPU_UNIT_NJ if of_gpu else NANO_OF_MICRO) if counts else 0,
        )

    def read(self) -> Sequence[Reading]:
        """All rails, one after the other; a chip on I2C takes a millisecond or more for each file."""
        began_ns = time.monotonic_ns()
        values = [rail.value() for rail in self._rails]
        return [between(began_ns, time.monotonic_ns(), *values)]

    def close(self) -> None:
        while self._rails:
            self._rails.pop().close()


def chosen(chips: Sequence[Chip], settings: HwmonSettings) -> tuple[Chip, list[Channel]]:
    """The one chip and its rails, the total first. Raises MeterError where there is none, or not one."""
    name, _, which = settings.sensor.partition(":")
    named = [chip for chip in chips if chip.name == name]
    fitting = [chip for chip in named if which in {"", chip.label, chip.device}]
    label = "" if fitting else which
    if not fitting:
        fitting = [chip for chip in named if label in {channel.label for channel in chip.channels}]
    if len(fitting) != 1:
        here = fitting or chips
        raise MeterError(
            f"{len(fitting) or 'none'} of the hwmon sensors here is {settings.sensor}",
            Reason.NO_METER,
            f"sensor is one of: {_listed(here)}" if here else "load its driver, as: sudo modprobe ina2xx",
        )
    wanted = [
        channel
        for channel in fitting[0].channels
        if settings.channel in {None, channel.number} and label in {"", channel.label}
    ]
    rails = _alike(wanted)
    if not rails or (len(rails) > 1 and name not in GPUS):
        there = ", ".join(f"{one.number} ({one.name})" for one in _alike(fitting[0].channels))
        raise MeterError(
            f"hwmon sensor {settings.sensor}: {len(rails) or 'none'} of its channels is meant",
            Reason.NO_METER,
            f"in its table of lab.toml: channel = one of {there}",
        )
    return fitting[0], rails


def _alike(channels: Sequence[Channel]) -> list[Channel]:
    """Those of the best kind: a counter misses nothing between two readings."""
    return [channel for channel in channels if channel.kind == channels[0].kind]


def _times_us(chip: Chip, channel: Channel) -> tuple[int, int]:
    """The update period and over how long a power is averaged; 0 where the kernel says nothing of it."""
    if channel.files[0].name.endswith("_average"):
        interval_us = 1000 * (tree.integer(chip.path, f"power{channel.number}_average_interval") or 0)
        return interval_us, interval_us
    told_ms = tree.integer(chip.path, "update_interval")
    update_us = 1000 * told_ms if told_ms is not None else INA238_US if chip.name in INA238S else 0
    return update_us, update_us if chip.name.startswith(MEANS) else 0


def _model(chip: Chip) -> str:
    """With the shunt that the kernel reckons with: a wrong one makes every reading wrong in proportion."""
    shunt = tree.integer(chip.path, "shunt_resistor")
    return f"{chip.name}, shunt {shunt} uOhm" if shunt else GPUS.get(chip.name, chip.name)


def _sensor(chip: Chip, chips: Sequence[Chip]) -> str:
    """The shortest setting that means this chip alone."""
    alone = sum(chip.name == other.name for other in chips) == 1
    return chip.name if alone else f"{chip.name}:{chip.device}"


def _listed(chips: Sequence[Chip]) -> str:
    """The first few; a server may have dozens."""
    named = [
        f"{_sensor(chip, chips)} ({', '.join(one.name for one in _alike(chip.channels)[:3])})"
        for chip in chips[:4]
    ]
    return ", ".join(named) + (f" and {len(chips) - 4} more" if len(chips) > 4 else "")
