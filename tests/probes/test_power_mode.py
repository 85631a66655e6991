from __future__ import annotations

from pathlib import Path

from edgebench.model.reason import Reason
from edgebench.probes import power_mode
from edgebench.probes.power_mode import PowerMode
from tests.probes.trees import plant


def test_a_jetsons_mode_is_number_and_name(orin: Path) -> None:
    assert power_mode.read(orin) == PowerMode("2 MAXN_SUPER")


def test_a_mode_that_the_table_does_not_name_stays_a_number(orin: Path) -> None:
    (orin / "etc/nvpmodel.conf").unlink()
    assert power_mode.read(orin) == PowerMode("2")


def test_a_laptop_has_a_platform_profile(nuc: Path) -> None:
    plant(nuc, {"sys/firmware/acpi/platform_profile": "balanced\n"})
    assert power_mode.read(nuc) == PowerMode("balanced")


def test_a_pi_has_none(pi4: Path) -> None:
    assert power_mode.read(pi4) == PowerMode(None, Reason.NO_SENSOR)
