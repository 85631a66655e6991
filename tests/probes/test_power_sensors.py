from __future__ import annotations

from edgebench.probes import power_sensors
from tests.meters import boards
from tests.probes.trees import plant


def test_a_chip_is_known_by_its_name_and_what_it_hangs_on(tmp_path):
    chips = power_sensors.read(plant(tmp_path, boards.TWO_INA226))
    assert [(chip.name, chip.device) for chip in chips] == [("ina226", "1-0040"), ("ina226", "1-0041")]


def test_counters_come_before_powers_and_powers_before_products(tmp_path):
    (chip,) = power_sensors.read(plant(tmp_path, boards.INA228))
    assert [channel.name for channel in chip.channels] == ["energy1", "power1", "in1"]
    assert [file.name for file in chip.channels[2].files] == ["in1_input", "curr1_input"]


def test_an_instant_is_read_rather_than_an_average(tmp_path):
    files = boards.chip(1, "x", name="both", power1_average=1, power1_input=2, power10_average=3)
    (chip,) = power_sensors.read(plant(tmp_path, files))
    assert [channel.files[0].name for channel in chip.channels] == ["power1_input", "power10_average"]


def test_limits_and_temperatures_are_no_power(tmp_path):
    files = boards.chip(1, "x", name="limits", power1_max=1, power1_cap=2, temp1_input=3, in0_input=4)
    assert power_sensors.read(plant(tmp_path, files)) == []
