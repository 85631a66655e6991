"""What tells one board from another. Never serials, MAC addresses, host names or user names."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from edgebench.probes import cpu, tree

# What makers leave in DMI when they do not fill it in.
_PLACEHOLDERS = {
    "to be filled by o.e.m.",
    "default string",
    "system manufacturer",
    "system product name",
    "system version",
    "sku",
    "not specified",
    "not applicable",
    "none",
    "o.e.m.",
    "oem",
    "unknown",
}


class Identity(Struct, frozen=True):
    """compatible: most specific first, `raspberrypi,4-model-b`, `brcm,bcm2711`.
    dmi_board: the mainboard, which names a PC that was built from parts; dmi_sku: the maker's order
    number, where one product name is sold with several CPUs.
    chassis_type: SMBIOS number (3 desktop, 10 notebook, 23 rack, 35 mini PC).
    tegra_release: `R36.4.3`, NVIDIA's board support package.
    UEFI Jetsons fill in both the device tree and DMI, so DMI does not mean a PC.
    """

    device_tree_model: str | None = None
    compatible: tuple[str, ...] = ()
    dmi_vendor: str | None = None
    dmi_product: str | None = None
    dmi_board: str | None = None
    dmi_sku: str | None = None
    chassis_type: int | None = None
    tegra_release: str | None = None
    cpu_model: str | None = None

    @property
    def model(self) -> str | None:
        """The machine's own name for itself, for a person."""
        return self.device_tree_model or self.dmi_product or self.dmi_board


def read(root: Path = Path("/")) -> Identity:
    """Everything that a profile may be recognised by."""
    return Identity(
        device_tree_model=_name(tree.text(root, f"{tree.DEVICE_TREE}/model")),
        compatible=tuple(filter(_name, tree.strings(root, f"{tree.DEVICE_TREE}/compatible"))),
        dmi_vendor=_dmi(root, "sys_vendor"),
        dmi_product=_dmi(root, "product_name"),
        dmi_board=_dmi(root, "board_name"),
        dmi_sku=_dmi(root, "product_sku"),
        chassis_type=tree.integer(root, f"{tree.DMI}/chassis_type"),
        tegra_release=parse_tegra_release(tree.text(root, "etc/nv_tegra_release") or ""),
        cpu_model=_name(cpu.first_model(root)),
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
    value = _name(tree.text(root, f"{tree.DMI}/{name}"))
    return None if value is None or value.lower() in _PLACEHOLDERS else value


def _name(value: str | None) -> str | None:
    """None for what no maker wrote: control characters, or bytes that are no text."""
    return value if value and value.isprintable() and "\N{REPLACEMENT CHARACTER}" not in value else None
