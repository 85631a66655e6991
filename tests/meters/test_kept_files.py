"""Every driver that reads files: through descriptors that are kept, and given back."""

from __future__ import annotations

import errno
import fcntl
import os
from pathlib import Path
from typing import Any

import pytest

from edgebench.meters import battery, hwmon, jetson_ina3221, powercap_rapl, raspberry_pi_5_pmic
from edgebench.meters.meter import Meter, NoSettings
from edgebench.model.meter import MeterError
from edgebench.model.reason import Reason
from tests.meters import boards
from tests.meters.faults import failing
from tests.meters.test_raspberry_pi_5_pmic import CAPTURE, PI_5, firmware
from tests.probes.trees import Files, plant

RAPL: Files = {
    "sys/class/powercap/intel-rapl:0/name": "package-0\n",
    "sys/class/powercap/intel-rapl:0/energy_uj": "1\n",
}
DRIVERS = [
    pytest.param(hwmon, hwmon.HwmonSettings("ina226"), boards.INA226, id="hwmon"),
    pytest.param(hwmon, hwmon.HwmonSettings("xe"), boards.XE, id="hwmon-gpu"),
    pytest.param(jetson_ina3221, jetson_ina3221.JetsonSettings(), boards.AGX_THOR, id="jetson-ina3221"),
    pytest.param(
        jetson_ina3221, jetson_ina3221.JetsonSettings(), boards.ORIN_NANO, id="jetson-ina3221-products"
    ),
    pytest.param(jetson_ina3221, jetson_ina3221.JetsonSettings(), boards.TX2, id="jetson-ina3221-iio"),
    pytest.param(battery, battery.BatterySettings(), boards.THINKPAD, id="battery"),
    pytest.param(raspberry_pi_5_pmic, NoSettings(), PI_5, id="raspberry-pi-5-pmic"),
    pytest.param(powercap_rapl, NoSettings(), RAPL, id="powercap-rapl"),
]
pytestmark = pytest.mark.parametrize(("driver", "settings", "files"), DRIVERS)


@pytest.fixture(autouse=True)
def _firmware(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fcntl, "ioctl", firmware(CAPTURE))


def descriptors(below: Path) -> int:
    """Open on files below this folder: others of this process come and go as its garbage is collected."""
    kept = [path.readlink() for path in Path("/proc/self/fd").iterdir() if path.is_symlink()]
    return sum(target.is_relative_to(below) for target in kept)


def made(driver: Any, settings: Any, root: Path, files: Files) -> Meter:
    meter: Meter = driver.Meter(settings, plant(root, files))
    return meter


def test_a_reading_opens_no_file(tmp_path, monkeypatch, driver, settings, files):
    meter = made(driver, settings, tmp_path, files)
    meter.open()
    monkeypatch.setattr(os, "open", failing(errno.EMFILE))
    monkeypatch.setattr(Path, "open", failing(errno.EMFILE))
    assert all(value is not None for value in meter.read()[0].values)


def test_a_reading_lies_within_the_time_that_it_took(tmp_path, driver, settings, files):
    meter = made(driver, settings, tmp_path, files)
    rails = meter.open().rails
    first, second = meter.read()[0], meter.read()[0]
    assert first.at_ns + first.half_width_ns <= second.at_ns - second.half_width_ns + 2
    assert len(first.values) == len(rails)


def test_closing_gives_every_descriptor_back_also_twice(tmp_path, driver, settings, files):
    before = descriptors(tmp_path)
    meter = made(driver, settings, tmp_path, files)
    meter.open()
    assert descriptors(tmp_path) > before
    meter.open()
    meter.close()
    meter.close()
    assert descriptors(tmp_path) == before


def test_finding_gives_every_descriptor_back(tmp_path, driver, settings, files):
    before = descriptors(tmp_path)
    driver.Meter.find(plant(tmp_path, files))
    assert descriptors(tmp_path) == before


def test_a_failure_at_the_last_file_leaves_none_open_after_closing(
    tmp_path, monkeypatch, driver, settings, files
):
    meter = made(driver, settings, tmp_path, files)
    before, real, paths = descriptors(tmp_path), os.open, []

    def last_fails(path: Path, flags: int) -> int:
        paths.append(path)
        return failing(errno.EACCES)() if path == last else real(path, flags)

    last = None
    monkeypatch.setattr(os, "open", last_fails)
    meter.open()
    last = paths[-1]
    with pytest.raises(MeterError, match=last.name) as caught:
        meter.open()
    assert caught.value.reason is Reason.NO_PERMISSION
    meter.close()
    assert descriptors(tmp_path) == before


@pytest.mark.parametrize("content", ["", "\N{REPLACEMENT CHARACTER}\0\0", "x" * 5000])
def test_finding_never_raises_whatever_the_files_hold(tmp_path, driver, settings, files, content):
    garbled = {name: content if isinstance(text, str) else text for name, text in files.items()}
    assert not driver.Meter.find(plant(tmp_path, garbled)).usable


def test_finding_never_raises_where_files_are_folders(tmp_path, driver, settings, files):
    folders = {f"{name}/nothing": "" for name, text in files.items() if isinstance(text, str)}
    assert not driver.Meter.find(plant(tmp_path, folders)).usable
