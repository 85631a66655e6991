from __future__ import annotations

import platform
from pathlib import Path

from edgebench.probes import tree


def test_device_tree_strings_lose_their_closing_nul(pi4: Path) -> None:
    assert tree.text(pi4, "proc/device-tree/model") == "Raspberry Pi 4 Model B Rev 1.5"
    assert tree.strings(pi4, "proc/device-tree/compatible") == ("raspberrypi,4-model-b", "brcm,bcm2711")


def test_absent_empty_and_wordy_files_are_no_integer(orin: Path) -> None:
    assert tree.integer(orin, "no/such/file") is None
    assert tree.integer(orin, "sys/class/thermal/thermal_zone2/temp") is None
    assert tree.integer(orin, "sys/class/thermal/thermal_zone0/type") is None


def test_the_running_kernel_lets_itself_be_read() -> None:
    # /proc/sys refuses reads of 4 MiB and more, which a size limit once asked for
    assert tree.text(Path("/"), "proc/sys/kernel/osrelease") == platform.release()


def test_kernel_lists_are_numbers_and_ranges() -> None:
    assert tree.integers_of_list("0-2,8,10-11\n") == (0, 1, 2, 8, 10, 11)
    assert tree.integers_of_list("") == ()


def test_cpu2_comes_before_cpu10(bare: Path) -> None:
    for name in ("cpu10", "cpu2"):
        (bare / name).touch()
    assert tree.matches(bare, "cpu*") == ["cpu2", "cpu10"]
