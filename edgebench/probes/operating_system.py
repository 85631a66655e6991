"""The operating system, its kernel, the firmware below it and a container around this process."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from edgebench.model.reason import Reason, unless
from edgebench.probes import identity, tree

# Words in the control-group path of process 1, from the outside in.
_CGROUP_WORDS = {"kubepods": "kubernetes", "docker": "docker", "libpod": "podman", "lxc": "lxc"}


class OperatingSystem(Struct, frozen=True):
    """container: `none`, or the engine's name."""

    name: str | None
    kernel: str | None
    firmware: str | None
    container: str
    firmware_reason: Reason | None = None


def read(root: Path = Path("/")) -> OperatingSystem:
    """Names as the system itself writes them."""
    firmware = _firmware(root)
    return OperatingSystem(
        name=parse_pretty_name(tree.text(root, "etc/os-release") or ""),
        kernel=tree.text(root, "proc/sys/kernel/osrelease"),
        firmware=firmware,
        container=container(root),
        firmware_reason=unless(firmware, Reason.NO_SENSOR),
    )


def parse_pretty_name(os_release: str) -> str | None:
    """`Debian GNU/Linux 12 (bookworm)`."""
    for line in os_release.splitlines():
        key, _, value = line.partition("=")
        if key == "PRETTY_NAME":
            return value.strip("\"' ") or None
    return None


def container(root: Path = Path("/")) -> str:
    """A marker file, else the control group of process 1.

    Some hypervisors boot container images, so a marker does not exclude a virtual machine.
    """
    if (root / "run/.containerenv").exists():
        return "podman"
    if (root / ".dockerenv").exists():
        return "docker"
    groups = tree.text(root, "proc/1/cgroup") or ""
    return next((name for word, name in _CGROUP_WORDS.items() if f"/{word}" in groups), "none")


def _firmware(root: Path) -> str | None:
    # A Jetson's boot firmware and drivers are released together under the L4T number.
    release = identity.parse_tegra_release(tree.text(root, "etc/nv_tegra_release") or "")
    if release:
        return f"L4T {release}"
    if bios := tree.text(root, f"{tree.DMI}/bios_version"):
        return bios
    # A Pi's EEPROM bootloader: a git commit.
    commit = tree.text(root, f"{tree.DEVICE_TREE}/chosen/bootloader/version")
    return f"bootloader {commit[:8]}" if commit else None
