from __future__ import annotations

from pathlib import Path

import pytest

from edgebench.model.reason import Reason
from edgebench.probes import temperature
from edgebench.probes.temperature import Temperature
from tests.probes import boards
from tests.probes.trees import Files, plant, zones


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


@pytest.mark.parametrize(
    ("files", "hottest"),
    [
        (boards.NANO, Temperature(35_500, "CPU-therm")),
        (boards.TX2, Temperature(42_000, "MCPU-therm")),
        (boards.XAVIER_NX, Temperature(42_500, "CPU-therm")),
        (boards.AGX_ORIN, Temperature(47_400, "cpu-thermal")),
        (boards.ROCK_5B, Temperature(37_000, "bigcore0-thermal")),
        (boards.BY_SLUG["coral-dev-board"], Temperature(52_000, "cpu_thermal")),
    ],
)
def test_a_jetsons_supply_estimate_is_never_its_temperature(
    tmp_path: Path, files: Files, hottest: Temperature
) -> None:
    assert temperature.read(plant(tmp_path, files)) == hottest


def test_a_zone_whose_read_fails_is_passed_over(tmp_path: Path) -> None:
    plant(tmp_path, zones(("cpu-thermal", "50000"), ("cpu1-thermal", "60000")))
    broken = tmp_path / "sys/class/thermal/thermal_zone1/temp"
    broken.unlink()
    broken.mkdir()  # reading a folder fails with an OSError, as an offline zone does
    assert temperature.read(tmp_path) == Temperature(50_000, "cpu-thermal")


def test_intels_coretemp_stands_in_where_there_is_no_package_zone(tmp_path: Path) -> None:
    hwmon = "sys/class/hwmon/hwmon3"
    files = {
        f"{hwmon}/temp1_input": "47000\n",
        f"{hwmon}/temp2_input": "49000\n",
        f"{hwmon}/name": "coretemp\n",
    }
    assert temperature.read(plant(tmp_path, files)) == Temperature(49_000, "coretemp")


def test_a_guest_has_no_sensor(guest: Path) -> None:
    assert temperature.read(guest) == Temperature(None, None, Reason.NO_SENSOR)
    assert temperature.paths(guest) == ()
