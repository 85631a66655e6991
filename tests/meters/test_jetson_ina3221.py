from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from edgebench.meters.jetson_ina3221 import JetsonSettings, Meter
from edgebench.model.meter import MeterError
from edgebench.model.reason import Reason
from tests.meters import boards
from tests.meters.faults import failing
from tests.probes.trees import Files, plant


def opened(root: Path, files: Files, *, carrier: bool = False) -> tuple[Meter, set[str]]:
    """The meter, and the labels of what is added."""
    meter = Meter(JetsonSettings(carrier), plant(root, files))
    return meter, {rail.name for rail in meter.open().rails if rail.in_total}


def total_mw(meter: Meter, counted: set[str]) -> float:
    rails = meter.open().rails
    (reading,) = meter.read()
    return (
        sum(value or 0 for rail, value in zip(rails, reading.values, strict=True) if rail.name in counted)
        / 1e6
    )


@pytest.mark.parametrize(
    ("files", "counted", "milliwatts"),
    [
        (boards.NANO, {"POM_5V_IN"}, 2800),
        (boards.TX1, {"VDD_IN"}, 3000),
        (boards.TX2, {"VDD_IN"}, 3600),
        (boards.TX2_NX, {"VDD_IN"}, 2900),
        (boards.XAVIER_NX, {"VDD_IN"}, 5000),
        (boards.AGX_XAVIER, {"GPU", "CPU", "SOC", "CV", "VDDRQ", "SYS5V"}, 3300),
        (boards.ORIN_NANO, {"VDD_IN"}, 4747.072),
        (boards.AGX_ORIN, {"VDD_GPU_SOC", "VDD_CPU_CV", "VIN_SYS_5V0"}, 3800 + 760 + 4000),
        (boards.AGX_THOR, {"VIN"}, 23_000),
    ],
)
def test_only_what_goes_into_a_module_is_added(tmp_path, files, counted, milliwatts):
    meter, added = opened(tmp_path, files)
    assert added == counted
    assert total_mw(meter, added) == milliwatts


def test_what_other_rails_feed_is_read_and_not_added(tmp_path):
    meter, _ = opened(tmp_path, boards.AGX_ORIN)
    assert [rail.name for rail in meter.open().rails] == [
        *("VDD_GPU_SOC", "VDD_CPU_CV", "VIN_SYS_5V0"),
        "VDDQ_VDD2_1V8AO",
    ]
    assert meter.read()[0].values[3] == 750_000_000


def test_a_rail_may_read_less_than_nothing(tmp_path):
    meter, _ = opened(tmp_path, boards.AGX_THOR)
    assert meter.read()[0].values[0] == -396_000_000


@pytest.mark.parametrize(
    ("files", "boundary", "includes"),
    [
        (boards.ORIN_NANO, "module_dc", ("soc", "memory")),
        (boards.AGX_THOR, "board_dc", ("soc", "memory", "board")),
    ],
)
def test_the_boundary_is_the_module_but_of_thor_the_kit(tmp_path, files, boundary, includes):
    specification = Meter(JetsonSettings(), plant(tmp_path, files)).open()
    assert (specification.boundary, specification.includes) == (boundary, includes)


def test_the_carrier_of_a_tx2_is_added_on_request(tmp_path):
    meter, counted = opened(tmp_path, boards.TX2, carrier=True)
    assert counted == {"VDD_IN", "VDD_MUX"}
    assert meter.open().boundary == "board_dc"
    assert total_mw(meter, counted) == 8800


def test_a_carrier_that_shows_nothing_is_refused(tmp_path):
    with pytest.raises(MeterError, match="VDD_MUX"):
        opened(tmp_path, boards.ORIN_NANO, carrier=True)


@pytest.mark.parametrize(
    ("files", "update_us", "averaging_us"),
    [
        (boards.ORIN_NANO, 7_000, 0),
        (boards.NANO, 422_400, 422_400),
        (boards.AGX_THOR, 50_496, 50_496),
        ({**boards.ORIN_NANO, f"{boards.I2C}/ina3221/1-0040/hwmon/hwmon1/samples": "4\n"}, 7_000, 7_000),
    ],
)
def test_the_averaging_is_as_the_chip_is_set_up(tmp_path, files, update_us, averaging_us):
    specification = Meter(JetsonSettings(), plant(tmp_path, files)).open()
    assert (specification.update_period_us, specification.averaging_us) == (update_us, averaging_us)


def test_it_is_asked_ten_times_a_second(tmp_path):
    assert Meter(JetsonSettings(), plant(tmp_path, boards.ORIN_NANO)).open().period_us == 100_000


