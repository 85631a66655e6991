from __future__ import annotations

from pathlib import Path

import pytest

from edgebench.probes import virtualization
from tests.probes.trees import arm_cpuinfo, plant


def test_a_microvm_without_dmi_is_known_by_its_clock(guest: Path) -> None:
    seen = virtualization.read(guest)
    assert (seen.name, seen.evidence) == ("kvm", ("clocksource kvm-clock",))
    assert seen.hypervisor


@pytest.mark.parametrize("device", ["pi4", "pi5", "orin", "nuc"])
def test_real_hardware_is_not_virtual(device: str, request: pytest.FixtureRequest) -> None:
    assert virtualization.read(request.getfixturevalue(device)).name == "none"


def test_a_container_on_real_hardware_keeps_the_hardware(pi4: Path) -> None:
    seen = virtualization.read(plant(pi4, {".dockerenv": ""}))
    assert (seen.name, seen.evidence) == ("container", ("docker",))
    assert not seen.hypervisor


@pytest.mark.parametrize(
    ("vendor", "product", "name"),
    [
        ("QEMU", "Standard PC (Q35 + ICH9, 2009)", "qemu"),
        ("Red Hat", "KVM", "kvm"),
        ("VMware, Inc.", "VMware20,1", "vmware"),
        ("innotek GmbH", "VirtualBox", "virtualbox"),
        ("Microsoft Corporation", "Virtual Machine", "hyperv"),
        ("Microsoft Corporation", "Surface Pro 7", "none"),
        ("Xen", "HVM domU", "xen"),
        ("Apple Inc.", "Apple Virtualization Generic Platform", "apple"),
        ("Apple Inc.", "MacBookPro11,1", "none"),
        ("Amazon EC2", "c7g.medium", "kvm"),
        ("Amazon EC2", "c7g.metal", "none"),
        ("Amazon EC2", "m7i.metal-24xl", "none"),
        ("Google", "Google Compute Engine", "kvm"),
        ("Google", "Eve", "none"),  # a Chromebook
        ("Hetzner", "vServer", "kvm"),
        ("OpenStack Foundation", "OpenStack Nova", "kvm"),
        ("RDO", "OpenStack Compute", "kvm"),
        ("KubeVirt", "None", "kvm"),
        ("QEMU", "KVM Virtual Machine", "kvm"),
        ("Bochs", "Bochs", "bochs"),
        ("Parallels International GmbH.", "Parallels ARM Virtual Machine", "parallels"),
        ("FreeBSD", "BHYVE", "bhyve"),
        ("ASUS", "PRIME KVM-B450", "none"),  # a word inside a name tells nothing
        ("Oracle Corporation", "ORACLE SERVER X8-2", "none"),
    ],
)
def test_dmi_names_the_hypervisor(tmp_path: Path, vendor: str, product: str, name: str) -> None:
    dmi = "sys/class/dmi/id"
    plant(tmp_path, {f"{dmi}/sys_vendor": f"{vendor}\n", f"{dmi}/product_name": f"{product}\n"})
    assert virtualization.read(tmp_path).name == name


@pytest.mark.parametrize(
    ("product", "name"), [("c7g.medium", "kvm"), ("c7g.metal", "none"), ("c8g.metal-24xl", "none")]
)
def test_ec2_on_arm_is_virtual_unless_the_product_is_metal(tmp_path: Path, product: str, name: str) -> None:
    vendors = {
        f"sys/class/dmi/id/{key}": "Amazon EC2\n" for key in ("sys_vendor", "board_vendor", "bios_vendor")
    }
    info = arm_cpuinfo(["0xd40"], "fp asimd")
    files = {**vendors, "sys/class/dmi/id/product_name": f"{product}\n", "proc/cpuinfo": info}
    assert virtualization.read(plant(tmp_path, files)).name == name


@pytest.mark.parametrize("field", ["board_vendor", "bios_vendor"])
def test_board_and_bios_name_the_hypervisor_too(tmp_path: Path, field: str) -> None:
    seen = virtualization.read(plant(tmp_path, {f"sys/class/dmi/id/{field}": "BHYVE\n"}))
    assert (seen.name, seen.evidence) == ("bhyve", ("DMI BHYVE",))


@pytest.mark.parametrize(
    ("path", "content", "name"),
    [
        ("sys/hypervisor/type", "xen\n", "xen"),
        ("proc/device-tree/compatible", "linux,dummy-virt\0", "qemu"),
        ("proc/device-tree/hypervisor/compatible", "linux,kvm\0", "kvm"),
        ("proc/sys/kernel/osrelease", "5.15.153.1-microsoft-standard-WSL2\n", "hyperv"),
        ("proc/cpuinfo", "processor\t: 0\nflags\t\t: fpu hypervisor\n", "unknown"),
    ],
)
def test_one_sign_is_enough(tmp_path: Path, path: str, content: str, name: str) -> None:
    assert virtualization.read(plant(tmp_path, {path: content})).name == name


def test_the_clock_tells_kvm_where_dmi_says_qemu(guest: Path) -> None:
    plant(guest, {"sys/class/dmi/id/sys_vendor": "QEMU\n"})
    assert virtualization.read(guest).name == "kvm"
