from __future__ import annotations

from pathlib import Path

import pytest

from edgebench.meters import meter
from edgebench.meters.shelly import Meter, ShellySettings
from edgebench.model.meter import MeterError
from edgebench.model.reason import Reason
from tests.meters.plug import plugged_in

# Shapes and values as captured from devices in home-assistant-libs/aioshelly, fixtures/ (Gen1 Plug S 1.14.0,
# Plus Plug S and Pro 3EM 1.1.0); PM1 and EM1 synthetic, from Shelly's API documentation.
PLUG_S = {"type": "SHPLG-S", "mac": "AABBCCDDEEFF", "auth": False, "fw": "20230913-113421/v1.14.0"}
PLUS_PLUG_S = {
    "id": "shellyplusplugs",
    "mac": "AABBCCDDEEFF",
    "model": "SNPL-00112EU",
    "gen": 2,
    "ver": "1.1.0",
}
SWITCH = {
    "id": 0, "source": "init", "output": True, "apower": 2.7, "voltage": 227.9, "current": 0.121,
    "aenergy": {"total": 7258.589, "by_minute": [34.786, 45.552, 45.552], "minute_ts": 1707326925},
    "temperature": {"tC": 32.1, "tF": 89.7},
}  # fmt: skip
EM: dict[str, object] = {
    "id": 0, "a_current": 2.392, "a_voltage": 229.0, "a_act_power": 375.5, "b_act_power": 170.8,
    "c_act_power": 12.7, "n_current": None, "total_act_power": 558.965, "user_calibrated_phase": [],
}  # fmt: skip


def metered(power: object, *, is_valid: object = True) -> dict[str, object]:
    meters = [
        {"power": power, "is_valid": is_valid, "overpower": 0.0, "counters": [0.0, 0.0, 0.0], "total": 2632}
    ]
    return {"meters": meters, "relays": [{"ison": True}], "uptime": 2589909}


def gen2(component: str, shown: object) -> dict[str, object]:
    """What a device of this one component answers."""
    return {
        "/shelly": PLUS_PLUG_S,
        "/rpc/Shelly.GetStatus": {"sys": {"mac": "AABBCCDDEEFF"}, f"{component.lower()}:0": shown},
        f"/rpc/{component}.GetStatus?id=0": shown,
    }


@pytest.fixture
def plug():
    with plugged_in() as plug:
        yield plug


def shelly(plug, **settings: object) -> Meter:
    return Meter(ShellySettings(plug.address, **settings), Path("/"))  # type: ignore[arg-type]  # of a table


def failure(act) -> MeterError:
    with pytest.raises(MeterError) as caught:
        act()
    return caught.value


def test_the_first_generation_is_read_from_its_status(plug):
    plug.answers = {"/shelly": PLUG_S, "/status": metered(13.52)}
    meter = shelly(plug)
    specification = meter.open()
    assert (specification.model, specification.firmware) == ("Shelly SHPLG-S", PLUG_S["fw"])
    assert meter.read()[0].values == (13_520_000_000,)


@pytest.mark.parametrize("is_valid", [False, None])
def test_what_the_first_generation_calls_invalid_is_no_value(plug, is_valid):
    plug.answers = {"/shelly": PLUG_S, "/status": metered(0.0, is_valid=is_valid)}
    meter = shelly(plug)
    meter.open()
    assert meter.read()[0].values == (None,)


def test_the_energy_meter_of_the_first_generation_is_read_at_its_channel(plug):
    emeters = [{"power": 1.0, "is_valid": True}, {"power": -2.25, "is_valid": True}]
    plug.answers = {"/shelly": PLUG_S | {"type": "SHEM"}, "/status": {"emeters": emeters}}
    meter = shelly(plug, channel=1)
    meter.open()
    assert meter.read()[0].values == (-2_250_000_000,)


@pytest.mark.parametrize(
    ("component", "shown", "nanowatts"),
    [
        ("Switch", SWITCH, 2_700_000_000),
        ("PM1", {"id": 0, "voltage": 230.1, "current": 0.05, "apower": 6.4, "freq": 50.0}, 6_400_000_000),
        ("EM1", {"id": 0, "act_power": 15.3, "aprt_power": 20.0, "calibration": "factory"}, 15_300_000_000),
    ],
)
def test_each_component_of_later_generations_is_found_and_read(plug, component, shown, nanowatts):
    plug.answers = gen2(component, shown)
    meter = shelly(plug)
    specification = meter.open()
    assert (specification.model, specification.boundary) == ("Shelly SNPL-00112EU", "wall_ac")
    assert meter.read()[0].values == (nanowatts,)
    assert plug.asked[-1] == f"/rpc/{component}.GetStatus?id=0"


