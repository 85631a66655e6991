from __future__ import annotations

import errno
import fcntl
import os
import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from edgebench.meters import raspberry_pi_5_pmic
from edgebench.meters.meter import NoSettings
from edgebench.meters.raspberry_pi_5_pmic import Meter, powers
from edgebench.model.meter import MeterError
from edgebench.model.reason import Reason
from tests.meters.faults import failing
from tests.probes.trees import Files, plant

# A Raspberry Pi 5 under load, captured in the README of github.com/jfikar/RPi5-power.
CAPTURE = """\
 3V7_WL_SW_A current(0)=0.00000000A
   3V3_SYS_A current(1)=0.06245952A
   1V8_SYS_A current(2)=0.16102850A
  DDR_VDD2_A current(3)=0.00780744A
  DDR_VDDQ_A current(4)=0.00000000A
   1V1_SYS_A current(5)=0.17566740A
    0V8_SW_A current(6)=0.32791250A
  VDD_CORE_A current(7)=10.87674000A
   3V3_DAC_A current(17)=0.00036630A
   3V3_ADC_A current(18)=0.00042735A
   0V8_AON_A current(16)=0.00579975A
      HDMI_A current(22)=0.01367520A
 3V7_WL_SW_V volt(8)=3.79999600V
   3V3_SYS_V volt(9)=3.30632200V
   1V8_SYS_V volt(10)=1.79828900V
  DDR_VDD2_V volt(11)=1.10292900V
  DDR_VDDQ_V volt(12)=0.60476130V
   1V1_SYS_V volt(13)=1.10439400V
    0V8_SW_V volt(14)=0.80256330V
  VDD_CORE_V volt(15)=0.89745940V
   3V3_DAC_V volt(20)=3.30494200V
   3V3_ADC_V volt(21)=3.30219400V
   0V8_AON_V volt(19)=0.79736190V
      HDMI_V volt(23)=5.07056000V
     EXT5V_V volt(24)=5.06788000V
      BATT_V volt(25)=3.01110800V
"""
RAILS = (
    *("3V7_WL_SW", "3V3_SYS", "1V8_SYS", "DDR_VDD2", "DDR_VDDQ", "1V1_SYS", "0V8_SW", "VDD_CORE"),
    *("3V3_DAC", "3V3_ADC", "0V8_AON", "HDMI"),
)
NOT_REGISTERED = 'error=1 error_msg="Command not registered"'

PI_5: Files = {
    "proc/device-tree/model": "Raspberry Pi 5 Model B Rev 1.0\0",
    "proc/device-tree/compatible": "raspberrypi,5-model-b\0brcm,bcm2712\0",
    "dev/vcio_gencmd": "",
    "dev/vcio": "",
}
PI_4: Files = {
    "proc/device-tree/model": "Raspberry Pi 4 Model B Rev 1.4\0",
    "proc/device-tree/compatible": "raspberrypi,4-model-b\0brcm,bcm2711\0",
    "dev/vcio": "",
}


def firmware(answer: str, code: int = 0, status: int = 0x80000000) -> Callable[[int, int, bytearray], int]:
    """The kernel's end of the ioctl, after raspberrypi/linux drivers/char/broadcom/vcio.c and vcgencmd.c."""

    def answers(descriptor: int, request: int, message: bytearray) -> int:
        assert os.fstat(descriptor)
        assert request == (0xC0086400 if struct.calcsize("P") == 8 else 0xC0046400)
        assert struct.unpack_from("=6I", message) == (len(message), 0, 0x00030080, 1024, 0, 0)
        assert len(message) == 4 * (1024 // 4 + 7)
        assert message[24 : 24 + 14] == b"pmic_read_adc\0"
        struct.pack_into("=I", message, 4, status)
        struct.pack_into("=I1019sx", message, 20, code, answer.encode())
        return 0

    return answers


@pytest.fixture
def pi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(fcntl, "ioctl", firmware(CAPTURE))
    return plant(tmp_path, PI_5)


def tool(root: Path, script: str) -> None:
    path = root / "usr/bin/vcgencmd"
    path.parent.mkdir(parents=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def test_twelve_rails_have_a_voltage_and_a_current(pi):
    specification = Meter(NoSettings(), pi).open()
    assert tuple(rail.name for rail in specification.rails) == RAILS
    assert all(rail.in_total for rail in specification.rails)
    assert (specification.boundary, specification.kind) == ("soc_rails", "sampler")
    assert specification.model == "PMIC of Raspberry Pi 5 Model B Rev 1.0"


def test_a_rail_is_its_current_times_the_voltage_of_the_same_name(pi):
    meter = Meter(NoSettings(), pi)
    meter.open()
    (reading,) = meter.read()
    by_rail = dict(zip(RAILS, reading.values, strict=True))
    assert by_rail["VDD_CORE"] == 9_761_432_554
    assert by_rail["HDMI"] == 69_340_922
    assert by_rail["DDR_VDDQ"] == 0


def test_the_capture_adds_up_to_what_its_author_would_have_added_up(pi):
    meter = Meter(NoSettings(), pi)
    meter.open()
    assert sum(value or 0 for value in meter.read()[0].values) == 10_799_894_447


def test_rails_are_paired_by_name_whatever_the_order():
    lines = CAPTURE.splitlines()
    assert powers("\n".join(reversed(lines))) == powers(CAPTURE)


def test_a_current_that_flows_back_is_a_negative_power():
    assert powers("HDMI_A current(22)=-0.01000000A\nHDMI_V volt(23)=5.00000000V\n") == {"HDMI": -50_000_000}


def test_a_voltage_alone_is_no_rail():
    assert "EXT5V" not in powers(CAPTURE)
    assert "BATT" not in powers(CAPTURE)


def test_an_answer_cut_anywhere_gives_no_wrong_power():
    whole = powers(CAPTURE).items()
    assert all(powers(CAPTURE[:end]).items() <= whole for end in range(len(CAPTURE)))


@pytest.mark.parametrize("line", ["HDMI_A current(22)=nanA", "HDMI_A current(22)=0.01367520V", "HDMI_A ?"])
def test_a_rail_that_gives_no_number_is_none_in_its_reading(pi, monkeypatch, line):
    meter = Meter(NoSettings(), pi)
    meter.open()
    garbled = CAPTURE.replace("HDMI_A current(22)=0.01367520A", line)
    monkeypatch.setattr(fcntl, "ioctl", firmware(garbled))
    values = meter.read()[0].values
    assert values[:-1] == tuple(powers(CAPTURE).values())[:-1]
    assert values[-1] is None


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (firmware(""), Reason.BAD_READING),
        (firmware("garbage\n"), Reason.BAD_READING),
        (firmware(NOT_REGISTERED, code=0xFFFFFFFF), Reason.METER_LOST),
        (firmware(CAPTURE, status=0x80000001), Reason.METER_LOST),
    ],
)
def test_an_answer_without_rails_is_no_reading(pi, monkeypatch, answer, reason):
    meter = Meter(NoSettings(), pi)
    meter.open()
    monkeypatch.setattr(fcntl, "ioctl", answer)
    with pytest.raises(MeterError) as caught:
        meter.read()
    assert caught.value.reason is reason


