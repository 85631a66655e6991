"""Synthetic, from the protocol's facts in energy.md 8.3 (10): no capture of a PPK2 is public."""

from __future__ import annotations

import struct
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec
import numpy as np
import pytest

from edgebench.meters import meter as contract
from edgebench.meters.ppk2 import Meter, Ppk2Settings
from edgebench.meters.ppk2_samples import Block, Decoder, amperes_of, calibration_of
from edgebench.model.meter import MeterError, Reading
from edgebench.model.reason import Reason
from tests.meters.pseudo_terminal import PseudoTerminal

ROOT = Path("/")

RESISTANCES = (1031.64, 101.65, 10.15, 0.94, 0.043)
NEUTRAL = {"R": RESISTANCES, "GS": (0,) * 5, "GI": (1,) * 5, "O": (0,) * 5, "S": (0,) * 5, "I": (0,) * 5}


def text_of(**changed: Iterable[float]) -> str:
    rows = {**NEUTRAL, **changed}
    lines = [f"{name}{n}: {value}" for name, row in rows.items() for n, value in enumerate(row)]
    return "\n".join(["Calibrated: 1", *lines, "HW: 9173", "mode: 2", "VDD: 3300", "IA: 56", ""])


CALIBRATION = calibration_of(text_of())


def words(count: int, *, first: int = 0, value: int = 4000, shunt: int = 3) -> bytes:
    """Samples as the meter sends them: value, range, counter from `first` on, logic inputs 0xA5."""
    made = [0xA5 << 24 | (first + n) % 64 << 18 | shunt << 14 | value for n in range(count)]
    return struct.pack(f"<{count}I", *made)


def amperes(value: int, shunt: int) -> float:
    return 4 * value * 1.8 / 163_840 / RESISTANCES[shunt]


@pytest.mark.parametrize("shunt", range(5))
def test_the_current_is_the_shunts_voltage_over_its_resistance(shunt):
    (current,) = amperes_of(np.array([shunt << 14 | 4000], np.uint32), CALIBRATION, 3.3)
    assert current == pytest.approx(4 * 4000 * 1.8 / 163_840 / RESISTANCES[shunt], rel=1e-12)


def test_a_units_own_corrections_are_applied():
    calibration = calibration_of(
        text_of(O=(100,) * 5, GS=(2,) * 5, GI=(1.01,) * 5, S=(1e-4,) * 5, I=(2e-4,) * 5, UG=(0.99,) * 5)
    )
    (current,) = amperes_of(np.array([3 << 14 | 4000], np.uint32), calibration, 3.3)
    x = (16_000 - 100) * 1.8 / 163_840 / 0.94  # 0.185 831 ... A through the shunt
    assert current == pytest.approx(0.99 * (2 * x * x + 1.01 * x + 3.3e-4 + 2e-4), rel=1e-12)


def test_ranges_above_the_last_are_the_last():
    assert len(set(amperes_of(np.array([n << 14 | 4000 for n in (4, 5, 7)], np.uint32), CALIBRATION, 5))) == 1


@pytest.mark.parametrize("absent", ["R0", "GS3", "I4"])
def test_a_calibration_that_lacks_a_constant_is_refused_by_its_name(absent):
    text = "\n".join(line for line in text_of().splitlines() if not line.startswith(absent))
    with pytest.raises(MeterError, match=f"lacks {absent}") as caught:
        calibration_of(text)
    assert caught.value.reason is Reason.BAD_READING


@pytest.mark.parametrize("value", ["nan", "inf", "0", "-1", "?"])
def test_a_resistance_that_is_none_is_refused(value):
    with pytest.raises(MeterError, match="lacks R2"):
        calibration_of(text_of().replace("R2: 10.15", f"R2: {value}"))


def blocks(*pieces: bytes) -> list[Block]:
    decoder = Decoder(CALIBRATION, 3.3)
    return [block for piece in pieces for block in decoder.feed(piece)]


def test_a_block_is_the_mean_of_its_hundred_samples_whatever_their_ranges():
    sent = words(60, value=1000, shunt=2) + words(40, first=60, value=8000, shunt=4) + words(28, first=36)
    ((end, current, lost), *_) = blocks(sent)
    assert (end, lost) == (100, 0)
    assert current == pytest.approx(0.6 * amperes(1000, 2) + 0.4 * amperes(8000, 4), rel=1e-12)


