from __future__ import annotations

import errno
import struct
import sys
import time
from pathlib import Path
from typing import Literal

import pytest

from edgebench.meters import meter as contract
from edgebench.meters.km003c import Km003cSettings, Meter, Sample, sample_of
from edgebench.model.meter import MeterError
from edgebench.model.reason import Reason
from tests.meters.fake_usb import FakeDevice, Interface, plug_in, sysfs

ROOT = Path("/")

# Two real answers of a KM003C, as published in github.com/okhsunrog/km003c-rs,
# km003c-lib/tests/common/mod.rs (MIT or Apache-2.0): bytes that a device sent.
FIVE_VOLTS = bytes.fromhex(
    "410080020100000b451c4d00ae9efeffdb1c4d00239ffeffe11c4d00819ffeff"
    "c90c8a100e000000000078 7e0080020000000000".replace(" ", "")
)
NO_LOAD = bytes.fromhex(
    "410c82020100000be08d4d001e000000218e4d00eaffffff278e4d00480000001c0c9502737e000001007b7e0080a40c00000000"
)
VENDOR = Interface(0, 0xFF, 0x01, 0x81)
HID = Interface(3, 0x03, 0x05, 0x85)


def answering(answer: bytes) -> FakeDevice:
    """A meter that answers every request with these bytes and the request's own number."""
    device = FakeDevice(0x5FC9, 0x0063, HID, VENDOR)
    device.answer = lambda asked: [answer[:1] + asked[1:2] + answer[2:]]
    return device


@pytest.fixture
def plugged(monkeypatch):
    monkeypatch.setattr(contract, "READ_SECONDS", 0.1)

    def plug(device: FakeDevice, direction: Literal["sink", "source"] = "sink") -> Meter:
        plug_in(monkeypatch, device)
        return Meter(Km003cSettings(direction=direction), ROOT)

    return plug


def test_the_published_captures_decode_to_what_the_meter_showed():
    assert sample_of(FIVE_VOLTS) == Sample(5_053_509, -90_450)
    assert sample_of(NO_LOAD) == Sample(5_082_592, 30)


def test_a_request_is_four_bytes_with_its_own_number(plugged):
    device = answering(FIVE_VOLTS)
    meter = plugged(device)
    meter.open()
    meter.read()
    assert device.written == [bytes.fromhex("0c010200"), bytes.fromhex("0c020200")]


@pytest.mark.parametrize(("direction", "sign"), [("sink", -1), ("source", 1)])
def test_a_power_against_the_configured_direction_stays_negative(plugged, direction, sign):
    meter = plugged(answering(FIVE_VOLTS), direction)
    meter.open()
    assert meter.read()[0].values == (sign * 457_089_889,)  # 5.053509 V x 0.090450 A = 0.457 089 889 05 W


def test_only_the_makers_own_interface_is_taken_and_it_is_given_back(plugged):
    device = answering(NO_LOAD)
    meter = plugged(device)
    meter.open()
    meter.close()
    assert (device.taken_from_kernel, device.given_back) == ([0], [0])


def test_an_answer_to_an_older_request_is_passed_over(plugged):
    device = answering(NO_LOAD)
    device.pending = [FIVE_VOLTS, b""]
    meter = plugged(device)
    meter.open()
    assert meter.read()[0].values == (152_478,)  # 5.082592 V x 30 µA


def chopped(block: int) -> bytes:
    return FIVE_VOLTS[:4] + struct.pack("<I", block) + FIVE_VOLTS[8:]


@pytest.mark.parametrize(
    "answer",
    [
        FIVE_VOLTS[:51],
        FIVE_VOLTS[:4],
        b"\x06\x00\x00\x00",  # refused
        b"\x05\x00\x00\x00",  # accepted, with nothing
        chopped(44 << 22 | 2),  # another block
        chopped(40 << 22 | 1),  # a shorter one
    ],
)
def test_what_is_no_measurement_is_no_reading(plugged, answer):
    with pytest.raises(MeterError) as caught:
        plugged(answering(answer)).open()
    assert caught.value.reason is Reason.BAD_READING