def test_a_firmware_that_stops_answering_is_lost_and_found_again(pi, monkeypatch):
    meter = Meter(NoSettings(), pi)
    meter.open()
    with monkeypatch.context() as patched:
        patched.setattr(fcntl, "ioctl", failing(errno.ETIMEDOUT))
        with pytest.raises(MeterError, match="vcio_gencmd") as caught:
            meter.read()
    assert caught.value.reason is Reason.METER_LOST
    meter.close()
    meter.open()
    assert len(meter.read()) == 1


def test_an_older_kernel_has_one_device_for_everything(pi):
    (pi / "dev/vcio_gencmd").unlink()
    assert Meter.find(pi).usable


def test_who_may_not_ask_is_told_the_group(pi, monkeypatch):
    monkeypatch.setattr(os, "open", failing(errno.EACCES))
    tool(pi, "exit 255")
    found = Meter.find(pi)
    assert (found.usable, found.reason) == (False, Reason.NO_PERMISSION)
    assert f"{pi}/dev/vcio_gencmd" in found.says
    assert "usermod -aG video" in found.hint


@pytest.mark.parametrize(
    ("files", "says"),
    [
        (PI_4, "Raspberry Pi 4 Model B Rev 1.4 is no Raspberry Pi 5"),
        ({}, "this machine is no Raspberry Pi 5"),
    ],
)
def test_other_boards_measure_no_current(tmp_path, files, says):
    found = Meter.find(plant(tmp_path, files))
    assert (found.usable, found.reason) == (False, Reason.NO_METER)
    assert says in found.says


def test_without_a_device_or_the_tool_there_is_no_way_to_ask(pi):
    (pi / "dev/vcio_gencmd").unlink()
    (pi / "dev/vcio").unlink()
    assert Meter.find(pi).reason is Reason.NO_METER


def test_a_device_that_speaks_another_way_is_lost_where_there_is_no_tool(pi, monkeypatch):
    monkeypatch.setattr(fcntl, "ioctl", failing(errno.ENOTTY))
    found = Meter.find(pi)
    assert found.reason is Reason.METER_LOST
    assert "dev/vcio_gencmd" in found.says


def test_where_the_device_speaks_another_way_the_tool_is_asked(pi, monkeypatch):
    monkeypatch.setattr(fcntl, "ioctl", failing(errno.ENOTTY))
    tool(pi, f'[ "$1" = pmic_read_adc ] && cat <<END\n{CAPTURE}END')
    meter = Meter(NoSettings(), pi)
    meter.open()
    assert meter.read()[0].values == tuple(powers(CAPTURE).values())


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        (f"echo '{NOT_REGISTERED}'; exit 255", Reason.METER_LOST),
        ('echo "Can\'t open device file: /dev/vcio_gencmd"; exit 255', Reason.NO_PERMISSION),
        ("exec sleep 60", Reason.METER_LOST),
    ],
)
def test_a_tool_that_fails_or_hangs_gives_no_reading(pi, monkeypatch, script, reason):
    monkeypatch.setattr(raspberry_pi_5_pmic, "READ_SECONDS", 0.2)
    monkeypatch.setattr(fcntl, "ioctl", failing(errno.ENOTTY))
    tool(pi, script)
    assert Meter.find(pi).reason is reason