@pytest.mark.parametrize("cut", range(0, 1600, 7))
def test_bytes_split_anywhere_make_the_same_blocks(cut):
    sent = words(200, value=500) + words(200, first=8, value=900)
    assert blocks(sent[:cut], sent[cut:]) == blocks(sent)


def test_one_byte_at_a_time_makes_the_same_blocks():
    sent = words(400)
    assert blocks(*(sent[n : n + 1] for n in range(len(sent)))) == blocks(sent)


@pytest.mark.parametrize("gone", [1, 2, 16, 63])
def test_samples_that_the_counter_passes_over_are_lost_and_keep_their_time(gone):
    made = blocks(words(150) + words(400, first=150 + gone))
    assert [block.end for block in made] == [100 * n for n in range(1, len(made) + 1)]
    assert [block.lost for block in made[:3]] == [0, min(gone, 50), 0 if gone <= 50 else gone - 50]
    assert all(block.amperes == pytest.approx(amperes(4000, 3), rel=1e-12) for block in made)


def test_a_whole_millisecond_without_samples_is_no_block():
    decoder = Decoder(CALIBRATION, 3.3)
    made = decoder.feed(words(208))
    decoder.lose(192)
    made += decoder.feed(words(208, first=208 % 64))
    assert [(block.end, block.lost) for block in made] == [
        (100, 0),
        (200, 0),
        (300, 92),
        (500, 100),
        (600, 0),
    ]


@pytest.mark.parametrize("torn", [1, 2, 3])
def test_a_stream_torn_within_a_sample_is_followed_again_and_nothing_false_is_counted(torn):
    made = blocks(words(160) + words(400, first=160)[torn:])
    assert all(block.amperes == pytest.approx(amperes(4000, 3), rel=1e-12) for block in made)
    assert sum(block.lost for block in made) == 1


def test_a_burst_of_garbage_makes_no_current():
    made = blocks(words(160) + b"\xff" * 256 + words(400, first=160 + 40))
    assert all(block.amperes == pytest.approx(amperes(4000, 3), rel=1e-12) for block in made)
    assert sum(block.lost for block in made) == 40


@pytest.mark.parametrize("garbage", [bytes(10_000), b"\xff" * 10_000, b"PPK2 shell> " * 1000])
def test_nothing_but_garbage_is_a_bad_reading(garbage):
    with pytest.raises(MeterError) as caught:
        blocks(garbage)
    assert caught.value.reason is Reason.BAD_READING


class EmulatedPpk2:
    """Answers commands as the protocol says; `commands` are those that it was given."""

    def __init__(self, samples: bytes = b"", *, text: str = text_of() + "END") -> None:
        self.commands = b""
        self.samples = samples
        self.left_over = b""
        self.text = text.encode()
        self.terminal = PseudoTerminal(self.answer)

    def answer(self, asked: bytes) -> Iterator[bytes]:
        self.commands += asked
        yield self.left_over
        self.left_over = b""
        if b"\x19" in asked:
            yield self.text[:100]
            yield self.text[100:]
        if asked.endswith(b"\x06"):
            yield from (self.samples[n : n + 1000] for n in range(0, len(self.samples), 1000))


@pytest.fixture
def plugged(monkeypatch):
    monkeypatch.setattr(contract, "READ_SECONDS", 0.4)
    made: list[tuple[Meter, EmulatedPpk2]] = []

    def plug(device: EmulatedPpk2, **settings: object) -> Meter:
        table = {"port": device.terminal.port, "mode": "source", "voltage_mv": 3700, **settings}
        made.append((Meter(msgspec.convert(table, Ppk2Settings), ROOT), device))
        return made[-1][0]

    yield plug
    for meter, device in made:
        meter.close()
        device.terminal.unplug()


def read_all(meter: Meter, count: int) -> list[Reading]:
    readings: list[Reading] = []
    while len(readings) < count:
        readings += meter.read()
    return readings


def test_power_is_the_mean_current_times_the_voltage_in_the_meters_own_time(plugged):
    meter = plugged(EmulatedPpk2(words(1024)))
    specification = meter.open()
    readings = read_all(meter, 10)
    assert {reading.values for reading in readings} == {(round(amperes(4000, 3) * 3.7e9),)}
    assert [reading.device_ns for reading in readings] == [1_000_000 * n for n in range(1, 11)]
    assert (specification.averaging_us, specification.clock) == (1000, "device")


