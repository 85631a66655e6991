from __future__ import annotations

import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import pytest

from edgebench.meters import meter
from edgebench.meters.joulescope import JoulescopeSettings, Meter
from edgebench.model.meter import MeterError
from edgebench.model.reason import Reason

JS220, JS110 = "u/js220/002557", "u/js110/001234"


def statistics(began: int, ended: int, joules: object, sample_freq: int = 1_000_000) -> dict[str, Any]:
    """A message as pyjoulescope_driver 2.2.12 makes it (binding.pyx); synthetic values."""
    return {
        "time": {
            "samples": {"value": [began, ended], "units": "samples"},
            "sample_freq": {"value": sample_freq, "units": "Hz"},
            "delta": {"value": (ended - began) / sample_freq, "units": "s"},
        },
        "signals": {"power": {"avg": {"value": 5.0, "units": "W"}}},
        "accumulators": {
            "charge": {"value": 0.5, "units": "C"},
            "energy": {"value": joules, "units": "J"},
        },
        "source": "sensor",
    }


class FakeDriver:
    """Fake: what the real Driver of pyjoulescope_driver offers, and its errors, without an instrument."""

    paths: ClassVar[list[str]] = []
    fails: ClassVar[Exception | None] = None
    last: ClassVar[FakeDriver]

    def __init__(self) -> None:
        self.published: dict[str, object] = {}
        self.subscribed: dict[str, Callable[[str, Any], None]] = {}
        self.opened: list[str] = []
        self.finalized = False
        FakeDriver.last = self

    def device_paths(self) -> list[str]:
        return sorted(self.paths)

    def open(self, path: str, mode: str | None = None, timeout: float | None = None) -> None:
        if self.fails:
            raise self.fails
        self.opened.append(path)

    def close(self, path: str) -> None:
        assert path  # the real one looks at its last character
        if path not in self.opened:
            raise TimeoutError(f"jsdrv_close timed out | {path}")

    def publish(self, topic: str, value: object) -> None:
        self.published[topic] = value

    def subscribe(self, topic: str, flags: str, fn: Callable[[str, Any], None]) -> None:
        assert flags == "pub"
        self.subscribed[topic] = fn

    def finalize(self) -> None:
        self.finalized = True

    def sends(self, message: object) -> None:
        for topic, fn in self.subscribed.items():
            fn(topic, message)


@pytest.fixture
def driver(monkeypatch) -> type[FakeDriver]:
    module = types.ModuleType("pyjoulescope_driver")
    module.Driver = FakeDriver  # type: ignore[attr-defined]  # a made-up module
    monkeypatch.setitem(sys.modules, "pyjoulescope_driver", module)
    monkeypatch.setattr(FakeDriver, "paths", [JS220])
    monkeypatch.setattr(FakeDriver, "fails", None)
    return FakeDriver


def opened(**settings: Any) -> Meter:
    joulescope = Meter(JoulescopeSettings(**settings), Path("/"))
    joulescope.open()
    return joulescope


def failure(act: Callable[[], object]) -> MeterError:
    with pytest.raises(MeterError) as caught:
        act()
    return caught.value


def test_it_is_a_counter_of_the_board_s_supply_with_its_own_clock(driver):
    specification = Meter(JoulescopeSettings(), Path("/")).open()
    assert (specification.kind, specification.clock) == ("counter", "device")
    assert (specification.model, specification.boundary) == ("Joulescope JS220", "board_dc")
    assert specification.accuracy == ()


def test_energy_and_the_instrument_s_time_are_those_of_the_block_s_end(driver):
    joulescope = opened()
    driver.last.sends(statistics(900_000, 1_000_000, 1.234567891))
    (reading,) = joulescope.read()
    assert reading.values == (1_234_567_891,)
    assert reading.device_ns == 1_000_000_000


def test_all_messages_since_the_last_read_come_once_and_in_order(driver):
    joulescope = opened()
    for block in range(3):
        driver.last.sends(statistics(block * 100, block * 100 + 100, block * 0.5))
    assert [reading.values for reading in joulescope.read()] == [(0,), (500_000_000,), (1_000_000_000,)]
    assert joulescope.read() == []


def test_a_js220_sends_as_often_as_it_is_asked_to(driver):
    specification = Meter(JoulescopeSettings(rate_hz=50), Path("/")).open()
    assert driver.last.published[f"{JS220}/s/stats/scnt"] == 20_000
    assert driver.last.published[f"{JS220}/s/i/range/mode"] == "auto"
    assert specification.update_period_us == 20_000


