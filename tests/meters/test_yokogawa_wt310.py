from __future__ import annotations

import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import msgspec
import pytest

from edgebench.meters import meter, yokogawa_wt310
from edgebench.meters.yokogawa_wt310 import Meter, YokogawaSettings
from edgebench.model.meter import MeterError
from edgebench.model.reason import Reason

pytest.importorskip("pyvisa_py")

# Synthetic, from the communication manual's forms (NR3, headers off); the identity's form as in the log of
# mlcommons/power-dev, ptd_client_server/tests/unit/test_server.py.
ANSWERS = {
    "*IDN?": "YOKOGAWA,WT310E,C3QA00001,F1.03",
    ":RATE?": "250.0E-03",
    ":MEAS:AVER:STAT?": "0",
    ":MEAS:MHOL?": "0",
    ":INP:VOLT:AUTO?": "0",
    ":INP:CURR:AUTO?": "0",
    ":INP:VOLT:RANG?": "300.0E+00",
    ":INP:CURR:RANG?": "500.0E-03",
    ":INP:CFAC?": "3",
    ":STAT:EESR?": "1",
    ":NUM:NORM:VAL?": "230.10E+00,0.0537E+00,12.345E+00",
}

COMMANDS = [
    ":COMM:HEAD OFF", ":NUM:FORM ASC", ":NUM:NORM:NUM 3", ":NUM:NORM:ITEM1 U,1", ":NUM:NORM:ITEM2 I,1",
    ":NUM:NORM:ITEM3 P,1", ":RATE 250MS", ":STAT:FILT1 FALL",
]  # fmt: skip


class Instrument:
    """A WT310E behind a socket: one line in, one line out for each query."""

    def __init__(self) -> None:
        self.answers: dict[str, str | Callable[[], str]] = dict(ANSWERS)
        self.told: list[str] = []
        self.ending = "\n"
        self.drip_seconds = 0.0
        self.silent = False
        self.connection: socket.socket | None = None
        self.address = ""

    def serve(self, server: socket.socket) -> None:
        """One client after the other, until the server is closed."""
        while server.fileno() >= 0:
            with suppress(OSError):  # the client went
                self._talk(*server.accept())

    def _talk(self, connection: socket.socket, unused: object) -> None:
        self.connection = connection
        with connection, connection.makefile("r", newline="\n") as lines:
            for line in lines:
                self._answer(connection, line.strip())

    def _answer(self, connection: socket.socket, line: str) -> None:
        self.told.append(line)
        if not line.endswith("?") or self.silent:
            return
        answer = self.answers.get(line, "")
        data = ((answer if isinstance(answer, str) else answer()) + self.ending).encode("latin-1")
        if not self.drip_seconds:
            connection.sendall(data)
            return
        for byte in data:
            time.sleep(self.drip_seconds)
            connection.sendall(bytes([byte]))

    def pull(self) -> None:
        if self.connection:
            self.connection.shutdown(socket.SHUT_RDWR)


@contextmanager
def switched_on() -> Iterator[Instrument]:
    instrument = Instrument()
    with socket.create_server(("127.0.0.1", 0)) as server:
        instrument.address = f"TCPIP::127.0.0.1::{server.getsockname()[1]}::SOCKET"
        threading.Thread(target=instrument.serve, args=(server,), daemon=True).start()
        yield instrument
        server.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def wt310() -> Iterator[Instrument]:
    with switched_on() as instrument:
        yield instrument


@pytest.fixture
def the_meter(wt310) -> Iterator[Callable[..., Meter]]:
    made: list[Meter] = []

    def make(**settings: Any) -> Meter:
        made.append(Meter(YokogawaSettings(wt310.address, **settings), Path("/")))
        return made[-1]

    yield make
    for one in made:
        one.close()


def failure(act: Callable[[], object]) -> MeterError:
    with pytest.raises(MeterError) as caught:
        act()
    return caught.value


def test_it_reads_active_power_as_means_over_its_interval(the_meter):
    wt310 = the_meter()
    specification = wt310.open()
    assert wt310.read()[0].values == (12_345_000_000,)
    assert (specification.kind, specification.boundary) == ("sampler", "wall_ac")
    assert (specification.update_period_us, specification.averaging_us) == (62_500, 250_000)
    assert (specification.model, specification.firmware) == ("Yokogawa WT310E", "F1.03")
    assert specification.range_uw == 150_000_000


def test_a_pyvisa_sim_instrument_is_read_too(tmp_path, monkeypatch):
    pytest.importorskip("pyvisa_sim")
    asked = "".join(f'      - {{q: "{query}", r: "{answer}"}}\n' for query, answer in ANSWERS.items())
    told = "".join(f'      - {{q: "{command}"}}\n' for command in COMMANDS)
    (tmp_path / "wt310.yaml").write_text(
        'spec: "1.1"\ndevices:\n  wt310:\n    eom:\n      USB INSTR: {q: "\\n", r: "\\n"}\n'
        f"    error: ERROR\n    dialogues:\n{asked}{told}"
        "resources:\n  USB::0x0B21::0x0025::1::INSTR: {device: wt310}\n"
    )
    monkeypatch.setattr(yokogawa_wt310, "BACKEND", f"{tmp_path / 'wt310.yaml'}@sim")
    wt310 = Meter(YokogawaSettings("USB::0x0B21::0x0025::1::INSTR"), Path("/"))
    wt310.open()
    assert wt310.read()[0].values == (12_345_000_000,)
    wt310.close()