def test_it_is_asked_as_seldom_as_the_chips_need(tmp_path):
    rails = (("VDD_IN", 5000, 1), ("VDD_CPU_GPU_CV", 5000, 1), ("VDD_SOC", 5000, 1))
    files = {**boards.XAVIER_NX, **boards.ina3221("7-0040", 6, *rails, samples=16)}
    # Six files wait for a conversion of 106 ms each, twice that is between two readings.
    assert Meter(JetsonSettings(), plant(tmp_path, files)).open().period_us == 6 * 106_000 * 2


def test_a_chip_that_averages_longer_than_a_read_may_take_is_refused_with_its_cure(tmp_path):
    rails = (("VDD_IN", 5000, 1), ("VDD_CPU_GPU_CV", 5000, 1), ("VDD_SOC", 5000, 1))
    files = {**boards.XAVIER_NX, **boards.ina3221("7-0040", 6, *rails, samples=64)}
    with pytest.raises(MeterError, match=r"2\.5 s") as caught:
        Meter(JetsonSettings(), plant(tmp_path, files)).open()
    assert f"{tmp_path}/{boards.I2C}/ina3221/7-0040/hwmon/hwmon6/samples" in (caught.value.hint or "")


UNKNOWN_LABEL = f"{boards.I2C}/ina3221/1-0040/hwmon/hwmon1/in2_label"
SWITCHED_OFF = f"{boards.I2C}/ina3221/1-0040/hwmon/hwmon1/in1_enable"


@pytest.mark.parametrize(
    ("files", "says"),
    [
        (boards.NANO_2GB, "NVIDIA Jetson Nano 2GB Developer Kit shows no INA3221 rail"),
        ({}, "this machine shows no INA3221 rail"),
        ({**boards.ORIN_NANO, UNKNOWN_LABEL: "VDD_NEW\n"}, "what of VDD_IN, VDD_NEW, VDD_SOC is the input"),
        ({**boards.ORIN_NANO, SWITCHED_OFF: "0\n"}, "what of VDD_CPU_GPU_CV, VDD_SOC is the input"),
        ({**boards.ORIN_NANO, **boards.ina3221("1-0042", 2, ("VDD_NEW", 5000, 1))}, "is not known"),
        ({**boards.AGX_ORIN, **boards.jetson("another", "nvidia,tegra194")}, "is not known"),
    ],
)
def test_rails_that_are_not_a_known_modules_have_no_total(tmp_path, files, says):
    found = Meter.find(plant(tmp_path, files))
    assert (found.usable, found.reason) == (False, Reason.NO_METER)
    assert says in found.says


def test_an_unknown_set_of_rails_says_how_to_bind_one(tmp_path):
    hint = Meter.find(plant(tmp_path, {**boards.ORIN_NANO, UNKNOWN_LABEL: "VDD_NEW\n"})).hint
    assert 'driver = "hwmon", sensor = "ina3221:VDD_IN"' in hint


def test_what_it_reads_is_said(tmp_path):
    found = Meter.find(plant(tmp_path, boards.AGX_ORIN))
    assert (found.usable, found.says) == (True, "sum of VDD_GPU_SOC, VDD_CPU_CV, VIN_SYS_5V0")


def test_a_chip_that_stops_answering_is_lost_and_found_again(tmp_path, monkeypatch):
    meter, _ = opened(tmp_path, boards.ORIN_NANO)
    monkeypatch.setattr(os, "pread", failing(errno.ETIMEDOUT))
    with pytest.raises(MeterError, match="in1_input") as caught:
        meter.read()
    assert caught.value.reason is Reason.METER_LOST
    monkeypatch.undo()
    meter.close()
    meter.open()
    assert meter.read()[0].values[0] == 4904 * 968 * 1000


def test_files_that_may_not_be_read_are_named(tmp_path, monkeypatch):
    plant(tmp_path, boards.NANO)
    monkeypatch.setattr(os, "open", failing(errno.EACCES))
    found = Meter.find(tmp_path)
    assert found.reason is Reason.NO_PERMISSION
    assert "in_power0_input" in found.says
    assert "chmod a+r" in found.hint


@pytest.mark.parametrize("content", ["", "nan\n"])
def test_what_is_no_number_is_no_reading(tmp_path, content):
    meter, _ = opened(tmp_path, boards.ORIN_NANO)
    (tmp_path / boards.I2C / "ina3221/1-0040/hwmon/hwmon1/curr1_input").write_text(content)
    with pytest.raises(MeterError) as caught:
        meter.read()
    assert caught.value.reason is Reason.BAD_READING
