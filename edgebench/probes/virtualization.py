"""Whether a hypervisor or a container lies between this process and the hardware.

A virtual machine is a class of its own in every ranking, so a doubt counts as virtual.
"""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from edgebench.probes import operating_system, tree

_CLOCKSOURCES = "sys/devices/system/clocksource/clocksource0/available_clocksource"

# Clock sources that only a guest of that hypervisor has. They name the accelerator also where
# DMI is absent (microVMs) or says QEMU for KVM.
_GUEST_CLOCKS = {"kvm-clock": "kvm", "hyperv_clocksource": "hyperv", "xen": "xen"}

# Parts of DMI's `vendor product`, the more specific before the less.
_DMI_WORDS = {
    "VMware": "vmware",
    "VirtualBox": "virtualbox",
    "innotek GmbH": "virtualbox",
    "Microsoft Corporation Virtual Machine": "hyperv",
    "Apple Virtualization": "apple",
    "Xen HVM": "xen",
    "KVM": "kvm",
    "QEMU": "qemu",
}

_DEVICE_TREE_WORDS = {"linux,kvm": "kvm", "xen,xen": "xen", "vmware": "vmware"}


class Virtualization(Struct, frozen=True):
    """name: kvm, qemu, vmware, hyperv, xen, virtualbox, apple, unknown, container or none.
    evidence: what showed it, `clocksource kvm-clock`.
    """

    name: str
    evidence: tuple[str, ...]

    @property
    def hypervisor(self) -> bool:
        """A container runs on the bare hardware; a virtual machine does not."""
        return self.name not in {"none", "container"}


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
    names = (tree.text(root, f"{tree.DMI}/{name}") for name in ("sys_vendor", "product_name"))
    found = _first(_DMI_WORDS, " ".join(name for name in names if name))
    return found and (found[0], f"DMI {found[1]}")


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