def test_only_output_items_interval_and_named_ranges_are_set(wt310, the_meter):
    the_meter(voltage_range=300, current_range=0.5).open()
    ranges = [":INP:VOLT:AUTO OFF", ":INP:VOLT:RANG 300", ":INP:CURR:AUTO OFF", ":INP:CURR:RANG 0.5"]
    assert [line for line in wt310.told if not line.endswith("?")] == COMMANDS + ranges


def test_each_mean_is_read_once(wt310, the_meter):
    events, watts = iter("0101"), iter(["1.0E+00", "2.0E+00"])
    meter_ = the_meter()
    meter_.open()
    wt310.answers[":STAT:EESR?"] = lambda: next(events)
    wt310.answers[":NUM:NORM:VAL?"] = lambda: f"230.0E+00,0.1E+00,{next(watts)}"
    read = [[reading.values[0] for reading in meter_.read()] for _ in range(4)]
    assert read == [[], [1_000_000_000], [], [2_000_000_000]]


def test_a_mean_s_time_is_between_the_last_poll_and_this_one(the_meter):
    wt310 = the_meter()
    wt310.open()
    wt310.read()
    before_ns = wt310._polled_ns
    reading = wt310.read()[0]
    assert reading.at_ns - reading.half_width_ns <= before_ns <= reading.at_ns
    assert reading.at_ns + reading.half_width_ns >= wt310._polled_ns


def test_after_a_long_silence_of_the_reader_a_mean_is_at_most_one_interval_old(the_meter):
    wt310 = the_meter()
    wt310.open()
    wt310._polled_ns -= 10**12
    assert wt310.read()[0].half_width_ns == 125_000_000


@pytest.mark.parametrize("none", ["NAN", "9.91E+37", "9.9100E+37"])
def test_no_data_is_no_value(wt310, the_meter, none):
    meter_ = the_meter()
    meter_.open()
    wt310.answers[":NUM:NORM:VAL?"] = f"230.1E+00,{none},{none}"
    assert meter_.read()[0].values == (None,)


@pytest.mark.parametrize(
    "values", ["INF,0.1E+00,INF", "230.1E+00,INF,9.9E+37", "9.9E+37,1.0E+00,1.0E+00", "1.0,1.0,-INF"]
)
def test_over_range_is_out_of_range(wt310, the_meter, values):
    meter_ = the_meter()
    meter_.open()
    wt310.answers[":NUM:NORM:VAL?"] = values
    assert failure(meter_.read).reason is Reason.OUT_OF_RANGE


@pytest.mark.parametrize("values", ["", "ERROR", "1.0,2.0", "1,2,3,4", "1,2,1_0", "\xff,1,2", "1,2,1E+12"])
def test_garbage_is_no_reading(wt310, the_meter, values):
    meter_ = the_meter()
    meter_.open()
    wt310.answers[":NUM:NORM:VAL?"] = values
    assert failure(meter_.read).reason is Reason.BAD_READING


def test_an_endless_line_is_no_reading(wt310, the_meter):
    meter_ = the_meter()
    meter_.open()
    wt310.answers[":STAT:EESR?"] = "1" * 5000
    assert failure(meter_.read).reason is Reason.BAD_READING


def test_automatic_ranges_are_refused_unless_lab_toml_fixes_them(wt310, the_meter):
    wt310.answers[":INP:VOLT:AUTO?"] = "1"
    error = failure(the_meter().open)
    assert (error.reason, "voltage_range" in (error.hint or "")) == (Reason.OUT_OF_RANGE, True)


def test_a_range_that_turns_automatic_during_the_run_is_out_of_range(wt310, the_meter):
    meter_ = the_meter()
    meter_.open()
    wt310.answers[":INP:CURR:AUTO?"] = "1"
    assert failure(meter_.read).reason is Reason.OUT_OF_RANGE


def test_a_range_that_it_did_not_take_is_refused(the_meter):
    assert failure(the_meter(current_range=0.7).open).reason is Reason.OUT_OF_RANGE


@pytest.mark.parametrize("query", [":MEAS:AVER:STAT?", ":MEAS:MHOL?"])
def test_what_makes_other_values_of_them_is_refused(wt310, the_meter, query):
    wt310.answers[query] = "1"
    assert failure(the_meter().open).hint == "turn it off at the meter"


def test_an_interval_that_it_did_not_take_is_refused(the_meter):
    assert "250 ms" in failure(the_meter(interval_ms=100).open).message


