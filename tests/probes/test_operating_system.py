from __future__ import annotations

from pathlib import Path

import pytest

from edgebench.model.reason import Reason
from edgebench.probes import operating_system
from tests.probes.trees import plant


def test_a_pi_names_system_kernel_and_bootloader(pi4: Path) -> None:
    seen = operating_system.read(pi4)
    assert seen.name == "Debian GNU/Linux 12 (bookworm)"
    assert (seen.kernel, seen.firmware) == ("6.6.51+rpt-rpi-v8", "bootloader 8ba17717")
    assert seen.container == "none"


def test_a_jetsons_firmware_is_its_l4t_release(orin: Path) -> None:
    assert operating_system.read(orin).firmware == "L4T R36.4.3"


def test_a_pcs_firmware_is_its_bios_version(nuc: Path) -> None:
    assert operating_system.read(nuc).firmware == "FNCML357.0056.2022.0223.1614"


def test_what_is_missing_is_none_with_a_reason(bare: Path) -> None:
    seen = operating_system.read(bare)
    assert (seen.name, seen.kernel, seen.firmware) == (None, None, None)
    assert seen.firmware_reason is Reason.NO_SENSOR


@pytest.mark.parametrize(
    ("path", "content", "engine"),
    [
        (".dockerenv", "", "docker"),
        ("run/.containerenv", "", "podman"),
        ("proc/1/cgroup", "12:cpu:/kubepods/besteffort/pod1/abc\n", "kubernetes"),
        ("proc/1/cgroup", "4:memory:/docker/5a1f\n", "docker"),
        ("proc/1/cgroup", "4:memory:/lxc/one\n", "lxc"),
        ("proc/1/cgroup", "0::/init.scope\n", "none"),
    ],
)
def test_a_container_leaves_its_mark(tmp_path: Path, path: str, content: str, engine: str) -> None:
    assert operating_system.container(plant(tmp_path, {path: content})) == engine
