"""The power rails that a Jetson shows, and which of them are all that goes into its module.

Source: kernel Documentation/hwmon/ina3221.rst (JetPack 5 and later) and L4T's drivers/staging/iio/meter/
ina3221.c (JetPack 4); which rail feeds which: energymon's jetson/JetsonPowerRails.md, NVIDIA's developer
guides, jetson_stats#51, #344 and #900.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from pathlib import Path
from typing import NamedTuple

from edgebench.probes import tree

DRIVERS = "sys/bus/i2c/drivers"
IIO_US = 64 * 3 * 2 * 1_100
"""JetPack 4 under load: 64 rounds of three channels, voltage and current, 1.1 ms each."""
INA238_US = 16 * 3 * 1_052
"""As the kernel's ina238.c sets it up: 16 rounds of three conversions of 1052 us."""
CARRIER_INPUT = "VDD_MUX"
CARRIER = {
    *(CARRIER_INPUT, "VDD_5V_IO_SYS", "VDD_5V0_IO_SYS", "VDD_3V3_SYS", "VDD_3V3_IO", "VDD_3V3_IO_SLP"),
    *("VDD_1V8_IO", "VDD_M2_IN", "VDD_3V3_SYS_M2"),
}
"""Of the carrier boards of TX1 and TX2. VDD_MUX is their input, beside the module's VDD_IN."""


class Rail(NamedTuple):
    """What its files hold, multiplied, is its power in units of `unit_nw`."""

    label: str
    files: tuple[Path, ...]
    unit_nw: int
    update_us: int
    averaged: bool
    """A value is the mean over the update period, not of one conversion."""
    wait_us: int = 0
    """The kernel makes each file wait so long, for the next conversion."""


class Module(NamedTuple):
    """soc: how one of its `compatible` strings begins. total: rails that lie beside one another and
    together are all that goes in. inside: rails that they feed. extra: rails that not every kit has.
    """

    soc: str
    total: Set[str]
    inside: Set[str]
    extra: Set[str] = frozenset()
    whole_kit: bool = False
    """The total is the input of the carrier board too."""


_TEGRA = "nvidia,tegra"
MODULES = {
    "Nano": Module(f"{_TEGRA}210", {"POM_5V_IN"}, {"POM_5V_GPU", "POM_5V_CPU"}),
    "TX1": Module(f"{_TEGRA}210", {"VDD_IN"}, {"VDD_GPU", "VDD_CPU"}, CARRIER),
    "TX2": Module(
        f"{_TEGRA}186",
        {"VDD_IN"},
        {"VDD_SYS_GPU", "VDD_SYS_SOC", "VDD_SYS_CPU", "VDD_SYS_DDR"},
        CARRIER | {"VDD_4V0_WIFI"},
    ),
    "TX2 NX": Module(f"{_TEGRA}186", {"VDD_IN"}, {"VDD_CPU_GPU", "VDD_SOC"}),
    "Xavier NX": Module(f"{_TEGRA}194", {"VDD_IN"}, {"VDD_CPU_GPU_CV", "VDD_SOC"}),
    "AGX Xavier": Module(f"{_TEGRA}194", {"GPU", "CPU", "SOC", "CV", "VDDRQ", "SYS5V"}, set()),
    "Orin NX or Nano": Module(f"{_TEGRA}23", {"VDD_IN"}, {"VDD_CPU_GPU_CV", "VDD_SOC"}),
    # VIN_SYS_5V0 feeds the memory's rail.
    "AGX Orin": Module(f"{_TEGRA}23", {"VDD_GPU_SOC", "VDD_CPU_CV", "VIN_SYS_5V0"}, {"VDDQ_VDD2_1V8AO"}),
    "AGX Thor": Module(f"{_TEGRA}26", {"VIN"}, {"VDD_GPU", "VDD_CPU_SOC_MSS", "VIN_SYS_5V0"}, whole_kit=True),
}


def read(root: Path) -> list[Rail]:
    """Every rail with a name, chip by chip; not the channels that are not connected (NC), nor the sums."""
    found = [*_iio(root), *_ina3221(root), *_ina238(root)]
    return [rail for rail in found if rail.label.upper() not in {"", "NC"}]


def module(root: Path, rails: list[Rail]) -> Module | None:
    """The known one whose SoC and whole set of labels are these."""
    strings = tree.strings(root, f"{tree.DEVICE_TREE}/compatible")
    labels = {rail.label for rail in rails}
    for one in MODULES.values():
        own = one.total | one.inside
        if any(string.startswith(one.soc) for string in strings) and own <= labels <= own | one.extra:
            return one
    return None


def _iio(root: Path) -> Iterator[Rail]:
    """JetPack 4: milliwatts."""
    for name in tree.matches(root, f"{DRIVERS}/ina3221x/*-*/iio*/rail_name_*"):
        power = root / name.replace("rail_name_", "in_power")
        file = power.with_name(f"{power.name}_input")
        yield Rail(tree.text(root, name) or "", (file,), 10**6, IIO_US, averaged=True)


def _ina3221(root: Path) -> Iterator[Rail]:
    """JetPack 5 and later: millivolts and milliamperes; from the fourth on they are shunts and sums."""
    for folder in tree.matches(root, f"{DRIVERS}/ina3221/*-*/hwmon/hwmon*"):
        interval_us = 1000 * (tree.integer(root, f"{folder}/update_interval") or 0)
        averaged = tree.integer(root, f"{folder}/samples") != 1
        for channel in "123":
            label = tree.text(root, f"{folder}/in{channel}_label") or ""
            files = (root / folder / f"in{channel}_input", root / folder / f"curr{channel}_input")
            if tree.integer(root, f"{folder}/in{channel}_enable") != 0:
                yield Rail(label, files, 1000, interval_us, averaged, interval_us)


def _ina238(root: Path) -> Iterator[Rail]:
    """AGX Thor's carrier board: microwatts; the chip has the label, not its channel."""
    for folder in tree.matches(root, f"{DRIVERS}/ina238/*-*/hwmon/hwmon*"):
        told_ms = tree.integer(root, f"{folder}/update_interval")
        update_us = INA238_US if told_ms is None else 1000 * told_ms
        label = tree.text(root, f"{folder}/label") or tree.text(root, f"{folder}/in1_label") or ""
        yield Rail(label, (root / folder / "power1_input",), 1000, update_us, averaged=True)
