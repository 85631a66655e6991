from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from edgebench.meters import meter
from edgebench.meters.tasmota import Meter, TasmotaSettings
from edgebench.model.meter import MeterError
from edgebench.model.reason import Reason
from tests.meters.plug import plugged_in

# Formats as in the firmware's documentation (tasmota/docs: Sonoff-Pow-R2, JSON-Status-Responses, Rules).
STATUS_2, STATUS_8, STATUS_10 = (f"/cm?cmnd=Status%20{number}" for number in (2, 8, 10))
FIRMWARE = {"StatusFWR": {"Version": "13.4.0(tasmota)", "Core": "2_7_6"}}
WHOLE_WATTS = (
    b'{"StatusSNS":{"Time":"2018-11-15T08:54:18","ENERGY":{"TotalStartTime":"2018-11-14T18:39:40",'
    b'"Total":6.404,"Yesterday":5.340,"Today":1.064,"Power":2629,"ApparentPower":2645,"ReactivePower":288,'
    b'"Factor":0.99,"Voltage":226,"Current":11.677}}}'
)


def shows(power: str) -> bytes:
    return b'{"StatusSNS":{"Time":"2026-11-21T10:07:00","ENERGY":{"Power":%s}}}' % power.encode()


@pytest.fixture
def plug():
    with plugged_in() as plug:
        plug.answers = {STATUS_2: FIRMWARE, STATUS_8: WHOLE_WATTS}
        yield plug


@pytest.fixture
def tasmota(plug):
    tasmota = Meter(TasmotaSettings(plug.address), Path("/"))
    yield tasmota
    tasmota.close()


def failure(act) -> MeterError:
    with pytest.raises(MeterError) as caught:
        act()
    return caught.value


def test_power_is_read_in_nanowatts_and_is_the_wall_s(plug, tasmota):
    specification = tasmota.open()
    assert tasmota.read()[0].values == (2_629_000_000_000,)
    assert (specification.kind, specification.boundary) == ("sampler", "wall_ac")
    assert "psu" in specification.includes
    assert specification.firmware == "13.4.0(tasmota)"


def test_nothing_is_asked_that_could_change_the_plug(plug, tasmota):
    tasmota.open()
    tasmota.read()
    assert set(plug.asked) == {STATUS_2, STATUS_8}


@pytest.mark.parametrize(
    ("power", "nanowatts", "step"),
    [
        ("5", 5_000_000_000, "steps of 1 W; the plug's command WattRes 3 shows 0.001 W"),
        ("5.2", 5_200_000_000, "steps of 0.1 W; the plug's command WattRes 3 shows 0.001 W"),
        ("5.000", 5_000_000_000, "steps of 0.001 W"),
    ],
)
def test_the_step_is_told_from_the_digits_that_it_shows(plug, tasmota, power, nanowatts, step):
    plug.answers[STATUS_8] = shows(power)
    assert tasmota.open().total_rule == f"the power, shown in {step}"
    assert tasmota.read()[0].values == (nanowatts,)


def test_phases_are_rails_that_are_summed(plug, tasmota):
    plug.answers[STATUS_8] = shows("[1.250,0.000,20.500]")
    rails = tasmota.open().rails
    assert [(rail.name, rail.in_total) for rail in rails] == [(f"phase {n}", True) for n in (1, 2, 3)]
    assert tasmota.read()[0].values == (1_250_000_000, 0, 20_500_000_000)


def test_a_firmware_that_shows_it_as_status_10_is_read_there(plug, tasmota):
    plug.answers[STATUS_8] = {"Command": "Unknown"}
    plug.answers[STATUS_10] = shows("7.125")
    tasmota.open()
    assert tasmota.read()[0].values == (7_125_000_000,)


@pytest.mark.parametrize("answer", [{"StatusSNS": {"Time": "2026-11-21T10:07:00"}}, {"StatusSNS": []}, {}])
def test_a_plug_without_a_power_sensor_is_no_meter(plug, tasmota, answer):
    plug.answers[STATUS_8] = plug.answers[STATUS_10] = answer
    assert failure(tasmota.open).reason is Reason.NO_METER


def test_name_and_password_go_into_the_query_as_it_takes_them(plug, monkeypatch):
    monkeypatch.setenv("PLUG", "a b&c")
    signed = "/cm?user=admin&password=a%20b%26c&cmnd=Status%20"
    plug.answers = {f"{signed}2": FIRMWARE, f"{signed}8": shows("3")}
    tasmota = Meter(TasmotaSettings(plug.address, password_env="PLUG"), Path("/"))
    tasmota.open()
    assert tasmota.read()[0].values == (3_000_000_000,)


@pytest.mark.parametrize("status", [200, 401])  # before and since firmware 8.2.3
def test_a_missing_password_is_no_permission(plug, tasmota, status):
    plug.status = status
    plug.answers[STATUS_2] = {"WARNING": "Need user=<username>&password=<password>"}
    error = failure(tasmota.open)
    assert (error.reason, "password_env" in (error.hint or "")) == (Reason.NO_PERMISSION, True)


@pytest.mark.parametrize("power", ["null", "NaN"])
def test_no_number_is_no_value(plug, tasmota, power):
    tasmota.open()
    plug.answers[STATUS_8] = shows(power)
    assert tasmota.read()[0].values == (None,)


@pytest.mark.parametrize("power", ['"5"', "nan", "{}", "[]", "[1,2]", "Infinity", "true"])
def test_garbage_is_no_reading(plug, tasmota, power):
    tasmota.open()
    plug.answers[STATUS_8] = shows(power)
    assert failure(tasmota.read).reason is Reason.BAD_READING


def test_an_answer_without_the_power_is_no_reading(plug, tasmota):
    tasmota.open()
    plug.answers[STATUS_8] = {"StatusSNS": {"Time": "2026-11-21T10:07:00"}}
    assert failure(tasmota.read).reason is Reason.BAD_READING


@pytest.mark.parametrize(("status", "reason"), [(500, Reason.BAD_READING), (403, Reason.NO_PERMISSION)])
def test_an_error_page_is_no_reading(plug, tasmota, status, reason):
    tasmota.open()
    plug.status = status
    assert failure(tasmota.read).reason is reason


def test_a_plug_that_drips_is_lost_at_the_time_limit(plug, tasmota, monkeypatch):
    tasmota.open()
    monkeypatch.setattr(meter, "READ_SECONDS", 0.1)
    plug.drip_seconds = 0.01
    assert failure(tasmota.read).reason is Reason.METER_LOST


def test_a_plug_that_restarts_is_lost_and_read_again_after_close_and_open():
    with plugged_in() as plug:
        plug.answers = {STATUS_2: FIRMWARE, STATUS_8: shows("4")}
        tasmota = Meter(TasmotaSettings(plug.address), Path("/"))
        tasmota.open()
    assert failure(tasmota.read).reason is Reason.METER_LOST
    tasmota.close()
    assert failure(tasmota.open).reason is Reason.METER_LOST
    with plugged_in(plug.server_address[1]) as back:
        back.answers = {STATUS_2: {}, STATUS_8: shows("6")}
        tasmota.open()
        assert tasmota.read()[0].values == (6_000_000_000,)
        tasmota.close()
        tasmota.close()


def test_it_is_not_looked_for():
    found = Meter.find(Path("/"))
    assert (found.usable, found.reason) == (False, Reason.NO_METER)
    assert "lab.toml" in found.hint


@pytest.mark.parametrize("keys", [{}, {"address": "http://plug"}, {"address": "plug", "password": "secret"}])
def test_settings_that_it_does_not_have_are_refused(keys):
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(keys, TasmotaSettings)
