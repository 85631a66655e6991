"""The power mode a user chose: nvpmodel on Jetsons, the platform profile on PCs."""

from __future__ import annotations

import re
from pathlib import Path

from msgspec import Struct

from edgebench.model.reason import Reason
from edgebench.probes import tree

_STATUS = re.compile(r"pmode:(\d+)")
_MODEL = re.compile(r"<\s*POWER_MODEL\s+ID=(\d+)\s+NAME=(\S+)\s*>")


class PowerMode(Struct, frozen=True):
    """name: `0 15W`: number and name, since a Jetson's 0 is another mode on another Jetson.
    Most boards and virtual machines have none.
    """

    name: str | None
    reason: Reason | None = None


def read(root: Path = Path("/")) -> PowerMode:
    """Without sudo."""
    status = tree.text(root, "var/lib/nvpmodel/status") or ""
    names = parse_models(tree.text(root, "etc/nvpmodel.conf") or "")
    if mode := _STATUS.search(status):
        number = int(mode[1])
        return PowerMode(f"{number} {names[number]}" if number in names else str(number))
    if profile := tree.text(root, "sys/firmware/acpi/platform_profile"):
        return PowerMode(profile)
    return PowerMode(None, Reason.NO_SENSOR)


def parse_models(configuration: str) -> dict[int, str]:
    """`< POWER_MODEL ID=2 NAME=MAXN_SUPER >`."""
    return {int(number): name for number, name in _MODEL.findall(configuration)}
