from __future__ import annotations

import os

import pytest

from edgebench.meters import csv_rows
from edgebench.meters.csv_rows import RowError, american_ns, iso_ns, number, rows, seconds_ns
from edgebench.model.meter import MeterError
from edgebench.model.reason import Reason

NOON_NS = 1_795_262_820_000_000_000  # date -u -d '2026-11-21T12:07:00Z' +%s


def failure(path, delimiter=",") -> MeterError:
    with pytest.raises(MeterError) as caught:
        list(rows(path, delimiter))
    return caught.value


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-21T12:07:00Z", "2026-11-21 12:07:00Z", "20261121T120700Z", "2026-11-21T13:07:00+01:00",
        "2026-11-21T06:37:00.0-0530", "2026-11-21T12:07:00,000000000 Z", " 2026-11-21T12:07:00Z ",
    ],
)  # fmt: skip
def test_a_time_in_iso_8601_is_unix_nanoseconds(text):
    assert iso_ns(text) == NOON_NS


def test_a_fraction_is_kept_to_the_nanosecond():
    assert iso_ns("2026-11-21T12:07:00.123456789Z") == NOON_NS + 123_456_789
    assert iso_ns("2026-11-21T12:07:00.5Z") == NOON_NS + 500_000_000


def test_a_time_without_a_zone_needs_one():
    assert iso_ns("2026-11-21T13:07:00", "+01:00") == NOON_NS
    with pytest.raises(RowError, match="utc_offset"):
        iso_ns("2026-11-21T13:07:00")


@pytest.mark.parametrize(
    "text", ["", "12:07:00Z", "2026-13-21T12:07:00Z", "2026-11-21T25:07:00Z", "2026-1121T12:07:00Z", "now",
             "2026-11-21T12:07:00+15:00", "２026-11-21T12:07:00Z"],
)  # fmt: skip
def test_what_is_no_time_is_refused(text):
    with pytest.raises(RowError):
        iso_ns(text)


def test_american_dates_have_the_month_first_and_are_utc():
    assert american_ns("11-21-2026 12:07:00.250") == NOON_NS + 250_000_000
    with pytest.raises(RowError, match="month"):
        american_ns("21-11-2026 12:07:00.250")


@pytest.mark.parametrize(
    ("text", "unit_ns", "expected"),
    [
        ("1795262820.123456789", 10**9, NOON_NS + 123_456_789),  # more digits than a double has
        ("1795262820123", 10**6, NOON_NS + 123_000_000),
        ("0.02", 10**6, 20_000),
        ("-1.5", 10**9, -1_500_000_000),
        ("1e-3", 10**9, 1_000_000),
    ],
)
def test_counted_time_is_exact(text, unit_ns, expected):
    assert seconds_ns(text, unit_ns) == expected


@pytest.mark.parametrize("text", ["", "nan", "1,5", "1_0", "inf", "0x10", "1e999", "9" * 41, "१"])
def test_what_is_no_counted_time_is_refused(text):
    with pytest.raises(RowError):
        seconds_ns(text, 1)


@pytest.mark.parametrize(
    ("text", "expected"), [("5", 5.0), (" -0.25 ", -0.25), ("1.5E+03", 1500.0), (".5", 0.5)]
)
def test_a_number_is_read(text, expected):
    assert number(text) == expected


@pytest.mark.parametrize("text", ["", "  ", "nan", "NaN"])
def test_nothing_and_nan_are_no_value(text):
    assert number(text) is None


@pytest.mark.parametrize("text", ["5,2", "1_0", "inf", "1e400", "0x5", "5 W", "=5", "५"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(RowError):
        number(text)


def test_rows_come_with_their_lines_and_empty_ones_do_not(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"\xef\xbb\xbft,p\r\n\r\n1,2\r\n,\r\n3,4\r\n")
    assert [(row.line, row.fields) for row in rows(tmp_path / "a.csv", ",")] == [
        (1, ["t", "p"]),
        (3, ["1", "2"]),
        (5, ["3", "4"]),
    ]


@pytest.mark.parametrize("cut", range(1, len("12.5,7.25\n")))
def test_a_last_line_that_is_still_being_written_is_not_taken(tmp_path, cut):
    (tmp_path / "a.csv").write_text(f"1,2\n{'12.5,7.25'[:cut]}")
    assert [row.fields for row in rows(tmp_path / "a.csv", ",")] == [["1", "2"]]


def test_a_file_that_is_not_there_yet_says_how_to_go_on(tmp_path):
    error = failure(tmp_path / "a.csv")
    assert (error.reason, error.hint) == (Reason.METER_LOST, "export it there, then: edgebench run --resume")


def test_a_pipe_or_folder_is_no_file_and_blocks_nothing(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert failure(tmp_path / "pipe").reason is Reason.BAD_READING
    assert failure(tmp_path).reason is Reason.BAD_READING


def test_a_file_that_may_not_be_read_is_no_permission(tmp_path, monkeypatch):
    (tmp_path / "a.csv").write_text("")

    def refused(*unused: object, **named: object) -> None:
        raise PermissionError

    monkeypatch.setattr("pathlib.Path.open", refused)
    assert failure(tmp_path / "a.csv").reason is Reason.NO_PERMISSION


def test_a_file_beyond_its_limit_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(csv_rows, "LARGEST_FILE", 3)
    (tmp_path / "a.csv").write_text("1,2\n")
    assert failure(tmp_path / "a.csv").reason is Reason.BAD_READING


@pytest.mark.parametrize("content", [b"1,2\n" + b"1" * 70_000 + b"\n", b'1,2\n"3" 4,5\n', b'1,2\n"3,4\n'])
def test_a_line_that_is_no_csv_is_named(tmp_path, content):
    (tmp_path / "a.csv").write_bytes(content)
    error = failure(tmp_path / "a.csv")
    assert error.reason is Reason.BAD_READING
    assert "a.csv:2:" in error.message
