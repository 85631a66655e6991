from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from edgebench.meters.battery import BatterySettings, Meter
from edgebench.model.meter import MeterError
from edgebench.model.reason import Reason
from tests.meters import boards
from tests.meters.boards import supply
from tests.meters.faults import failing
from tests.probes.trees import Files, plant


def opened(root: Path, files: Files) -> Meter:
    meter = Meter(BatterySettings(), plant(root, files))
    meter.open()
    return meter


def discharging(**files: object) -> Files:
    return supply("BAT0", type="Battery", status="Discharging", **files)


def test_a_laptop_on_its_battery_is_read_in_nanowatts(tmp_path):
    meter = opened(tmp_path, boards.LAPTOP)
    specification = meter.open()
    assert [rail.name for rail in specification.rails] == ["BAT0"]
    assert (specification.boundary, specification.includes) == ("device_battery", ("device",))
    assert specification.period_us == 1_000_000
    assert meter.read()[0].values == (7_420_000_000,)


@pytest.mark.parametrize("current_ua", [1_500_000, -1_500_000])
def test_a_current_may_have_either_sign_while_it_discharges(tmp_path, current_ua):
    meter = opened(tmp_path, discharging(current_now=current_ua, voltage_now=12_000_001))
    assert meter.read()[0].values == (18_000_001_500,)


def test_a_negative_power_is_one_that_leaves_the_battery(tmp_path):
    assert opened(tmp_path, discharging(power_now=-5_000_000)).read()[0].values == (5_000_000_000,)


def test_a_power_that_the_gauge_has_no_value_for_is_made_of_current_and_voltage(tmp_path):
    files = discharging(power_now="", current_now=1_000_000, voltage_now=10_000_000)
    assert opened(tmp_path, {**files, f"{boards.SUPPLY}/BAT0/power_now": ""}).read()[0].values == (10**10,)


def test_two_batteries_add_up_and_one_may_rest(tmp_path):
    meter = opened(tmp_path, boards.THINKPAD)
    specification = meter.open()
    assert specification.total_rule == "sum of BAT0, BAT1"
    assert all(rail.in_total for rail in specification.rails)
    assert meter.read()[0].values == (0, 9_000_000_000)


@pytest.mark.parametrize("status", ["Charging", "Full", "Not charging", "Unknown", ""])
def test_a_battery_that_does_not_discharge_is_no_meter(tmp_path, status):
    files = {**boards.LAPTOP, f"{boards.SUPPLY}/BAT0/status": f"{status}\n"}
    found = Meter.find(plant(tmp_path, files))
    assert (found.usable, found.reason) == (False, Reason.ON_MAINS)
    assert "unplug" in found.hint


@pytest.mark.parametrize(("status", "power_uw"), [("Charging", 0), ("Unknown", 3_000_000)])
def test_a_second_battery_that_is_in_use_otherwise_spoils_the_reading(tmp_path, status, power_uw):
    second = supply("BAT0", type="Battery", status=status, power_now=power_uw)
    meter = opened(tmp_path, {**boards.THINKPAD, **second})
    with pytest.raises(MeterError, match=f"BAT0: {status}") as caught:
        meter.read()
    assert caught.value.reason is Reason.ON_MAINS


@pytest.mark.parametrize("kind", ["Mains", "USB"])
def test_a_charger_that_only_helps_the_battery_spoils_the_reading_too(tmp_path, kind):
    meter = opened(tmp_path, {**boards.LAPTOP, **supply("ADP1", type=kind, online=1)})
    with pytest.raises(MeterError, match="ADP1: plugged in") as caught:
        meter.read()
    assert caught.value.reason is Reason.ON_MAINS


def test_plugging_in_is_seen_at_the_next_reading(tmp_path):
    meter = opened(tmp_path, boards.LAPTOP)
    meter.read()
    (tmp_path / boards.SUPPLY / "BAT0/status").write_text("Charging\n")
    with pytest.raises(MeterError) as caught:
        meter.read()
    assert caught.value.reason is Reason.ON_MAINS


@pytest.mark.parametrize(
    "files",
    [
        {},
        boards.AC,
        boards.MOUSE,
        boards.USB_C,
        supply("BAT0", type="Battery", present=0, status="Unknown"),
        supply("ucsi-source-psy-1", type="Battery", status="Discharging", power_now=1),
    ],
)
def test_what_does_not_feed_the_device_is_no_battery(tmp_path, files):
    found = Meter.find(plant(tmp_path, files))
    assert (found.usable, found.reason) == (False, Reason.NO_METER)
    assert "there is no battery" in found.says


def test_a_battery_with_nothing_but_a_level_is_no_meter(tmp_path):
    found = Meter.find(plant(tmp_path, discharging(capacity=80, energy_now=1, voltage_now=1)))
    assert found.reason is Reason.NO_METER
    assert "BAT0: shows neither power_now" in found.says


def test_how_often_the_gauge_moves_is_a_setting(tmp_path):
    plant(tmp_path, boards.LAPTOP)
    assert Meter(BatterySettings(), tmp_path).open().update_period_us == 10_000_000
    assert Meter(BatterySettings(1_000), tmp_path).open().update_period_us == 1_000_000


def test_a_battery_that_is_taken_out_is_lost_and_found_again(tmp_path, monkeypatch):
    meter = opened(tmp_path, boards.LAPTOP)
    monkeypatch.setattr(os, "pread", failing(errno.ENODEV))
    with pytest.raises(MeterError, match="BAT0/status: No such device") as caught:
        meter.read()
    assert caught.value.reason is Reason.METER_LOST
    monkeypatch.undo()
    meter.close()
    meter.open()
    assert len(meter.read()) == 1


def test_a_file_that_may_not_be_read_is_named_with_its_cure(tmp_path, monkeypatch):
    plant(tmp_path, boards.LAPTOP)
    monkeypatch.setattr(os, "open", failing(errno.EACCES))
    found = Meter.find(tmp_path)
    assert found.reason is Reason.NO_PERMISSION
    assert f"sudo chmod a+r {tmp_path}/{boards.SUPPLY}/BAT0/status" in found.hint


@pytest.mark.parametrize("content", ["", "nan\n"])
def test_what_is_no_number_is_no_reading(tmp_path, content):
    meter = opened(tmp_path, boards.LAPTOP)
    (tmp_path / boards.SUPPLY / "BAT0/power_now").write_text(content)
    with pytest.raises(MeterError) as caught:
        meter.read()
    assert caught.value.reason is Reason.BAD_READING
