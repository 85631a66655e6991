"""What tells one board from another. Never serials, MAC addresses, host names or user names."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from edgebench.probes import tree

# What makers leave in DMI when they do not fill it in.
_PLACEHOLDERS = {
    "to be filled by o.e.m.",
    "default string",
    "system manufacturer",
    "system product name",
    "not specified",
    "not applicable",
    "none",
    "o.e.m.",
    "oem",
    "unknown",
}


class Identity(Struct, frozen=True):
    """compatible: most specific first, `raspberrypi,4-model-b`, `brcm,bcm2711`.
    chassis_type: SMBIOS number (3 desktop, 10 notebook, 23 rack, 35 mini PC).
    tegra_release: `R36.4.3`, NVIDIA's board support package.
    UEFI Jetsons fill in both the device tree and DMI, so DMI does not mean a PC.
    """

    device_tree_model: str | None = None
    compatible: tuple[str, ...] = ()
    dmi_product: str | None = None
    chassis_type: int | None = None
    tegra_release: str | None = None


def read(root: Path = Path("/")) -> Identity:
    """Everything that a profile may be recognised by."""
    return Identity(
        device_tree_model=tree.text(root, f"{tree.DEVICE_TREE}/model"),
        compatible=tree.strings(root, f"{tree.DEVICE_TREE}/compatible"),
        dmi_product=_dmi(root, "product_name"),
        chassis_type=tree.integer(root, f"{tree.DMI}/chassis_type"),
        tegra_release=parse_tegra_release(tree.text(root, "etc/nv_tegra_release") or ""),
    )


def parse_tegra_release(release: str) -> str | None:
    """`# R36 (release), REVISION: 4.3, GCID: ...` is `R36.4.3`."""
    parts = [part.strip() for part in release.partition("\n")[0].strip("# ").split(",")]
    major = parts[0].partition(" ")[0]
    revisions = [part.removeprefix("REVISION: ") for part in parts if part.startswith("REVISION: ")]
    if not (major[:1] == "R" and major[1:].isdecimal() and revisions):
        return None
    return f"{major}.{revisions[0]}"


def _dmi(root: Path, name: str) -> str | None:
    value = tree.text(root, f"{tree.DMI}/{name}")
    return None if value is None or value.lower() in _PLACEHOLDERS else value
