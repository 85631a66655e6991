from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from edgebench.meters import csv_import
from edgebench.meters.csv_import import CsvSettings, Meter
from edgebench.model.meter import MeterError
from edgebench.model.reason import Reason

START = "2026-11-21T12:00:00Z"
START_NS = 1_795_262_400_000_000_000
SECOND = 10**9
OWN = {"time": {"column": "t"}, "power": {"column": "p", "unit": "W"}}


def imported(path: Path, content: str = "", **settings: Any) -> Meter:
    """A meter of these settings, as lab.toml gives them, and of a file of this content."""
    file = path / "export.csv"
    if content:
        file.write_text(content)
    table = {"file": str(file), "sync": "ntp", "sync_u_ms": 2.5, **settings}
    if "columns" in settings:
        table = {"interval_ms": 1000, "mean": False, **table}
    return Meter(msgspec.convert(table, CsvSettings), Path("/"))


def failure(meter: Meter, began: int = 0, ended: int = 1) -> MeterError:
    with pytest.raises(MeterError) as caught:
        meter.recorded(began, ended)
    return caught.value


def seconds_and_values(meter: Meter, began_s: float, ended_s: float, origin_ns: int = 0) -> list[Any]:
    found = meter.recorded(origin_ns + round(began_s * SECOND), origin_ns + round(ended_s * SECOND))
    return [((reading.at_ns - origin_ns) / SECOND, *reading.values) for reading in found]


# Each preset's first lines as its program writes them; the sources are in the module's docstring.


def test_a_joulescope_s_mean_powers_are_read(tmp_path):
    content = (
        "#time,current,voltage,power,charge,energy\n"
        "20261121T120000.0Z,0.5,5,2.5,0,0\n20261121T120000.5Z,0.6,5,3,0.3,1.5\n20261121T120001.0Z,0.5,5,2.5,0,0\n"
    )
    meter = imported(tmp_path, content, preset="joulescope")
    assert (meter.open().kind, meter.open().averaging_us) == ("sampler", 500_000)
    assert seconds_and_values(meter, 0, 1, START_NS) == [(0, 2.5e9), (0.5, 3e9), (1, 2.5e9)]


def test_a_joulescope_s_relative_times_count_from_the_start_that_is_given(tmp_path):
    content = "#time,current,voltage,power,charge,energy\n0.0,0.5,5,2.5,0,0\n0.5,0.6,5,3,0.3,1.5\n"
    meter = imported(tmp_path, content, preset="joulescope", time="relative", start=START)
    assert seconds_and_values(meter, 0, 0.5, START_NS) == [(0, 2.5e9), (0.5, 3e9)]


def test_a_ppk2_s_current_becomes_power_at_the_declared_voltage(tmp_path):
    content = (
        "Timestamp(ms),Current(uA),D0-D7\n0,1000.000,00000000\n0.01,2000.500,00000000\n0.02,-1.000,11111111\n"
    )
    meter = imported(tmp_path, content, preset="ppk2", volts=3.3, start=START)
    assert meter.open().total_rule == "current times 3.3 V, as declared"
    values = [reading.values for reading in meter.recorded(START_NS, START_NS + 20_000)]
    assert values == [(3_300_000,), (6_601_650,), (-3_300,)]


def test_an_otii_s_power_file_is_read(tmp_path):
    content = '"Timestamp","Value"\n0.000000,1.5\n0.000250,2\n'
    meter = imported(tmp_path, content, preset="otii", start=START)
    assert seconds_and_values(meter, 0, 0.00025, START_NS) == [(0, 1.5e9), (0.00025, 2e9)]


def test_a_monsoon_s_time_is_in_seconds_whatever_its_header_says(tmp_path):
    content = "Time(ms),Main(mA),Main Voltage(V),\n0.0,100.0,4.0,\n0.0002,250.0,4.0,\n"
    meter = imported(tmp_path, content, preset="monsoon", start=START)
    assert seconds_and_values(meter, 0, 0.0002, START_NS) == [(0, 0.4e9), (0.0002, 1e9)]


