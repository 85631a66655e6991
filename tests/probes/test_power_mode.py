from __future__ import annotations

from pathlib import Path

import pytest

from edgebench.model.reason import Reason
from edgebench.probes import power_mode
from edgebench.probes.power_mode import PowerMode
from tests.probes import boards
from tests.probes.trees import Files, plant


def test_a_jetsons_mode_is_number_and_name(orin: Path) -> None:
    assert power_mode.read(orin) == PowerMode("2 MAXN_SUPER", "nvpmodel", ("0 15W", "2 MAXN_SUPER"))


@pytest.mark.parametrize(
    ("files", "name"),
    [
        (boards.NANO, "0 MAXN"),
        (boards.TX2, "3 MAXP_CORE_ARM"),
        (boards.XAVIER_NX, "8 MODE_20W_6CORE"),
        (boards.AGX_ORIN, "0 MAXN"),
    ],
)
def test_one_number_is_another_mode_on_another_jetson(tmp_path: Path, files: Files, name: str) -> None:
    assert power_mode.read(plant(tmp_path, files)).name == name


def test_a_mode_that_the_table_does_not_name_stays_a_number(orin: Path) -> None:
    (orin / "etc/nvpmodel.conf").unlink()
    assert power_mode.read(orin) == PowerMode("2", "nvpmodel")


def test_a_mode_that_nobody_wrote_down_is_unknown_though_the_table_is_there(orin: Path) -> None:
    (orin / "var/lib/nvpmodel/status").unlink()
    assert power_mode.read(orin) == PowerMode(None, None, ("0 15W", "2 MAXN_SUPER"), Reason.NO_SENSOR)


def test_a_laptop_has_a_platform_profile(nuc: Path) -> None:
    acpi = "sys/firmware/acpi/platform_profile"
    plant(nuc, {acpi: "balanced\n", f"{acpi}_choices": "low-power balanced performance\n"})
    choices = ("low-power", "balanced", "performance")
    assert power_mode.read(nuc) == PowerMode("balanced", "platform_profile", choices)


def test_a_pi_has_none(pi4: Path) -> None:
    assert power_mode.read(pi4) == PowerMode(None, reason=Reason.NO_SENSOR)