@pytest.mark.parametrize(
    ("model", "supply", "power", "reading_ppm", "range_ppm"),
    [
        ("WT310E", "ac", "23.0", 1000, 500),  # IM WT310E-02EN, 7.3.2: 0.1 % and 0.05 %, power factor 1
        ("WT310E", "ac", "11.5", 2733, 500),  # power factor 0.5: tan phi = 1.732 times 0.1 % more
        ("WT310E", "dc", "11.5", 1000, 2000),
        ("WT310EH", "dc", "23.0", 3000, 2000),
        ("WT310", "ac", "23.0", 1000, 1000),
        ("WT310", "ac", "11.5", 4465, 1000),
    ],
)
def test_accuracy_is_the_data_sheet_s_at_its_power_factor(
    wt310, the_meter, model, supply, power, reading_ppm, range_ppm
):
    wt310.answers["*IDN?"] = f"YOKOGAWA,{model},1,F1.03"
    wt310.answers[":NUM:NORM:VAL?"] = f"230.0,0.1,{power}"
    (accuracy,) = the_meter(supply=supply).open().accuracy
    assert (accuracy.reading_ppm, accuracy.range_ppm) == (reading_ppm, range_ppm)
    assert accuracy.source == "datasheet"


def test_a_crest_factor_of_6_doubles_the_range_s_share(wt310, the_meter):
    wt310.answers[":INP:CFAC?"] = "6"
    assert the_meter().open().accuracy[0].range_ppm == 1000


def test_at_an_unknown_power_factor_no_accuracy_is_stated(wt310, the_meter):
    wt310.answers[":NUM:NORM:VAL?"] = "230.0,NAN,NAN"
    assert the_meter().open().accuracy == ()


def test_a_board_s_own_supply_leaves_the_psu_out(the_meter):
    specification = the_meter(supply="dc").open()
    assert (specification.boundary, "psu" in specification.includes) == ("board_dc", False)


@pytest.mark.parametrize("answer", ["", "KEITHLEY,2400,1,1", "YOKOGAWA,WT1806E,1,1", "YOKOGAWA,WT333E,1,1"])
def test_another_instrument_is_no_meter(wt310, the_meter, answer):
    wt310.answers["*IDN?"] = answer
    assert failure(the_meter().open).reason is Reason.NO_METER


def test_a_meter_that_holds_is_stuck(wt310, the_meter, monkeypatch):
    meter_ = the_meter(interval_ms=250)
    meter_.open()
    wt310.answers[":STAT:EESR?"] = "0"
    assert meter_.read() == []
    meter_._updated_ns -= 3 * 10**9
    assert failure(meter_.read).reason is Reason.METER_STUCK


@pytest.mark.parametrize("fault", ["silent", "drip", "unended"])
def test_what_does_not_answer_in_time_is_lost_and_read_again_after_close_and_open(
    wt310, the_meter, monkeypatch, fault
):
    meter_ = the_meter()
    meter_.open()
    monkeypatch.setattr(meter, "READ_SECONDS", 0.2)
    wt310.silent, wt310.drip_seconds = fault == "silent", 0.15 if fault == "drip" else 0.0
    wt310.ending = "" if fault == "unended" else "\n"
    began = time.monotonic()
    assert failure(meter_.read).reason is Reason.METER_LOST
    assert time.monotonic() - began < 1.5
    assert failure(meter_.read).reason is Reason.METER_LOST
    monkeypatch.undo()
    wt310.silent, wt310.drip_seconds, wt310.ending = False, 0.0, "\n"
    meter_.open()
    assert meter_.read()[0].values == (12_345_000_000,)


def test_bytes_that_keep_dripping_do_not_prolong_a_read(wt310, the_meter, monkeypatch):
    meter_ = the_meter()
    meter_.open()
    wt310.answers[":STAT:EESR?"] = "1" * 300
    wt310.drip_seconds = 0.01
    monkeypatch.setattr(meter, "READ_SECONDS", 0.2)
    began = time.monotonic()
    assert failure(meter_.read).reason is Reason.METER_LOST
    assert time.monotonic() - began < 1.5


def test_a_meter_that_is_unplugged_is_lost_and_read_again_when_it_is_back(the_meter, wt310, monkeypatch):
    meter_ = the_meter()
    meter_.open()
    wt310.pull()
    monkeypatch.setattr(meter, "READ_SECONDS", 0.2)
    assert failure(meter_.read).reason is Reason.METER_LOST
    monkeypatch.undo()
    meter_.close()
    meter_.open()
    assert meter_.read()[0].values == (12_345_000_000,)
    meter_.close()
    meter_.close()


def test_an_address_where_nothing_is_is_a_lost_meter():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    wt310 = Meter(YokogawaSettings(f"TCPIP::127.0.0.1::{port}::SOCKET"), Path("/"))
    assert failure(wt310.open).reason is Reason.METER_LOST


@pytest.mark.parametrize("resource", ["", "192.168.1.30", "TCPIP::a b::INSTR", "/dev/x", "TCPIP::x::INSTR\n"])
def test_what_is_no_visa_address_is_refused(resource):
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"resource": resource}, YokogawaSettings)


def test_it_is_not_looked_for_and_says_what_it_needs(monkeypatch):
    assert "resource" in Meter.find(Path("/")).hint
    monkeypatch.setitem(sys.modules, "pyvisa", None)
    assert Meter.find(Path("/")).hint == "pip install 'edgebench[visa]'"
