"""Whether a hypervisor or a container lies between this process and the hardware.

A virtual machine is a class of its own in every ranking, so a doubt counts as virtual.
"""

from __future__ import annotations

import re
from pathlib import Path

from msgspec import Struct

from edgebench.model.device import NO_HYPERVISOR
from edgebench.probes import operating_system, tree

_CLOCKSOURCES = "sys/devices/system/clocksource/clocksource0/available_clocksource"

# Clock sources that only a guest of that hypervisor has. They name the accelerator also where
# DMI is absent (microVMs) or says QEMU for KVM.
_GUEST_CLOCKS = {"kvm-clock": "kvm", "hyperv_clocksource": "hyperv", "xen": "xen"}

# How the names in DMI begin, as systemd's src/basic/virt.c knows them (commit 0099e558), and Hetzner's
# cloud, which it does not. Not its `Oracle Corporation`: that is on Oracle's own servers too. A cloud
# is named by its hypervisor, as the clock of its x86 guests names it.
_DMI_STARTS = {
    "KVM": "kvm",
    "Amazon EC2": "kvm",
    "Google Compute Engine": "kvm",
    "Hetzner": "kvm",
    "OpenStack": "kvm",
    "KubeVirt": "kvm",
    "QEMU": "qemu",
    "VMware": "vmware",
    "VMW": "vmware",
    "VirtualBox": "virtualbox",
    "innotek GmbH": "virtualbox",
    "Microsoft Corporation Virtual Machine": "hyperv",
    "Apple Virtualization": "apple",
    "Parallels": "parallels",
    "BHYVE": "bhyve",
    "Bochs": "bochs",
    "Xen": "xen",
}
# EC2 rents whole machines under the same vendor: `c7g.metal`, `m7i.metal-24xl`.
_EC2_METAL = re.compile(r"\.metal(-|$)")

_DEVICE_TREE_WORDS = {"linux,kvm": "kvm", "xen,xen": "xen", "vmware": "vmware"}


class Virtualization(Struct, frozen=True):
    """name: kvm, qemu, vmware, hyperv, xen, virtualbox, apple, parallels, bhyve, bochs, unknown,
    container or none.
    evidence: what showed it, `clocksource kvm-clock`.
    """

    name: str
    evidence: tuple[str, ...]

    @property
    def hypervisor(self) -> bool:
        """A container runs on the bare hardware; a virtual machine does not."""
        return self.name not in NO_HYPERVISOR


def read(root: Path = Path("/")) -> Virtualization:
    """The strongest sign decides the name; a hypervisor outweighs a container inside it."""
    for sign in (_clock, _hypervisor_file, _dmi, _device_tree, _kernel, _cpu_flag):
        if (found := sign(root)) is not None:
            name, evidence = found
            return Virtualization(name, (evidence,))
    engine = operating_system.container(root)
    if engine != "none":
        return Virtualization("container", (engine,))
    return Virtualization("none", ())


def _first(words: dict[str, str], text: str) -> tuple[str, str] | None:
    return next(((name, word) for word, name in words.items() if word in text), None)


def _clock(root: Path) -> tuple[str, str] | None:
    found = _first(_GUEST_CLOCKS, tree.text(root, _CLOCKSOURCES) or "")
    return found and (found[0], f"clocksource {found[1]}")


def _hypervisor_file(root: Path) -> tuple[str, str] | None:
    kind = tree.text(root, "sys/hypervisor/type")
    return ("xen" if kind == "xen" else "unknown", f"/sys/hypervisor {kind}") if kind else None


def _dmi(root: Path) -> tuple[str, str] | None:
    """The product first: it says KVM where the vendor says QEMU."""
    product, vendor, board, bios = (
        tree.text(root, f"{tree.DMI}/{key}") or ""
        for key in ("product_name", "sys_vendor", "board_vendor", "bios_vendor")
    )
    metal = _EC2_METAL.search(product)
    for text in (product, f"{vendor} {product}", board, bios):
        for start, name in _DMI_STARTS.items():
            if text.startswith(start) and not (metal and start == "Amazon EC2"):
                return name, f"DMI {start}"
    return None


def _device_tree(root: Path) -> tuple[str, str] | None:
    node = " ".join(tree.strings(root, f"{tree.DEVICE_TREE}/hypervisor/compatible"))
    if node:
        found = _first(_DEVICE_TREE_WORDS, node)
        return (found[0] if found else "unknown"), f"device tree {node}"
    # QEMU's `virt` board, with or without KVM: nothing tells which.
    if "linux,dummy-virt" in tree.strings(root, f"{tree.DEVICE_TREE}/compatible"):
        return "qemu", "device tree linux,dummy-virt"
    return None


def _kernel(root: Path) -> tuple[str, str] | None:
    """The Windows subsystem for Linux has no DMI; its kernel is Microsoft's."""
    release = tree.text(root, "proc/sys/kernel/osrelease") or ""
    return ("hyperv", "kernel microsoft") if "microsoft" in release.lower() else None


def _cpu_flag(root: Path) -> tuple[str, str] | None:
    for line in (tree.text(root, "proc/cpuinfo") or "").splitlines():
        key, _, value = line.partition(":")
        if key.strip() == "flags":
            return ("unknown", "CPU flag hypervisor") if "hypervisor" in value.split() else None
    return None