def test_samples_lost_on_the_way_are_told(plugged):
    meter = plugged(EmulatedPpk2(words(512) + words(512, first=512 + 30)))
    meter.open()
    assert [reading.lost for reading in read_all(meter, 10)] == [0, 0, 0, 0, 0, 30, 0, 0, 0, 0]


def test_as_a_source_it_is_set_before_the_device_gets_its_supply(plugged):
    device = EmulatedPpk2(words(1024))
    meter = plugged(device, voltage_mv=800)
    specification = meter.open()
    read_all(meter, 1)
    assert device.commands == b"\x07\x19\x11\x02\x0d\x03\x20\x0c\x01\x06"
    assert "800 mV that it was set to supply" in specification.total_rule


def test_as_an_ampere_meter_it_supplies_nothing_and_says_whose_voltage_it_took(plugged):
    device = EmulatedPpk2(words(1024))
    meter = plugged(device, mode="ampere", voltage_mv=5000)
    specification = meter.open()
    read_all(meter, 1)
    assert device.commands == b"\x07\x19\x11\x01\x0c\x01\x06"
    assert "5000 mV that the user's supply is said to have" in specification.total_rule


def test_closing_stops_the_samples_and_leaves_the_device_its_supply(plugged):
    device = EmulatedPpk2(words(1024))
    meter = plugged(device, power_on=False)
    meter.open()
    read_all(meter, 1)
    meter.close()
    time.sleep(0.05)
    assert device.commands.endswith(b"\x07")
    assert b"\x0c" not in device.commands


def test_what_it_still_sends_for_a_program_that_died_is_thrown_away(plugged):
    device = EmulatedPpk2(words(1024))
    device.left_over = words(300, value=9000)
    meter = plugged(device)
    meter.open()
    assert {reading.values[0] for reading in read_all(meter, 10)} == {round(amperes(4000, 3) * 3.7e9)}


@pytest.mark.parametrize(
    "settings", [{"voltage_mv": 799}, {"voltage_mv": 5001}, {"mode": "both"}, {"amps": 1}]
)
def test_settings_that_could_harm_or_are_not_known_are_refused(settings):
    table = {"port": "/dev/ttyACM0", "mode": "source", "voltage_mv": 3700, **settings}
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(table, Ppk2Settings)


def test_the_voltage_must_be_told():
    with pytest.raises(msgspec.ValidationError, match="voltage_mv"):
        msgspec.convert({"port": "/dev/ttyACM0", "mode": "ampere"}, Ppk2Settings)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", Reason.METER_LOST),  # silent
        ("R0: 1031.64\n", Reason.BAD_READING),  # without an end
        ("ppk2 shell> END", Reason.BAD_READING),  # the second of its ports
        ("x" * 20_000, Reason.BAD_READING),
    ],
)
def test_without_its_calibration_it_is_not_opened(plugged, text, reason):
    with pytest.raises(MeterError) as caught:
        plugged(EmulatedPpk2(text=text)).open()
    assert caught.value.reason is reason


def test_a_meter_that_falls_silent_is_lost_within_the_limit(plugged):
    meter = plugged(EmulatedPpk2(words(1024)))
    meter.open()
    read_all(meter, 10)
    began = time.monotonic()
    with pytest.raises(MeterError) as caught:
        meter.read()
    assert caught.value.reason is Reason.METER_LOST
    assert time.monotonic() - began < 1.5


def test_a_meter_that_was_unplugged_is_lost_and_can_be_opened_again(plugged):
    device, again = EmulatedPpk2(words(1024)), EmulatedPpk2(words(1024))
    meter = plugged(device)
    meter.open()
    read_all(meter, 10)
    device.terminal.unplug()
    with pytest.raises(MeterError, match=device.terminal.port) as caught:
        meter.read()
    assert caught.value.reason is Reason.METER_LOST
    meter.close()
    meter._settings = msgspec.structs.replace(meter._settings, port=again.terminal.port)
    meter.open()
    assert read_all(meter, 10)[0].device_ns == 1_000_000
    meter.close()
    again.terminal.unplug()


def test_it_is_seen_but_never_usable_without_its_voltage(tmp_path):
    ports = tmp_path / "dev/serial/by-id"
    ports.mkdir(parents=True)
    assert Meter.find(tmp_path).says == "no PPK2 is plugged in"
    (ports / "usb-Nordic_Semiconductor_PPK2_C0FFEE-if01").touch()
    found = Meter.find(tmp_path)
    assert (found.usable, found.reason) == (False, Reason.NO_METER)
    assert "voltage_mv" in found.hint
