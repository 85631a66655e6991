from __future__ import annotations

import socket
import threading
import time
from decimal import Decimal

import msgspec
import pytest

from edgebench.meters import http, meter
from edgebench.model.meter import MeterError
from edgebench.model.reason import Reason
from tests.meters.plug import plugged_in


def failure(device: http.JsonDevice, path: str = "/a") -> MeterError:
    with pytest.raises(MeterError) as caught:
        device.get(path)
    return caught.value


@pytest.fixture
def plug():
    with plugged_in() as plug:
        plug.answers["/a"] = {"power": 2.7}
        yield plug


@pytest.fixture
def device(plug):
    device = http.JsonDevice(plug.address)
    yield device
    device.close()


def test_an_answer_is_stamped_from_asking_to_having(device):
    before_ns = time.monotonic_ns()
    answer = device.get("/a")
    assert before_ns <= answer.began_ns < answer.ended_ns <= time.monotonic_ns()


def test_one_connection_serves_many_reads(plug, device):
    for _ in range(5):
        device.get("/a")
    assert len(plug.connections) == 1


@pytest.mark.parametrize("seconds", [0.01, 1.0])
def test_an_answer_that_drips_in_ends_at_the_time_limit(plug, device, monkeypatch, seconds):
    monkeypatch.setattr(meter, "READ_SECONDS", 0.2)
    plug.drip_seconds = seconds
    began = time.monotonic()
    assert failure(device).reason is Reason.METER_LOST
    assert 0.19 < time.monotonic() - began < 2.0


def test_after_a_slow_answer_the_next_read_works(plug, device, monkeypatch):
    monkeypatch.setattr(meter, "READ_SECONDS", 0.1)
    plug.drip_seconds = 0.01
    failure(device)
    plug.drip_seconds = 0.0
    monkeypatch.undo()
    assert device.get("/a").content == {"power": Decimal("2.7")}


@pytest.mark.parametrize("status", [401, 403])
def test_a_wrong_password_is_no_permission(plug, device, status):
    plug.status = status
    error = failure(device)
    assert (error.reason, "password_env" in (error.hint or "")) == (Reason.NO_PERMISSION, True)


@pytest.mark.parametrize("status", [204, 301, 302, 307, 404, 500, 503])
def test_any_other_status_is_no_reading_and_is_not_followed(plug, device, status):
    plug.status = status
    assert failure(device).reason is Reason.BAD_READING
    assert plug.asked == ["/a"]


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"\xff\xfe", b"[1]", b"1", b'{"a":', b"[" * 60_000, b'{"a":' + b"9" * 5000 + b"}"],
)
def test_what_is_no_json_object_is_no_reading(plug, device, body):
    plug.answers["/a"] = body
    assert failure(device).reason is Reason.BAD_READING


def test_an_answer_beyond_64_kib_is_not_taken(plug, device):
    plug.answers["/a"] = b'{"a": "' + b"a" * 70_000 + b'"}'
    assert failure(device).reason is Reason.BAD_READING
    plug.answers["/a"] = {"a": 1}
    assert device.get("/a").content == {"a": 1}


@pytest.mark.parametrize("cut", [1, 5, 40])
def test_an_answer_that_breaks_off_is_no_reading(plug, device, cut):
    plug.cut = cut
    assert failure(device).reason in {Reason.METER_LOST, Reason.BAD_READING}


def test_a_connection_that_the_meter_closed_meanwhile_is_opened_again(plug, device):
    device.get("/a")
    plug.pull()
    assert device.get("/a").content == {"power": Decimal("2.7")}
    assert len(plug.connections) == 2


def test_a_reset_connection_is_a_lost_meter():
    with socket.create_server(("127.0.0.1", 0)) as server:

        def reset() -> None:
            for _ in range(2):
                connection, _ = server.accept()
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                connection.close()

        threading.Thread(target=reset, daemon=True).start()
        device = http.JsonDevice(f"127.0.0.1:{server.getsockname()[1]}")
        assert failure(device).reason is Reason.METER_LOST


def test_no_message_and_no_cause_holds_the_query():
    with plugged_in() as plug:
        device = http.JsonDevice(plug.address)
    error = failure(device, "/cm?user=admin&password=secret")
    assert "secret" not in error.message + str(error.hint)
    assert error.__suppress_context__


def test_a_proxy_of_the_environment_is_not_asked(plug, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    assert http.JsonDevice(plug.address).get("/a").content == {"power": Decimal("2.7")}


NO_ADDRESS = [
    "", "http://plug", "plug/cm", "user@plug", "plug?x", "plug#x", "plug:", "plug:0x50", "plug:port", "-plug",
    "plug:123456", "a b", "plug\n", "plug:80\n", "[::1", "plug%2f", "a" * 300,
]  # fmt: skip


@pytest.mark.parametrize("address", NO_ADDRESS)
def test_only_host_and_port_are_an_address(address):
    with pytest.raises(MeterError) as caught:
        http.JsonDevice(address)
    assert caught.value.reason is Reason.NO_METER
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(address, http.Address)


@pytest.mark.parametrize("address", ["plug:0", "plug:65536"])
def test_a_port_beyond_the_ports_is_no_address(address):
    with pytest.raises(MeterError, match="is no address"):
        http.JsonDevice(address)


@pytest.mark.parametrize("address", ["plug", "192.168.1.20", "tasmota-1.local:8080", "[fe80::1]", "[::1]:80"])
def test_names_and_numbers_with_or_without_port_are_addresses(address):
    assert msgspec.convert(address, http.Address) == address


def test_an_unknown_name_is_a_lost_meter(monkeypatch):
    def unknown(*unused: object, **named: object) -> None:
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(MeterError) as caught:
        http.JsonDevice("no-such-plug.local")
    assert caught.value.reason is Reason.METER_LOST


@pytest.mark.parametrize(
    ("watts", "expected"),
    [(0, 0), (3, 3_000_000_000), (Decimal("2.7"), 2_700_000_000), (Decimal("-0.3"), -300_000_000)],
)
def test_watts_become_whole_nanowatts(watts, expected):
    assert http.nanowatts(watts, "power") == expected


@pytest.mark.parametrize("nothing", [None, float("nan")])
def test_null_and_nan_are_no_value(nothing):
    assert http.nanowatts(nothing, "power") is None


@pytest.mark.parametrize("value", ["2.7", True, [], {}, float("inf"), 10**40, Decimal("1e999999"), -(10**7)])
def test_what_is_no_power_raises(value):
    with pytest.raises(MeterError) as caught:
        http.nanowatts(value, "power")
    assert caught.value.reason is Reason.BAD_READING


def test_a_password_comes_from_the_environment_and_must_be_there(monkeypatch):
    monkeypatch.setenv("PLUG_PASSWORD", "secret")
    assert (http.password("PLUG_PASSWORD"), http.password("")) == ("secret", "")
    monkeypatch.delenv("PLUG_PASSWORD")
    with pytest.raises(MeterError) as caught:
        http.password("PLUG_PASSWORD")
    assert caught.value.reason is Reason.NO_PERMISSION
