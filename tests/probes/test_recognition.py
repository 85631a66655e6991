"""Every profile against a tree of its device: recognised by its own signs, and by nobody else's."""

from __future__ import annotations

from pathlib import Path

import pytest

from edgebench import paths
from edgebench.errors import PlanError
from edgebench.probes import device
from edgebench.runner.start import check_device
from tests.probes import boards
from tests.probes.boards import DMI
from tests.probes.trees import Files, plant

PROFILES = {one.slug: one for one in device.load_profiles(paths.devices())}
NAMED = sorted(slug for slug, one in PROFILES.items() if not one.generic)


def described(root: Path, files: Files) -> device.DeviceFacts:
    return device.describe(plant(root / "device", files), profiles=PROFILES.values())


def test_every_profile_has_a_tree() -> None:
    assert sorted(boards.BY_SLUG) == NAMED


@pytest.mark.parametrize("slug", NAMED)
def test_a_device_is_recognised_and_may_be_asked_for(tmp_path: Path, slug: str) -> None:
    seen = described(tmp_path, boards.BY_SLUG[slug])
    assert (seen.slug, seen.contradicted_by) == (slug, ())
    check_device(slug, seen)


@pytest.mark.parametrize("slug", NAMED)
def test_asked_for_another_device_both_are_named_and_nothing_runs(tmp_path: Path, slug: str) -> None:
    seen = described(tmp_path, boards.BY_SLUG[slug])
    other = "pi4" if slug != "pi4" else "pi5"
    with pytest.raises(PlanError) as refused:
        check_device(other, seen)
    assert refused.value.exit_code == 2
    assert refused.value.message.startswith(f"this machine is {slug} ({seen.identity.model}), not {other} (")
    assert PROFILES[other].name in refused.value.message


@pytest.mark.parametrize(
    ("slug", "sign"),
    [
        ("pi4", "device tree raspberrypi,4-model-b"),
        ("jetson-tx2", "device tree nvidia,p2597-0000+p3310-1000"),
        ("asus-prime-n100i-d-d4", "DMI board PRIME N100I-D D4"),
        ("nuc13anhi3", "DMI product NUC13ANHi3"),
        ("nuc13anhi5", "DMI SKU NUC13ANHI5000"),
        ("n100", "CPU Intel(R) N100"),
    ],
)
def test_what_decided_is_told(tmp_path: Path, slug: str, sign: str) -> None:
    assert described(tmp_path, boards.BY_SLUG[slug]).recognised_by == sign


def test_the_device_tree_outweighs_dmi_and_the_contradiction_is_told(tmp_path: Path) -> None:
    seen = described(tmp_path, {**boards.BY_SLUG["pi4"], f"{DMI}/product_name": "NUC10i3FNH\n"})
    assert seen.slug == "pi4"
    assert seen.contradicted_by == ("DMI product NUC10i3FNH: nuc10i3fnh",)
    with pytest.raises(PlanError, match="this machine is pi4"):
        check_device("nuc10i3fnh", seen)


@pytest.mark.parametrize(
    "compatible",
    [
        "nvidia,p3737-0000+p3701-0004\0nvidia,tegra234\0",  # AGX Orin with 8 cores
        "nvidia,p3768-0000+p3767-0004\0nvidia,tegra234\0",  # Orin Nano 4 GB
        "nvidia,p3509-0000+p3668-0003\0nvidia,tegra194\0",  # Xavier NX 16 GB
        "xunlong,orangepi-5-max\0rockchip,rk3588\0",
        "radxa,rock-5b-plus\0rockchip,rk3588\0",
    ],
)
def test_a_sister_of_a_known_board_is_another_board(tmp_path: Path, compatible: str) -> None:
    kit = {**boards.AGX_ORIN, "proc/device-tree/compatible": compatible}
    del kit[f"{DMI}/product_name"]
    assert described(tmp_path, kit).profile == "board"


@pytest.mark.parametrize(
    ("model", "compatible", "slug"),
    [
        ("Raspberry Pi 4 Model B Rev 1.5", "raspberrypi,4-model-b\0brcm,bcm2711", "pi4"),  # no last NUL
        ("Raspberry Pi 4 Model B Rev 1.5\0\0", "raspberrypi,4-model-b\0\0brcm,bcm2711\0", "pi4"),
        ("Raspberry Pi 4 Model B Rev 1.5\0", "raspberrypi,4-mod", "pi4"),  # cut: the model is left
        ("Raspberry Pi 4 Mod", "raspberrypi,4-mod", "board"),
        ("Raspberry Pi 4 Model Bx\0", "raspberrypi,4-model-bx\0", "board"),
    ],
)
def test_device_tree_strings_count_whole(tmp_path: Path, model: str, compatible: str, slug: str) -> None:
    files = {"proc/device-tree/model": model, "proc/device-tree/compatible": compatible}
    assert described(tmp_path, files).profile == slug


def test_bytes_that_are_no_text_are_no_name(tmp_path: Path) -> None:
    root = plant(tmp_path / "device", {"proc/device-tree/compatible": "acme,board\0acme,soc\0"})
    (root / "proc/device-tree/model").write_bytes(b"\xff\xfe\x1b[2J\x00\x01")
    seen = device.describe(root, profiles=PROFILES.values())
    assert (seen.profile, seen.identity.device_tree_model) == ("board", None)


def test_an_empty_tree_is_no_known_device(tmp_path: Path) -> None:
    seen = described(tmp_path, {})
    assert seen.slug == "pc-unknown-1"
    with pytest.raises(
        PlanError, match=r"this machine is pc-unknown-1 \(Personal computer, unknown\), not pi4"
    ):
        check_device("pi4", seen)


@pytest.mark.parametrize(("chassis", "slug"), [(10, "laptop"), (23, "server"), (35, "n100")])
def test_a_notebook_with_an_n100_is_no_mini_pc(tmp_path: Path, chassis: int, slug: str) -> None:
    assert described(tmp_path, boards.box("Intel(R) N100", chassis, product_name="X1")).profile == slug


def test_a_generic_class_may_be_asked_for_by_name(tmp_path: Path) -> None:
    seen = described(tmp_path, boards.box("Intel(R) Core(TM) i9-9900K", 3))
    check_device("pc", seen)
    check_device("pc-intel-core-i9-9900k-4", seen)
    check_device(None, seen)


def test_a_misspelt_device_is_answered_with_a_near_one(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match=r"unknown device 'pi-4': did you mean pi4\?"):
        check_device("pi-4", described(tmp_path, {}))
