import gzip
import hashlib

import pytest

from edgebench.energy import trace_file
from edgebench.energy.readings import Readings
from tests.repository.build import TRACE


def packed(text: str = TRACE) -> bytes:
    return gzip.compress(text.encode(), 6, mtime=0)


AFTER = TRACE.count("\n") + 1
NAMED = b"\x1f\x8b\x08\x08" + packed()[4:10] + b"/home/jane/x.csv\0" + packed()[10:]


def test_a_trace_as_it_is_written_is_read():
    data = packed(TRACE + "1,-5,3,0,7,,12\n# process 1: 55,meter_lost\n")
    read = trace_file.read(data)
    assert (read.fault, read.sha256, read.bytes) == (None, hashlib.sha256(data).hexdigest(), len(data))
    assert read.head.splitlines() == TRACE.splitlines()[:2]


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", "It is not gzip"),
        (NAMED, "It is not gzip, or its header tells a file's name"),
        (packed()[:-9], "It is cut short"),
        (packed() + packed(), "Something follows its end"),
        (packed() + b"hello", "Something follows its end"),
        (packed()[:12] + b"\xff" * 9 + packed()[21:], "It cannot be unpacked"),
        (packed("a" * (trace_file.LARGEST + 1)), f"It unpacks to more than {trace_file.LARGEST} bytes"),
        (packed("x\n" + TRACE), "Its first two lines are not those of a power trace"),
        (packed(TRACE + "1,2,x\n"), f"Line {AFTER} is no row of whole numbers"),
        (packed(TRACE + "\n"), f"Line {AFTER} is no row of whole numbers"),
        (packed(TRACE + "# by jane\n"), f"Line {AFTER} is no row of whole numbers"),
        (packed(TRACE + "1,2"), f"Line {AFTER} is no row of whole numbers"),
    ],
)  # fmt: skip
def test_anything_else_is_told(data, fault):
    read = trace_file.read(data)
    assert read.fault is not None
    assert read.fault.startswith(fault)
    assert read.head == ""


def test_its_readings_are_read_by_process():
    read = trace_file.readings(packed(TRACE + "# process 1: 55,meter_lost\n"))
    assert isinstance(read, Readings)
    assert sorted(read.traces) == [0, 1, 2, 3, 4]
    assert [event.at_ns for event in read.traces[1].events] == [55]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("0,1,2,0,,1,1", "7 columns, and there are 1 rails"),
        ("0,1-2,2,0,,1", "invalid literal"),
        ("# process 1: 55,tired", "'tired' is not a valid Reason"),
    ],
)
def test_what_is_no_reading_is_told(row, says):
    assert says in str(trace_file.readings(packed(f"{TRACE}{row}\n")))


def test_numbers_that_no_meter_shows_are_told():
    calibrated = TRACE.replace('"driver"', '"calibration":{"gain":1.5},"driver"', 1)
    assert "too large" in str(trace_file.readings(packed(f"{calibrated}0,1,2,0,,{'9' * 400}\n")))


def test_a_first_line_nested_too_deeply_is_told():
    deep = TRACE.replace('"driver"', f'"x":{"[" * 100_000},"driver"', 1)
    assert "its first line: maximum recursion depth" in str(trace_file.readings(packed(deep)))
