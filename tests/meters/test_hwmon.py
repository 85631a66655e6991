from __future__ import annotations

import errno
import os
from pathlib import Path

import msgspec
import pytest

from edgebench.meters.hwmon import HwmonSettings, Meter
from edgebench.model.meter import MeterError
from edgebench.model.reason import Reason
from tests.meters import boards
from tests.meters.faults import failing
from tests.probes.trees import Files, plant


def meter(root: Path, files: Files, sensor: str, channel: int | None = None) -> Meter:
    return Meter(HwmonSettings(sensor, channel), plant(root, files))


def values(a_meter: Meter) -> tuple[int | None, ...]:
    (reading,) = a_meter.read()
    return reading.values


def test_an_ina226_is_a_sampler_of_means_with_its_shunt(tmp_path):
    bound = meter(tmp_path, boards.INA226, "ina226")
    specification = bound.open()
    assert (specification.kind, specification.boundary) == ("sampler", "board_dc")
    assert (specification.update_period_us, specification.averaging_us) == (35_000, 35_000)
    assert specification.model == "ina226, shunt 10000 uOhm"
    assert values(bound) == (5_125_000_000,)


def test_an_ina219_says_nothing_of_its_interval(tmp_path):
    specification = meter(tmp_path, boards.INA219, "ina219").open()
    assert (specification.update_period_us, specification.averaging_us) == (0, 0)


def test_a_chip_whose_values_are_not_said_to_be_means_has_points(tmp_path):
    files = boards.chip(1, "i2c-1/1-0069", name="ltc4282", power1_input=1, update_interval=65)
    specification = meter(tmp_path, files, "ltc4282").open()
    assert (specification.update_period_us, specification.averaging_us) == (65_000, 0)


def test_an_ina228_counts_energy_though_it_shows_power_too(tmp_path):
    bound = meter(tmp_path, boards.INA228, "ina228")
    specification = bound.open()
    assert (specification.kind, specification.quantum_nj, specification.averaging_us) == ("counter", 1000, 0)
    assert specification.update_period_us == 50_496
    assert values(bound) == (123_456_000,)


def test_without_a_power_the_voltage_is_multiplied_by_the_current(tmp_path):
    files = boards.chip(1, "i2c-1/1-0040", name="ina260", in1_input=5000, curr1_input=400)
    bound = meter(tmp_path, files, "ina260")
    assert [rail.name for rail in bound.open().rails] == ["in1"]
    assert values(bound) == (2_000_000_000,)


def test_of_an_intel_card_the_package_is_read_and_never_added(tmp_path):
    bound = meter(tmp_path, boards.XE, "xe")
    specification = bound.open()
    assert [(rail.name, rail.in_total) for rail in specification.rails] == [("card", True), ("pkg", False)]
    assert (specification.kind, specification.boundary) == ("counter", "gpu_board")
    assert (specification.quantum_nj, specification.includes) == (61_000, ("gpu", "memory"))
    assert specification.total_rule == "card of xe"
    assert values(bound) == (50_000_000_000, 30_000_000_000)


def test_an_i915_card_is_not_its_tile(tmp_path):
    bound = meter(tmp_path, boards.I915, "i915")
    assert bound.open().boundary == "gpu_board"
    assert values(bound) == (7_000_000_000,)


def test_an_average_lasts_as_long_as_the_kernel_says(tmp_path):
    bound = meter(tmp_path, boards.POWER_METER, "power_meter")
    specification = bound.open()
    assert (specification.update_period_us, specification.averaging_us) == (1_000_000, 1_000_000)
    assert values(bound) == (212_000_000_000,)


def test_an_amd_card_shows_an_average(tmp_path):
    bound = meter(tmp_path, boards.AMDGPU, "amdgpu")
    assert bound.open().boundary == "gpu_board"
    assert values(bound) == (31_000_000_000,)


def test_chips_are_known_by_name_whatever_their_number(tmp_path):
    bound = meter(tmp_path, {**boards.ina226(9, "1-0040", 3)}, "ina226")
    bound.open()
    assert values(bound) == (3000,)


@pytest.mark.parametrize("sensor", ["ina226:1-0041", "ina226:supply"])
def test_of_two_alike_one_is_named_by_its_address_or_label(tmp_path, sensor):
    files = {**boards.TWO_INA226, f"{boards.HWMON}/hwmon4/label": "supply\n"}
    bound = meter(tmp_path, files, sensor)
    bound.open()
    assert values(bound) == (700_000_000,)


@pytest.mark.parametrize(("sensor", "channel"), [("corsairpsu:power total", None), ("corsairpsu", 1)])
def test_of_several_channels_one_is_named_by_label_or_number(tmp_path, sensor, channel):
    bound = meter(tmp_path, boards.CORSAIR, sensor, channel)
    assert [rail.name for rail in bound.open().rails] == ["power total"]
    assert values(bound) == (80_000_000_000,)


