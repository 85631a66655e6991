"""The Raspberry Pi's own tool: what its firmware says of throttling, and why it may say nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Literal

# Bits of the firmware; the same bit + 16 stays set from its first time until a reboot.
_BITS = {
    0: "under_voltage",
    1: "frequency_capped",
    2: "throttled",
    3: "soft_temperature_limit",
}

# The tool asks the firmware through one of these; the second belongs to older kernels.
_DEVICES = ("dev/vcio", "dev/vchiq")
_TOOL = "usr/bin/vcgencmd"

Firmware = Callable[[], str | None]
Access = Callable[[Path], bool]
Hindrance = Literal["not_installed", "no_device", "no_access"]


def ask() -> str | None:
    """`throttled=0x50000`; None where there is no such tool, or it may not ask."""
    if not shutil.which("vcgencmd"):
        return None
    command = ["vcgencmd", "get_throttled"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=5, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout


def parse(answer: str) -> int | None:
    """The bits of `throttled=0x50000`; None for an error message."""
    key, _, value = answer.strip().partition("=")
    try:
        return int(value, 16) if key == "throttled" else None
    except ValueError:
        return None


def flags(bits: int) -> tuple[str, ...]:
    """`throttled` is now, `throttled_since_boot` ever since."""
    now = [name for bit, name in _BITS.items() if bits >> bit & 1]
    ever = [f"{name}_since_boot" for bit, name in _BITS.items() if bits >> (bit + 16) & 1]
    return tuple(now + ever)


def _may_use(path: Path) -> bool:
    return os.access(path, os.R_OK | os.W_OK)


def hindrance(root: Path = Path("/"), may_use: Access = _may_use) -> Hindrance | None:
    """What keeps this user from asking; None when nothing is seen to."""
    there = [root / device for device in _DEVICES if (root / device).exists()]
    if not there:
        return "no_device"
    if not any(map(may_use, there)):
        return "no_access"
    installed = (root / _TOOL).exists() or (root == Path("/") and shutil.which("vcgencmd"))
    return None if installed else "not_installed"
