from __future__ import annotations

from pathlib import Path

import pytest

from edgebench.model.reason import Reason
from edgebench.probes import temperature
from edgebench.probes.temperature import Temperature
from tests.probes.trees import plant, zones


def test_a_pi_has_one_zone(pi4: Path) -> None:
    assert temperature.read(pi4) == Temperature(48_199, "cpu-thermal")


def test_the_package_is_the_cpu_and_the_case_is_not(nuc: Path) -> None:
    assert temperature.read(nuc) == Temperature(44_000, "x86_pkg_temp")


def test_an_orins_cpu_sensor_wins_over_the_die(orin: Path) -> None:
    assert temperature.read(orin) == Temperature(47_406, "cpu-thermal")
    assert temperature.paths(orin) == (orin / "sys/class/thermal/thermal_zone0/temp",)


def test_the_hottest_core_counts(tmp_path: Path) -> None:
    plant(tmp_path, zones(("bigcore0-thermal", "61000"), ("littlecore-thermal", "58000")))
    assert temperature.read(tmp_path) == Temperature(61_000, "bigcore0-thermal")
    assert len(temperature.paths(tmp_path)) == 2


@pytest.mark.parametrize("broken", ["-256000", "", "999999"])
def test_without_a_working_cpu_sensor_the_die_is_taken(tmp_path: Path, broken: str) -> None:
    plant(tmp_path, zones(("CPU-therm", broken), ("PMIC-Die", "100000"), ("tj-thermal", "48000")))
    assert temperature.read(tmp_path) == Temperature(48_000, "tj-thermal")


def test_amd_is_read_from_hwmon(tmp_path: Path) -> None:
    hwmon = "sys/class/hwmon/hwmon2"
    plant(tmp_path, {f"{hwmon}/name": "k10temp\n", f"{hwmon}/temp1_input": "53125\n"})
    assert temperature.read(tmp_path) == Temperature(53_125, "k10temp")


def test_a_guest_has_no_sensor(guest: Path) -> None:
    assert temperature.read(guest) == Temperature(None, None, Reason.NO_SENSOR)
    assert temperature.paths(guest) == ()