def test_three_phases_are_rails_that_are_summed(plug):
    plug.answers = gen2("EM", EM)
    meter = shelly(plug)
    assert [rail.name for rail in meter.open().rails if rail.in_total] == ["phase a", "phase b", "phase c"]
    assert meter.read()[0].values == (375_500_000_000, 170_800_000_000, 12_700_000_000)


@pytest.mark.parametrize("power", [b"null", b"NaN"])
def test_no_number_is_no_value(plug, power):
    plug.answers = gen2("Switch", SWITCH)
    meter = shelly(plug)
    meter.open()
    plug.answers["/rpc/Switch.GetStatus?id=0"] = b'{"id":0,"apower":%s,"errors":["power_meas"]}' % power
    assert meter.read()[0].values == (None,)


@pytest.mark.parametrize("answer", [b"", b"<html>", {"id": 0}, {"apower": "2.7"}, {"apower": {}}, [2.7]])
def test_garbage_is_no_reading(plug, answer):
    plug.answers = gen2("Switch", SWITCH)
    meter = shelly(plug)
    meter.open()
    plug.answers["/rpc/Switch.GetStatus?id=0"] = answer
    assert failure(meter.read).reason is Reason.BAD_READING


@pytest.mark.parametrize("answer", [{}, {"meters": 3}, {"meters": []}, {"meters": [3]}])
def test_the_first_generation_s_garbage_is_no_reading(plug, answer):
    plug.answers = {"/shelly": PLUG_S, "/status": metered(1.0)}
    meter = shelly(plug)
    meter.open()
    plug.answers["/status"] = answer
    assert failure(meter.read).reason is Reason.BAD_READING


@pytest.mark.parametrize(
    "answers",
    [
        {"/shelly": PLUG_S, "/status": {"relays": [{"ison": True}]}},
        {"/shelly": PLUG_S, "/status": {"meters": [3]}},
        gen2("Switch", {"id": 0, "output": True}),
        {"/shelly": {"name": "a printer"}},
    ],
)
def test_what_measures_no_power_is_no_meter(plug, answers):
    plug.answers = answers
    assert failure(shelly(plug).open).reason is Reason.NO_METER


def test_a_channel_that_it_does_not_have_is_no_meter(plug):
    plug.answers = gen2("Switch", SWITCH)
    error = failure(shelly(plug, channel=1).open)
    assert (error.reason, error.hint) == (Reason.NO_METER, "set channel, or use a model that measures")


@pytest.mark.parametrize("scheme", ["basic", "digest"])
def test_the_password_is_given_as_its_generation_asks_for_it(plug, scheme, monkeypatch):
    monkeypatch.setenv("PLUG", "secret")
    first = {"/shelly": PLUG_S | {"auth": True}, "/status": metered(2.7)}
    plug.answers = first if scheme == "basic" else gen2("Switch", SWITCH)
    plug.password, plug.scheme = "secret", scheme
    meter = shelly(plug, password_env="PLUG")
    meter.open()
    assert meter.read()[0].values == (2_700_000_000,)


@pytest.mark.parametrize("given", ["", "wrong"])
@pytest.mark.parametrize("scheme", ["basic", "digest"])
def test_without_the_right_password_there_is_no_permission(plug, scheme, given, monkeypatch):
    monkeypatch.setenv("PLUG", given)
    plug.answers = {"/shelly": PLUG_S, "/status": {}} if scheme == "basic" else gen2("Switch", SWITCH)
    plug.password, plug.scheme = "secret", scheme
    error = failure(shelly(plug, password_env="PLUG").open)
    assert (error.reason, "password_env" in (error.hint or "")) == (Reason.NO_PERMISSION, True)


def test_a_slow_device_is_lost_at_the_time_limit(plug, monkeypatch):
    plug.answers = gen2("Switch", SWITCH)
    shelly_meter = shelly(plug)
    shelly_meter.open()
    monkeypatch.setattr(meter, "READ_SECONDS", 0.1)
    plug.drip_seconds = 0.01
    assert failure(shelly_meter.read).reason is Reason.METER_LOST


def test_an_error_of_the_device_is_no_reading(plug):
    plug.answers = gen2("Switch", SWITCH)
    meter = shelly(plug)
    meter.open()
    plug.status = 500
    assert failure(meter.read).reason is Reason.BAD_READING


def test_a_device_that_restarts_is_lost_and_read_again_after_close_and_open():
    with plugged_in() as plug:
        plug.answers = gen2("Switch", SWITCH)
        meter = shelly(plug)
        meter.open()
    assert failure(meter.read).reason is Reason.METER_LOST
    meter.close()
    with plugged_in(plug.server_address[1]) as back:
        back.answers = gen2("Switch", SWITCH | {"apower": 0.0, "aenergy": {"total": 0.0}})
        meter.open()
        assert meter.read()[0].values == (0,)
        meter.close()


def test_it_is_not_looked_for():
    assert (Meter.find(Path("/")).usable, Meter.find(Path("/")).reason) == (False, Reason.NO_METER)