def test_a_ptdaemon_log_s_watts_are_read_and_its_other_rows_are_not(tmp_path):
    content = (  # the forms of mlcommons/power-dev, ptd_client_server/tests/unit/test_server.py
        "Time,11-21-2026 12:00:00.000,NOTICE,Analyzer identity response of 32 bytes: YOKOGAWA,WT310,X,F1.03\n"
        "Time,11-21-2026 12:00:00.313,Watts,22.970000,Volts,227.370000,Amps,0.204340,PF,0.494400,Mark,run\n"
        "Time,11-21-2026 12:00:01.322,ERROR,Bad volts reading nan from WT310\nBuffer was 1.000E+00;1\n"
        "Time,11-21-2026 12:00:01.322,Watts,25.650000,Volts,227.370000,Amps,0.225410,PF,0.500600,Mark,run\n"
    )
    meter = imported(tmp_path, content, preset="ptdaemon")
    assert meter.open().averaging_us == 1_000_000
    assert seconds_and_values(meter, 0.5, 1, START_NS) == [(0.313, 22.97e9), (1.322, 25.65e9)]


def test_perfetto_s_power_rails_are_counters_that_are_summed(tmp_path):
    content = (
        f'"ts","name","value"\n{START_NS},"power.rails.cpu.big",1000.000000\n'
        f'{START_NS},"power.rails.gpu",20.000000\n{START_NS},"mem.rss",7\n'
        f'{START_NS + SECOND},"power.rails.cpu.big",2500.000000\n'
        f'{START_NS + SECOND},"power.rails.gpu",30.000000\n'
    )
    rails = ["power.rails.cpu.big", "power.rails.gpu"]
    meter = imported(tmp_path, content, preset="perfetto", tracks=rails)
    specification = meter.open()
    assert (specification.kind, specification.quantum_nj) == ("counter", 1000)
    assert [rail.name for rail in specification.rails] == rails
    assert seconds_and_values(meter, 0, 1, START_NS) == [(0, 1_000_000, 20_000), (1, 2_500_000, 30_000)]


def test_a_rail_that_a_time_lacks_has_no_value_there(tmp_path):
    content = f'"ts","name","value"\n{START_NS},"a",1\n{START_NS},"b",2\n{START_NS + SECOND},"b",3\n'
    meter = imported(tmp_path, content, preset="perfetto", tracks=["a", "b"])
    assert seconds_and_values(meter, 0, 1, START_NS) == [(0, 1000, 2000), (1, None, 3000)]


def test_own_columns_may_be_named_and_in_any_unit(tmp_path):
    columns = {
        "time": {"column": "when", "unit": "ms"},
        "current": {"column": "I", "unit": "mA"},
        "voltage": {"column": "U", "unit": "mV"},
    }
    meter = imported(tmp_path, "U;when;I\n5000;0;100\n5000;1000;200\n", columns=columns, delimiter=";")
    assert seconds_and_values(meter, 0, 1) == [(0, 0.5e9), (1, 1e9)]


def test_own_columns_may_be_numbered_where_there_is_no_header(tmp_path):
    columns = {"time": {"column": 1}, "energy": {"column": 2, "unit": "Wh", "step_uj": 3_600_000}}
    meter = imported(tmp_path, "0,1.000\n1,1.001\n", columns=columns)
    assert meter.open().quantum_nj == 3_600_000_000
    assert seconds_and_values(meter, 0, 1) == [(0, 3.6e12), (1, 3.6036e12)]


def test_one_row_beyond_each_side_of_the_span_comes_along(tmp_path):
    meter = imported(tmp_path, "t,p\n" + "".join(f"{t},{t}\n" for t in range(10)), columns=OWN)
    assert [at for at, _ in seconds_and_values(meter, 2.5, 4.5)] == [2, 3, 4, 5]
    assert [at for at, _ in seconds_and_values(meter, 3, 5)] == [2, 3, 4, 5, 6]


@pytest.mark.parametrize(("began", "ended"), [(-1, 5), (5, 9.5), (-5, -4), (20, 21)])
def test_a_file_that_does_not_cover_the_span_has_a_gap(tmp_path, began, ended):
    meter = imported(tmp_path, "t,p\n" + "".join(f"{t},5\n" for t in range(10)), columns=OWN)
    assert failure(meter, round(began * SECOND), round(ended * SECOND)).reason is Reason.SAMPLE_GAP


@pytest.mark.parametrize("content", ["t,p\n", "\n"])
def test_a_file_without_rows_has_a_gap(tmp_path, content):
    assert failure(imported(tmp_path, content, columns=OWN)).reason is Reason.SAMPLE_GAP


