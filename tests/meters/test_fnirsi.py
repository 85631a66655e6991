from __future__ import annotations

import errno
import struct
import time
from pathlib import Path

import pytest

from edgebench.meters import meter as contract
from edgebench.meters.fnirsi import FnirsiSettings, Meter, command, crc8, nanowatts_of
from edgebench.model.meter import MeterError, Reading
from edgebench.model.reason import Reason
from tests.meters.fake_usb import FakeDevice, Interface, plug_in, sysfs

ROOT = Path("/")

FNB48, C1, FNB58, FNB48S = (0x0483, 0x003A), (0x0483, 0x003B), (0x2E3C, 0x5558), (0x2E3C, 0x0049)
STORAGE = Interface(0, 0x08, 0x01, 0x82)
HID = Interface(1, 0x03, 0x03, 0x83)


def report(*samples: tuple[int, int], kind: int = 4) -> bytes:
    """Synthetic, from the layout in energy.md 8.3 (11 c): volts and amperes times 100,000."""
    body = bytes([kind])
    for volts, amperes in samples:
        body += struct.pack("<IIHHBH", volts, amperes, 600, 600, 1, 305)
    body += b"\x5a"
    return b"\xaa" + body + bytes([crc8(body)])


FIVE_WATTS = report(*[(500_000, 100_000)] * 4)
RISING = report((500_000, 0), (500_000, 10_000), (500_000, 20_000), (500_001, 20_001))


@pytest.fixture
def plugged(monkeypatch):
    """A meter with these reports waiting, the first of which it always throws away; closed at the end."""
    monkeypatch.setattr(contract, "READ_SECONDS", 0.3)
    made: list[Meter] = []

    def plug(device: FakeDevice) -> Meter:
        plug_in(monkeypatch, device)
        made.append(Meter(FnirsiSettings(), ROOT))
        return made[-1]

    yield plug
    for meter in made:
        meter.close()


def sending(*reports: bytes, model: tuple[int, int] = FNB48) -> FakeDevice:
    device = FakeDevice(*model, STORAGE, HID)
    left = [FIVE_WATTS, *reports]
    device.answer = lambda asked: [left.pop(0) for _ in left[:]] if asked[1] == 0x82 else []
    return device


def read_all(meter: Meter, count: int) -> list[Reading]:
    readings: list[Reading] = []
    while len(readings) < count:
        readings += meter.read()
    return readings


def test_the_crc_is_that_of_the_published_commands():
    # github.com/baryluk/fnirsi-usb-power-data-logger: aa 81 ... 8e, aa 82 ... 96, aa 83 ... 9e
    assert [command(number)[-1] for number in (0x81, 0x82, 0x83)] == [0x8E, 0x96, 0x9E]
    assert all(len(command(number)) == 64 for number in (0x81, 0x82, 0x83))


def test_power_is_volts_times_amperes_of_each_sample():
    assert nanowatts_of(RISING) == [0, 500_000_000, 1_000_000_000, 1_000_052_000]  # 5.00001 V x 0.20001 A


def test_samples_are_stamped_by_their_place_ten_milliseconds_apart(plugged):
    meter = plugged(sending(RISING, FIVE_WATTS))
    meter.open()
    readings = read_all(meter, 8)
    assert [reading.device_ns for reading in readings] == [10_000_000 * place for place in range(1, 9)]
    assert [reading.values[0] for reading in readings[3:5]] == [1_000_052_000, 5_000_000_000]
    assert readings[3].at_ns - readings[0].at_ns == 30_000_000


@pytest.mark.parametrize(
    ("model", "name", "last", "keep_alive_s"),
    [
        (FNB48, "FNIRSI FNB48", 0x83, 0.003),
        (C1, "FNIRSI C1", 0x83, 0.003),
        (FNB58, "FNIRSI FNB58", 0x82, 1.0),
        (FNB48S, "FNIRSI FNB48S", 0x82, 1.0),
    ],
)
def test_each_model_is_greeted_in_its_own_way(plugged, model, name, last, keep_alive_s):
    device = sending(model=model)
    meter = plugged(device)
    assert meter.open().model == name
    assert [sent[1] for sent in device.written[:3]] == [0x81, 0x82, last]
    assert meter._keep_alive_s == keep_alive_s


def test_it_is_told_to_go_on_while_it_is_read(plugged):
    device = sending(*[FIVE_WATTS] * 3)
    meter = plugged(device)
    meter.open()
    read_all(meter, 12)
    time.sleep(0.02)
    assert command(0x83) in device.written[3:]


def test_only_the_hid_interface_is_taken_so_that_the_disk_stays(plugged):
    device = sending(FIVE_WATTS)
    meter = plugged(device)
    meter.open()
    meter.close()
    assert (device.taken_from_kernel, device.given_back) == ([1], [1])


@pytest.mark.parametrize("place", range(64))
def test_a_report_with_a_flipped_bit_anywhere_is_four_lost_samples(plugged, place):
    broken = bytearray(FIVE_WATTS)
    broken[place] ^= 0x10
    meter = plugged(sending(bytes(broken), RISING))
    meter.open()
    readings = read_all(meter, 4)
    assert [reading.lost for reading in readings] == [4, 0, 0, 0]
    assert readings[0].device_ns == 50_000_000


def test_a_report_of_another_type_holds_no_samples(plugged):
    meter = plugged(sending(report(*[(1, 1)] * 4, kind=3), RISING))
    meter.open()
    assert [reading.values[0] for reading in read_all(meter, 4)] == nanowatts_of(RISING)


def test_nothing_but_garbage_is_a_bad_reading(plugged):
    device = sending()
    device.answer = lambda asked: [bytes(64)]  # for every word to go on, another one
    meter = plugged(device)
    meter.open()
    with pytest.raises(MeterError) as caught:
        meter.read()
    assert caught.value.reason is Reason.BAD_READING


def test_a_silent_meter_is_lost_within_the_limit(plugged):
    meter = plugged(FakeDevice(*FNB48, HID))
    meter.open()
    began = time.monotonic()
    with pytest.raises(MeterError) as caught:
        meter.read()
    assert caught.value.reason is Reason.METER_LOST
    assert time.monotonic() - began < 1


def test_a_meter_that_was_unplugged_is_lost_and_can_be_opened_again(plugged):
    device = sending(RISING)
    meter = plugged(device)
    meter.open()
    read_all(meter, 4)
    device.error = errno.ENODEV
    with pytest.raises(MeterError) as caught:
        meter.read()
    assert caught.value.reason is Reason.METER_LOST
    meter.close()
    again = sending(RISING)
    device.error, device.answer = None, again.answer
    meter.open()
    assert read_all(meter, 4)[0].device_ns == 10_000_000


def test_a_meter_that_may_not_be_opened_names_the_udev_rule(plugged):
    device = sending()
    device.error = errno.EACCES
    with pytest.raises(MeterError) as caught:
        plugged(device).open()
    assert caught.value.reason is Reason.NO_PERMISSION
    assert "0483" in str(caught.value.hint)


def test_another_device_of_the_chips_maker_is_not_taken_for_it(plugged):
    with pytest.raises(MeterError, match="is plugged in") as caught:
        plugged(FakeDevice(0x0483, 0x5740, HID)).open()  # any STM32 with a serial port
    assert caught.value.reason is Reason.METER_LOST


def test_it_is_found_by_what_the_kernel_shows_of_its_port(tmp_path):
    found = Meter.find(sysfs(tmp_path, *FNB58))
    assert (found.usable, found.says) == (True, "FNB58 at 1-1.3")
