"""Throttling: what the firmware or the kernel says about limited clocks.

`flags` are compared before and after a run: what appears only after is what happened during it.
A counter is therefore a flag with its count, `core_throttle_count=12`, and absent at 0.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from edgebench.model.reason import Reason
from edgebench.probes import tree

# Bits of the Pi's firmware; the same bit + 16 stays set from its first time until a reboot.
_PI_BITS = {
    0: "under_voltage",
    1: "frequency_capped",
    2: "throttled",
    3: "soft_temperature_limit",
}
_PI_SYSFS = "sys/devices/platform/soc/soc:firmware/get_throttled"

Firmware = Callable[[], str | None]


class Throttle(Struct, frozen=True):
    """source: what was asked; flags are empty when it answered "nothing"."""

    flags: tuple[str, ...]
    source: str | None
    reason: Reason | None = None


def vcgencmd() -> str | None:
    """`throttled=0x50000` from the Pi's own tool; None where there is none or it may not ask."""
    if not shutil.which("vcgencmd"):
        return None
    command = ["vcgencmd", "get_throttled"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=5, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout


def read(root: Path = Path("/"), firmware: Firmware = vcgencmd) -> Throttle:
    """The first source there is. A program can only speak for this machine, so only for root /."""
    bits = tree.integer(root, _PI_SYSFS, base=16)
    if bits is not None:
        return Throttle(pi_flags(bits), "raspberrypi_sysfs")
    answer = firmware() if root == Path("/") else None
    if answer is not None and (bits := parse_vcgencmd(answer)) is not None:
        return Throttle(pi_flags(bits), "vcgencmd")
    for source in (_under_voltage, _intel, _cooling):
        if (found := source(root)) is not None:
            return found
    return Throttle((), None, Reason.NO_SENSOR)


def pi_flags(bits: int) -> tuple[str, ...]:
    """`throttled` is now, `throttled_since_boot` ever since."""
    now = [name for bit, name in _PI_BITS.items() if bits >> bit & 1]
    ever = [f"{name}_since_boot" for bit, name in _PI_BITS.items() if bits >> (bit + 16) & 1]
    return tuple(now + ever)


def parse_vcgencmd(answer: str) -> int | None:
    """The bits of `throttled=0x50000`; None for an error message."""
    key, _, value = answer.strip().partition("=")
    try:
        return int(value, 16) if key == "throttled" else None
    except ValueError:
        return None


def _under_voltage(root: Path) -> Throttle | None:
    """A Pi whose kernel has no get_throttled still tells of under-voltage, now only."""
    for path in tree.matches(root, "sys/class/hwmon/hwmon*/name"):
        if tree.text(root, path) == "rpi_volt":
            alarm = tree.integer(root, path.removesuffix("name") + "in0_lcrit_alarm")
            return Throttle(("under_voltage",) if alarm else (), "rpi_volt")
    return None


def _intel(root: Path) -> Throttle | None:
    """Events since boot: summed over cores; each CPU of a package repeats its package's count."""
    totals = []
    for name, total in (("core_throttle_count", sum), ("package_throttle_count", max)):
        pattern = f"sys/devices/system/cpu/cpu[0-9]*/thermal_throttle/{name}"
        counts = [tree.integer(root, path) for path in tree.matches(root, pattern)]
        if known := [count for count in counts if count is not None]:
            totals.append((name, total(known)))
    flags = tuple(f"{name}={count}" for name, count in totals if count)
    return Throttle(flags, "thermal_throttle") if totals else None


def _cooling(root: Path) -> Throttle | None:
    """The kernel's own brake on other boards: a cpufreq cooling device above state 0."""
    states = [
        tree.integer(root, path.removesuffix("type") + "cur_state")
        for path in tree.matches(root, "sys/class/thermal/cooling_device*/type")
        if "cpufreq" in (tree.text(root, path) or "")
    ]
    known = [state for state in states if state is not None]
    if not known:
        return None
    return Throttle(("cpu_clock_limited",) if any(known) else (), "cooling_device")