def test_while_the_run_goes_on_there_is_nothing_and_the_file_need_not_be_there(tmp_path):
    meter = imported(tmp_path, columns=OWN)
    assert meter.open().sync_u_us == 2500
    assert meter.read() == []
    meter.close()
    assert failure(meter).reason is Reason.METER_LOST


def test_once_it_is_exported_it_is_read(tmp_path):
    meter = imported(tmp_path, columns=OWN)
    failure(meter)
    (tmp_path / "export.csv").write_text("t,p\n0,1\n1,2\n")
    assert len(meter.recorded(0, SECOND)) == 2


@pytest.mark.parametrize("nothing", ["", "nan", "NaN"])
def test_nothing_and_nan_are_no_value(tmp_path, nothing):
    meter = imported(tmp_path, f"t,p\n0,1\n1,{nothing}\n2,3\n", columns=OWN)
    assert seconds_and_values(meter, 0, 2) == [(0, 1e9), (1, None), (2, 3e9)]


@pytest.mark.parametrize("row", ["1,x", "1", "x,1", ",1", "1,1e300", "1,inf", '1,"1,5"'])
def test_a_bad_row_is_named_by_its_line(tmp_path, row):
    error = failure(imported(tmp_path, f"t,p\n0,1\n{row}\n2,3\n", columns=OWN), 0, 2 * SECOND)
    assert error.reason is Reason.BAD_READING
    assert "export.csv:3: " in error.message


@pytest.mark.parametrize("header", ["when,p", "t,p,p", "0,1"])
def test_a_header_without_the_column_names_those_that_it_has(tmp_path, header):
    error = failure(imported(tmp_path, f"{header}\n0,1\n", columns=OWN))
    assert "export.csv:1: has no column" in error.message
    assert error.reason is Reason.BAD_READING


def test_a_time_that_goes_back_is_a_clock_that_was_set(tmp_path):
    meter = imported(tmp_path, "t,p\n0,1\n5,1\n4,1\n9,1\n", columns=OWN)
    assert failure(meter, 0, 9 * SECOND).reason is Reason.CLOCK_STEP


def test_rows_that_lie_otherwise_than_said_are_refused(tmp_path):
    meter = imported(tmp_path, "t,p\n0,1\n1,1\n2,1\n", columns=OWN, interval_ms=100)
    assert "1000 ms apart, not 100 ms" in failure(meter, 0, 2 * SECOND).message


def test_more_rows_than_fit_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(csv_import, "MOST_ROWS", 5)
    meter = imported(tmp_path, "t,p\n" + "".join(f"{t},5\n" for t in range(10)), columns=OWN)
    assert failure(meter, 0, 9 * SECOND).reason is Reason.BAD_READING


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"preset": "joulescope", "columns": OWN},
        {"preset": "excel"},
        {"preset": "ppk2", "volts": 3.3},  # no start
        {"preset": "ppk2", "start": START},  # no voltage
        {"preset": "ppk2", "start": "2026-11-21T12:00:00", "volts": 3.3},  # no zone
        {"preset": "joulescope", "volts": 5},
        {"preset": "joulescope", "start": START},
        {"preset": "joulescope", "utc_offset": "CET"},
        {"preset": "perfetto"},  # no tracks
        {"preset": "joulescope", "tracks": ["a"]},
        {"preset": "joulescope", "sync_u_ms": -1},
        {"preset": "joulescope", "sync": ""},
        {"preset": "joulescope", "accuracy": "1 %"},
        {"columns": {"time": {"column": "t"}}},
        {"columns": {**OWN, "voltage": {"column": "v", "unit": "V"}}},
        {"columns": {**OWN, "energy": {"column": "e", "unit": "J", "step_uj": 1}}},
        {"columns": {"time": {"column": "t"}, "energy": {"column": "e", "unit": "J"}}},
        {"columns": {"time": {"column": "t"}, "power": {"column": "p", "unit": "hp"}}},
        {"columns": OWN, "mean": None},
    ],
)
def test_settings_that_do_not_go_together_are_refused(tmp_path, settings):
    with pytest.raises(msgspec.ValidationError):
        imported(tmp_path, **settings)


def test_it_is_an_import_that_needs_what_only_the_user_knows():
    assert Meter.imports
    assert Meter.requires == ("boundary", "accuracy")
    assert (Meter.find(Path("/")).usable, Meter.find(Path("/")).reason) == (False, Reason.NO_METER)
