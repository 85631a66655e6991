from __future__ import annotations

import struct
import time
from collections.abc import Iterable
from pathlib import Path

import pytest

from edgebench.meters import meter as contract
from edgebench.meters.ruideng_um import Frame, Meter, UmSettings, frame_of
from edgebench.model.meter import MeterError
from edgebench.model.reason import Reason
from tests.meters.pseudo_terminal import PseudoTerminal

ROOT = Path("/")


def frame(model: int, voltage: int, current: int, milliwatts: int) -> bytes:
    """Synthetic, from the layout in energy.md 8.3 (11 a): no capture of these meters is public."""
    return struct.pack(">HHHI", model, voltage, current, milliwatts) + bytes(120)


UM25C = frame(0x09C9, 5_061, 12_345, 6_247)  # 5.061 V, 1.2345 A, 6.247 W


@pytest.fixture
def plugged(monkeypatch):
    """A meter behind a pseudo-terminal that answers in the pieces it is given; unplugged at the end."""
    monkeypatch.setattr(contract, "READ_SECONDS", 0.3)
    open_ones: list[PseudoTerminal | Meter] = []

    def plug(*answers: Iterable[bytes]) -> Meter:
        left = list(answers)
        terminal = PseudoTerminal(lambda asked: left.pop(0) if len(left) > 1 else left[0])
        made = Meter(UmSettings(terminal.port), ROOT)
        open_ones.extend([made, terminal])
        return made

    yield plug
    for one in open_ones:
        one.close() if isinstance(one, Meter) else one.unplug()


@pytest.mark.parametrize(
    ("model", "voltage", "current", "name", "microvolts", "microamperes"),
    [
        (0x0963, 506, 1_234, "UM24C", 5_060_000, 1_234_000),
        (0x09C9, 5_061, 12_345, "UM25C", 5_061_000, 1_234_500),
        (0x0D4C, 506, 1_234, "UM34C", 5_060_000, 1_234_000),
    ],
)
def test_each_model_has_its_own_steps(model, voltage, current, name, microvolts, microamperes):
    decoded = frame_of(frame(model, voltage, current, 6_245))
    assert decoded == Frame(name, microvolts, microamperes, 6_245_000_000)


def test_a_reading_is_the_power_that_the_meter_shows(plugged):
    meter = plugged([UM25C])
    specification = meter.open()
    (reading,) = meter.read()
    assert reading.values == (6_247_000_000,)
    assert (specification.model, specification.period_us) == ("RuiDeng UM25C", 500_000)


@pytest.mark.parametrize("cut", range(1, 130))
def test_an_answer_may_come_in_two_pieces_split_anywhere(plugged, cut):
    meter = plugged([UM25C[:cut], UM25C[cut:]])
    meter.open()
    assert meter.read()[0].values == (6_247_000_000,)


@pytest.mark.parametrize("broken", [UM25C[:-1], UM25C[1:], b"\x00" + UM25C, UM25C + b"\x00", bytes(130)])
def test_after_a_broken_answer_the_meter_is_asked_once_more(plugged, broken):
    meter = plugged([UM25C], [broken], [UM25C])
    meter.open()
    assert meter.read()[0].values == (6_247_000_000,)


@pytest.mark.parametrize("garbage", [bytes(130), b"\xff" * 200, b"AT+NAME\r\n"])
def test_garbage_is_no_power(plugged, garbage):
    meter = plugged([UM25C], [garbage])
    meter.open()
    with pytest.raises(MeterError) as caught:
        meter.read()
    assert caught.value.reason is Reason.BAD_READING


def test_a_power_that_its_voltage_and_current_do_not_make_is_no_power(plugged):
    meter = plugged([frame(0x09C9, 5_061, 12_345, 6_247 + (1 << 16))])
    with pytest.raises(MeterError, match="71783 mW") as caught:
        meter.open()
    assert caught.value.reason is Reason.BAD_READING


def test_another_model_is_refused_by_its_number(plugged):
    with pytest.raises(MeterError, match="0x1234") as caught:
        plugged([frame(0x1234, 0, 0, 0)]).open()
    assert caught.value.reason is Reason.BAD_READING


def test_a_silent_meter_is_lost_within_the_limit(plugged):
    began = time.monotonic()
    with pytest.raises(MeterError) as caught:
        plugged([]).open()
    assert caught.value.reason is Reason.METER_LOST
    assert time.monotonic() - began < 1


def test_a_meter_that_drips_bytes_is_not_waited_for(plugged):
    def drip() -> Iterable[bytes]:
        for value in UM25C:
            time.sleep(0.02)
            yield bytes([value])

    meter = plugged(drip())
    began = time.monotonic()
    with pytest.raises(MeterError):
        meter.open()
    assert time.monotonic() - began < 2


def test_a_meter_that_never_stops_sending_is_given_up_within_the_limit(plugged):
    def flood() -> Iterable[bytes]:
        end = time.monotonic() + 1.2
        while time.monotonic() < end:
            time.sleep(0.002)
            yield bytes(8)

    meter = plugged(flood())
    began = time.monotonic()
    with pytest.raises(MeterError) as caught:
        meter.open()
    assert caught.value.reason is Reason.BAD_READING
    assert time.monotonic() - began < 2


def test_a_meter_that_was_unplugged_is_lost_and_can_be_opened_again():
    first, second = (PseudoTerminal(lambda asked: [UM25C]) for _ in range(2))
    meter = Meter(UmSettings(first.port), ROOT)
    meter.open()
    first.unplug()
    with pytest.raises(MeterError, match=first.port) as caught:
        meter.read()
    assert caught.value.reason is Reason.METER_LOST
    meter.close()
    meter._path = second.port  # a pseudo-terminal does not come back under its name
    meter.open()
    assert meter.read()[0].values == (6_247_000_000,)
    meter.close()
    second.unplug()


def test_a_port_that_is_not_there_is_a_lost_meter(tmp_path):
    with pytest.raises(MeterError) as caught:
        Meter(UmSettings(str(tmp_path / "rfcomm0")), tmp_path).open()
    assert caught.value.reason is Reason.METER_LOST


def test_a_port_that_may_not_be_opened_says_which_group_may(monkeypatch):
    import serial

    def refused(*unused: object, **unused_too: object) -> None:
        raise serial.SerialException(13, "could not open port")

    monkeypatch.setattr(serial, "Serial", refused)
    with pytest.raises(MeterError) as caught:
        Meter(UmSettings("/dev/rfcomm0"), ROOT).open()
    assert caught.value.reason is Reason.NO_PERMISSION
    assert "dialout" in str(caught.value.hint)


def test_without_pyserial_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "serial", None)
    with pytest.raises(MeterError) as caught:
        Meter(UmSettings("/dev/rfcomm0"), ROOT).open()
    assert (caught.value.reason, caught.value.hint) == (Reason.NO_METER, "pip install 'edgebench[serial]'")


def test_it_is_never_usable_without_its_port(tmp_path):
    found = Meter.find(tmp_path)
    assert (found.usable, found.reason) == (False, Reason.NO_METER)
    assert "rfcomm" in found.hint