@pytest.mark.parametrize("cut", range(52))
def test_an_answer_cut_anywhere_is_never_a_number(cut):
    with pytest.raises(MeterError):
        sample_of(FIVE_VOLTS[:cut])


def test_a_silent_meter_is_lost_within_the_limit(plugged):
    began = time.monotonic()
    with pytest.raises(MeterError) as caught:
        plugged(FakeDevice(0x5FC9, 0x0063, VENDOR)).open()
    assert caught.value.reason is Reason.METER_LOST
    assert time.monotonic() - began < 1


def test_a_meter_that_was_unplugged_is_lost_and_can_be_opened_again(plugged):
    device = answering(NO_LOAD)
    meter = plugged(device)
    meter.open()
    device.error = errno.ENODEV
    with pytest.raises(MeterError) as caught:
        meter.read()
    assert caught.value.reason is Reason.METER_LOST
    meter.close()
    device.error = None
    meter.open()
    assert meter.read()[0].values == (152_478,)


def test_a_meter_that_may_not_be_opened_names_the_udev_rule(plugged):
    device = answering(NO_LOAD)
    device.error = errno.EACCES
    with pytest.raises(MeterError) as caught:
        plugged(device).open()
    assert caught.value.reason is Reason.NO_PERMISSION
    assert 'ATTR{idVendor}=="5fc9"' in str(caught.value.hint)


@pytest.mark.parametrize("product", [0x0061, 0x0064])
def test_another_product_of_the_maker_is_not_taken_for_it(plugged, product):
    with pytest.raises(MeterError, match="no KM003C is plugged in") as caught:
        plugged(FakeDevice(0x5FC9, product, VENDOR)).open()
    assert caught.value.reason is Reason.METER_LOST


def test_of_two_the_one_at_the_named_port_is_taken(monkeypatch):
    first, second = answering(FIVE_VOLTS), answering(NO_LOAD)
    second.port_numbers = (2, 4)
    plug_in(monkeypatch, first, second)
    with pytest.raises(MeterError, match="several") as caught:
        Meter(Km003cSettings(), ROOT).open()
    assert caught.value.hint == "name its port: 1-3, 1-2.4"
    meter = Meter(Km003cSettings(port="1-2.4"), ROOT)
    meter.open()
    assert meter.read()[0].values == (152_478,)


def test_without_pyusb_it_says_what_to_install(monkeypatch):
    for module in [name for name in sys.modules if name == "usb" or name.startswith("usb.")]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "usb", None)
    with pytest.raises(MeterError) as caught:
        Meter(Km003cSettings(), ROOT).open()
    assert (caught.value.reason, caught.value.hint) == (Reason.NO_METER, "pip install 'edgebench[usb]'")


def test_without_libusb_it_says_what_to_install(monkeypatch):
    import usb.core

    def none(**unused: object) -> None:
        raise usb.core.NoBackendError("No backend available")

    monkeypatch.setattr(usb.core, "find", none)
    with pytest.raises(MeterError) as caught:
        Meter(Km003cSettings(), ROOT).open()
    assert (caught.value.reason, caught.value.hint) == (Reason.NO_METER, "apt install libusb-1.0-0")


def test_it_is_found_by_what_the_kernel_shows_of_its_port(tmp_path):
    found = Meter.find(sysfs(tmp_path, 0x5FC9, 0x0063))
    assert (found.usable, found.says) == (True, "KM003C at 1-1.3")


def test_a_device_file_that_may_not_be_opened_is_said_before_a_run(tmp_path):
    found = Meter.find(sysfs(tmp_path, 0x5FC9, 0x0063, node=False))
    assert (found.usable, found.reason) == (False, Reason.NO_PERMISSION)


def test_a_machine_without_one_has_no_meter(tmp_path):
    found = Meter.find(tmp_path)
    assert (found.usable, found.reason) == (False, Reason.NO_METER)
