from __future__ import annotations

from pathlib import Path

import pytest

from edgebench.model.reason import Reason
from edgebench.probes import device
from edgebench.probes.cpu import Cpu
from edgebench.probes.profile import Profile


def test_a_pi4_is_described_under_its_own_slug(pi4: Path) -> None:
    seen = device.describe(pi4, machine="aarch64")
    assert (seen.slug, seen.kind, seen.virtual, seen.emulated) == ("pi4", "board", "none", "none")
    assert (seen.cpu.model, seen.governor, seen.cpu_max_khz) == ("Cortex-A72", "ondemand", 1_800_000)
    assert (seen.memory_bytes, seen.firmware) == (3_884_312 * 1024, "bootloader 8ba17717")


def test_an_orin_carries_its_gpu_and_power_mode(orin: Path) -> None:
    seen = device.describe(orin, machine="aarch64")
    assert (seen.slug, seen.accelerators) == ("jetson-orin-nano", ("NVIDIA Ampere GPU (sm_87)",))
    assert (seen.power_mode, seen.gpu_max_khz) == ("2 MAXN_SUPER", 1_020_000)


def test_an_unknown_pc_is_named_by_cpu_and_cores(nuc: Path) -> None:
    (nuc / "sys/class/dmi/id/product_name").write_text("NUC of another kind\n")
    seen = device.describe(nuc, machine="x86_64")
    assert (seen.slug, seen.kind) == ("pc-intel-core-i3-10110u-2", "pc")


def test_this_guest_is_a_vm_and_says_what_it_lacks(guest: Path) -> None:
    seen = device.describe(guest, machine="x86_64")
    assert (seen.slug, seen.virtual, seen.container) == ("vm-amd-epyc-2", "kvm", "docker")
    assert (seen.governor, seen.governor_reason) == (None, Reason.NO_SENSOR)
    assert (seen.cpu_max_khz, seen.power_mode, seen.firmware) == (None, None, None)


def test_an_emulated_process_is_marked_as_one(emulated: Path) -> None:
    seen = device.describe(emulated, machine="aarch64")
    assert seen.emulated == "user"
    assert len(seen.emulated_evidence) == 4


def test_this_machine_can_be_described() -> None:
    seen = device.describe()
    assert seen.cpu.cores >= 1
    assert seen.memory_bytes
    assert seen.kernel != "unknown"


@pytest.mark.parametrize(
    ("model", "slug"),
    [
        ("Intel(R) N100", "pc-intel-n100-4"),
        ("AMD Ryzen 7 7840U w/ Radeon  780M Graphics", "pc-amd-ryzen-7-7840u-4"),
        ("AMD EPYC 7763 64-Core Processor", "pc-amd-epyc-7763-4"),
        ("Cortex-A76 + Cortex-A55", "pc-cortex-a76-cortex-a55-4"),
        ("A" * 60, "pc-" + "a" * 43 + "-4"),
        ("(R)", "pc-unknown-4"),
    ],
)
def test_a_generic_slug_is_short_and_plain(model: str, slug: str) -> None:
    generic = Profile("pc", "PC", 1, "pc", generic=True)
    assert device.slug(generic, Cpu(model, 4, 4, (), (), None)) == slug
    assert len(slug) <= 48