@pytest.mark.parametrize(
    ("files", "sensor", "channel", "hint"),
    [
        (boards.TWO_INA226, "ina226", None, "ina226:1-0040 (power1), ina226:1-0041 (power1)"),
        (boards.INA226, "ina219", None, "ina226 (power1)"),
        (boards.INA226, "ina226", 2, "1 (power1)"),
        (boards.CORSAIR, "corsairpsu", None, "1 (power total), 2 (power +12v)"),
        ({}, "ina226", None, "modprobe"),
    ],
)
def test_what_is_not_one_channel_is_none_and_the_hint_names_those_there(
    tmp_path, files, sensor, channel, hint
):
    with pytest.raises(MeterError) as caught:
        meter(tmp_path, files, sensor, channel).open()
    assert caught.value.reason is Reason.NO_METER
    assert hint in (caught.value.hint or "")


def test_of_an_ina3221_sums_and_shunts_are_no_channels(tmp_path):
    files = boards.chip(
        1, "i2c-7/7-0040", name="ina3221", in1_input=5000, curr1_input=10, in4_input=400, curr4_input=99
    )
    bound = meter(tmp_path, files, "ina3221")
    bound.open()
    assert values(bound) == (50_000_000,)


@pytest.mark.parametrize("files", [boards.INA226, boards.TWO_INA226, boards.CORSAIR, boards.XE])
def test_unbound_it_is_not_usable_and_the_lines_of_the_hint_bind_it(tmp_path, files):
    found = Meter.find(plant(tmp_path, files))
    assert (found.usable, found.reason) == (False, Reason.NO_METER)
    table = msgspec.toml.decode(found.hint.removeprefix("in lab.toml:\n"))["meter"]["supply"]
    assert table.pop("driver") == "hwmon"
    Meter(msgspec.convert(table, HwmonSettings), tmp_path).open()


@pytest.mark.parametrize("files", [{}, boards.LAPTOP_BATTERY_AS_HWMON])
def test_a_machine_without_sensors_has_none_and_a_battery_is_another_drivers(tmp_path, files):
    found = Meter.find(plant(tmp_path, files))
    assert (found.usable, found.hint) == (False, "")
    assert "no power sensor" in found.says


def test_of_many_sensors_the_first_are_named_and_the_rest_counted(tmp_path):
    files: dict[str, str | Path] = {}
    for number in range(6):
        files.update(boards.ina226(number, f"1-004{number}", 1))
    says = Meter.find(plant(tmp_path, files)).says
    assert says.count("ina226:1-004") == 4
    assert says.endswith(" and 2 more")


@pytest.mark.parametrize(("files", "numbered"), [(boards.CORSAIR, True), (boards.XE, False)])
def test_the_lines_number_a_channel_only_where_one_must_be_chosen(tmp_path, files, numbered):
    assert ("channel = 1" in Meter.find(plant(tmp_path, files)).hint) is numbered


def test_an_unplugged_chip_is_lost_and_found_again(tmp_path, monkeypatch):
    bound = meter(tmp_path, boards.INA226, "ina226")
    bound.open()
    monkeypatch.setattr(os, "pread", failing(errno.EREMOTEIO))
    with pytest.raises(MeterError, match="power1_input: Remote I/O error") as caught:
        bound.read()
    assert caught.value.reason is Reason.METER_LOST
    monkeypatch.undo()
    bound.close()
    bound.open()
    assert values(bound) == (5_125_000_000,)


@pytest.mark.parametrize("content", ["", "nan\n", "5.1\n"])
def test_what_is_no_number_is_no_reading(tmp_path, content):
    bound = meter(tmp_path, boards.INA226, "ina226")
    bound.open()
    (tmp_path / boards.HWMON / "hwmon3/power1_input").write_text(content)
    with pytest.raises(MeterError) as caught:
        bound.read()
    assert caught.value.reason is Reason.BAD_READING


def test_a_current_that_flows_back_is_a_negative_power(tmp_path):
    bound = meter(tmp_path, boards.ina226(1, "1-0040", -2_000), "ina226")
    bound.open()
    assert values(bound) == (-2_000_000,)


def test_a_file_that_may_not_be_read_is_named_with_its_cure(tmp_path, monkeypatch):
    bound = meter(tmp_path, boards.INA226, "ina226")
    monkeypatch.setattr(os, "open", failing(errno.EACCES))
    with pytest.raises(MeterError) as caught:
        bound.open()
    assert caught.value.reason is Reason.NO_PERMISSION
    file = f"{tmp_path}/{boards.HWMON}/hwmon3/power1_input"
    assert file in caught.value.message
    assert f"chmod a+r {file}" in (caught.value.hint or "")


def test_a_setting_that_nobody_knows_is_refused():
    with pytest.raises(msgspec.ValidationError, match="sensors"):
        msgspec.convert({"sensors": "ina226"}, HwmonSettings)