def test_a_js110_sends_what_it_computes_itself_twice_a_second(driver, monkeypatch):
    monkeypatch.setattr(driver, "paths", [JS110])
    specification = Meter(JoulescopeSettings(rate_hz=50), Path("/")).open()
    assert list(driver.last.subscribed) == [f"{JS110}/s/sstats/value"]
    assert specification.update_period_us == 500_000


def test_a_js110_s_time_is_of_its_two_million_samples_a_second(driver, monkeypatch):
    monkeypatch.setattr(driver, "paths", [JS110])
    joulescope = opened()
    driver.last.sends(statistics(0, 1_000_000, 2.5, sample_freq=2_000_000))
    assert joulescope.read()[0].device_ns == 500_000_000


def test_blocks_that_never_arrived_are_counted_at_the_next(driver):
    joulescope = opened()
    driver.last.sends(statistics(0, 100, 1.0))
    driver.last.sends(statistics(300, 400, 4.0))
    assert [reading.lost for reading in joulescope.read()] == [0, 2]


def test_an_energy_that_is_no_number_is_no_value(driver):
    joulescope = opened()
    driver.last.sends(statistics(0, 100, float("nan")))
    assert joulescope.read()[0].values == (None,)


@pytest.mark.parametrize("message", [None, b"\0", {}, statistics(0, 1, None), statistics(0, 1, float("inf"))])
def test_a_message_without_an_energy_is_no_reading(driver, message):
    joulescope = opened()
    driver.last.sends(message)
    assert failure(joulescope.read).reason is Reason.BAD_READING


def test_an_instrument_that_falls_silent_is_lost_and_read_again_after_close_and_open(driver, monkeypatch):
    joulescope = opened()
    assert joulescope.read() == []
    monkeypatch.setattr(meter, "READ_SECONDS", 0.0)
    assert failure(joulescope.read).reason is Reason.METER_LOST
    joulescope.close()
    monkeypatch.undo()
    monkeypatch.setitem(sys.modules, "pyjoulescope_driver", types.SimpleNamespace(Driver=driver))
    monkeypatch.setattr(driver, "paths", [JS220])
    joulescope.open()
    driver.last.sends(statistics(0, 100, 0.0))
    assert joulescope.read()[0].values == (0,)


def test_close_lets_go_of_the_library_also_twice(driver):
    joulescope = opened()
    joulescope.close()
    joulescope.close()
    assert driver.last.finalized


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (RuntimeError("jsdrv_open failed 18 PERMISSIONS | Insufficient permissions"), Reason.NO_PERMISSION),
        (RuntimeError("jsdrv_open failed 21 IN_USE | The requested resource"), Reason.METER_LOST),
        (TimeoutError("jsdrv_open timed out | u/js220/002557"), Reason.METER_LOST),
    ],
)
def test_the_library_s_errors_have_their_reason(driver, monkeypatch, error, reason):
    monkeypatch.setattr(driver, "fails", error)
    assert failure(opened).reason is reason


@pytest.mark.parametrize(
    ("paths", "settings", "reason"),
    [
        ([], {}, Reason.NO_METER),
        (["u/js320/000001", "odd"], {}, Reason.NO_METER),
        ([JS110, JS220], {}, Reason.NO_METER),
        ([JS110], {"device": JS220}, Reason.METER_LOST),
    ],
)
def test_without_the_one_that_is_meant_there_is_no_meter(driver, monkeypatch, paths, settings, reason):
    monkeypatch.setattr(driver, "paths", paths)
    assert failure(lambda: opened(**settings)).reason is reason


def test_one_of_several_is_chosen_by_its_path(driver, monkeypatch):
    monkeypatch.setattr(driver, "paths", [JS110, JS220])
    opened(device=JS110)
    assert driver.last.opened == [JS110]


def test_it_is_found_where_the_library_sees_one(driver, monkeypatch):
    assert Meter.find(Path("/")).says == "JS220 on USB"
    monkeypatch.setattr(driver, "paths", [])
    assert Meter.find(Path("/")).reason is Reason.NO_METER
    assert driver.last.finalized


def test_without_the_library_its_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyjoulescope_driver", None)
    found = Meter.find(Path("/"))
    assert (found.usable, found.hint) == (False, "pip install 'edgebench[joulescope]'")


def test_the_real_library_without_an_instrument_has_no_meter():
    pytest.importorskip("pyjoulescope_driver")
    found = Meter.find(Path("/"))
    assert found.usable or found.reason is Reason.NO_METER
