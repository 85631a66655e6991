"""Throttling: what the firmware or the kernel says about limited clocks.

`flags` are compared before and after a run: what appears only after is what happened during it.
A counter is therefore a flag with its count, `core_throttle_count=12`, and absent at 0.
"""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from edgebench.model.reason import Reason
from edgebench.probes import kernel_throttle, tree, vcgencmd
from edgebench.probes.vcgencmd import Firmware

_PI_SYSFS = "sys/devices/platform/soc/soc:firmware/get_throttled"


class Throttle(Struct, frozen=True):
    """source: what was asked, joined by +; flags are empty when all of it answered "nothing"."""

    flags: tuple[str, ...]
    source: str | None
    reason: Reason | None = None

    @property
    def sources(self) -> frozenset[str]:
        return frozenset((self.source or "").split("+")) - {""}

    @property
    def of_supply(self) -> tuple[str, ...]:
        """The flags that a better power supply mends; cooling mends the others."""
        return tuple(flag for flag in self.flags if "under_voltage" in flag or "over_current" in flag)

    @property
    def of_heat(self) -> tuple[str, ...]:
        return tuple(flag for flag in self.flags if flag not in self.of_supply)


def read(root: Path = Path("/"), firmware: Firmware = vcgencmd.ask) -> Throttle:
    """A Pi's firmware, which knows everything; else all that the kernel shows.

    A program can only speak for this machine, so `firmware` is only asked for root /. The file comes
    second: its bits are up to 2 s old, and its first read leaves a warning in the kernel's log.
    """
    answer = firmware() if root == Path("/") else None
    if answer is not None and (bits := vcgencmd.parse(answer)) is not None:
        return Throttle(vcgencmd.flags(bits), "vcgencmd")
    bits = tree.integer(root, _PI_SYSFS, base=16)
    if bits is not None:
        return Throttle(vcgencmd.flags(bits), "raspberrypi_sysfs")
    answers = {
        name: list(found) for name, ask in kernel_throttle.SOURCES.items() if (found := ask(root)) is not None
    }
    if not answers:
        return Throttle((), None, Reason.NO_SENSOR)
    raised = (flag for found in answers.values() for flag in found)
    return Throttle(tuple(dict.fromkeys(raised)), "+".join(answers))


SOURCES = frozenset({"vcgencmd", "raspberrypi_sysfs", *kernel_throttle.SOURCES})
"""Every name that `source` may hold, alone or joined."""

OF_SUPPLY = frozenset({"vcgencmd", "raspberrypi_sysfs", "rpi_volt", "soctherm_oc", "ina3221"})
OF_HEAT = frozenset({"vcgencmd", "raspberrypi_sysfs", "thermal_throttle", "cooling_device"})
"""Sources that watch the power supply, and those that watch the heat: a Pi's firmware watches both."""
