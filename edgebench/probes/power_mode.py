"""The power mode a user chose: nvpmodel on Jetsons, the platform profile on PCs."""

from __future__ import annotations

import re
from pathlib import Path

from msgspec import Struct

from edgebench.model.reason import Reason
from edgebench.probes import tree

_STATUS = re.compile(r"pmode:(\d+)")
# At the start of a line: the file's own comments hold an example.
_MODEL = re.compile(r"^\s*<\s*POWER_MODEL\s+ID=(\d+)\s+NAME=(\S+)\s*>", re.MULTILINE)

SOURCES = frozenset({"nvpmodel", "platform_profile"})
"""Every value of `source`."""


class PowerMode(Struct, frozen=True):
    """name: `0 15W`: number and name, since a Jetson's 0 is another mode on another Jetson.
    modes: all that could be chosen, in the same form. Most boards and virtual machines have none.
    """

    name: str | None
    source: str | None = None
    modes: tuple[str, ...] = ()
    reason: Reason | None = None


def read(root: Path = Path("/")) -> PowerMode:
    """Without sudo."""
    names = parse_models(tree.text(root, "etc/nvpmodel.conf") or "")
    modes = tuple(f"{number} {name}" for number, name in names.items())
    if mode := _STATUS.search(tree.text(root, "var/lib/nvpmodel/status") or ""):
        number = int(mode[1])
        return PowerMode(f"{number} {names[number]}" if number in names else str(number), "nvpmodel", modes)
    if profile := tree.text(root, "sys/firmware/acpi/platform_profile"):
        choices = tree.text(root, "sys/firmware/acpi/platform_profile_choices") or ""
        return PowerMode(profile, "platform_profile", tuple(choices.split()))
    return PowerMode(None, None, modes, Reason.NO_SENSOR)


def parse_models(configuration: str) -> dict[int, str]:
    """`< POWER_MODEL ID=2 NAME=MAXN_SUPER >`."""
    return {int(number): name for number, name in _MODEL.findall(configuration)}
