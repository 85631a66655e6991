from __future__ import annotations

from pathlib import Path

import pytest

from edgebench.probes import emulation
from edgebench.probes.emulation import Evidence, judge


def test_qemu_user_mode_gives_itself_away_four_times(emulated: Path) -> None:
    assert emulation.read(emulated, "aarch64") == emulation.Emulation(
        "user",
        (
            "kernel is x86_64, process is aarch64",
            "/proc/thread-self/exe is qemu-aarch64",
            "/proc/self/stat is zeroed",
            "auxiliary vectors differ",
        ),
    )


def test_a_real_pi_gives_no_evidence(pi4: Path) -> None:
    assert emulation.read(pi4, "aarch64") == emulation.Emulation("none", ())


def test_this_process_is_not_emulated() -> None:
    assert emulation.read() == emulation.Emulation("none", ())


@pytest.mark.parametrize(
    ("kernel", "process", "kind"),
    [
        ("aarch64", "armv7l", "none"),  # a 32-bit program on a 64-bit kernel
        ("x86_64", "i686", "none"),
        ("x86_64", "armv7l", "user"),
        ("aarch64", "x86_64", "user"),
    ],
)
def test_another_family_than_the_kernels_is_emulated(kernel: str, process: str, kind: str) -> None:
    assert judge(Evidence(process, kernel_arch=kernel)).kind == kind


def test_an_arm_process_that_sees_an_x86_cpuinfo_is_emulated() -> None:
    # qemu 7.2 passes the host's file through
    seen = Evidence("aarch64", cpuinfo="processor\t: 0\nvendor_id\t: AuthenticAMD\n")
    assert judge(seen).evidence == ("cpuinfo is of an x86 CPU",)


@pytest.mark.parametrize("sign", ["CPU implementer\t: 0x00", "model name\t: QEMU TCG CPU version 2.5+"])
def test_an_impossible_cpu_alone_is_an_emulated_machine(sign: str) -> None:
    assert judge(Evidence("aarch64", kernel_arch="aarch64", cpuinfo=sign)).kind == "system"


def test_a_bare_tree_gives_no_evidence(bare: Path) -> None:
    assert emulation.read(bare, "x86_64").kind == "none"
