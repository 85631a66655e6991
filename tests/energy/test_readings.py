"""The lines of a file of raw readings: written, read again, and refused where they are of another format."""

from __future__ import annotations

import pytest
from msgspec import structs

from edgebench.energy import readings
from edgebench.energy.calibrated import calibrated
from edgebench.energy.trace import Event, Marks, Span, Trace
from edgebench.lab import Calibration
from edgebench.model.meter import Rail, Reading
from edgebench.model.reason import Reason
from tests.energy.traces import specification

OF_TWO = specification("sampler", rails=(Rail("a,b"), Rail("c")), firmware="v1\x85")
TRACE = Trace(OF_TWO, (Reading(7_100, 3, (5_000, None), 2, 77), Reading(7_200, 3, (6_000, 1))))
LOST = Trace(OF_TWO, (), (Event(7_300, Reason.METER_LOST),))
MARKS = Marks(window=Span(7_000, 8_000), queries=1, samples=1, since_session_ns=500)
FOUND = Calibration(date="2026-11-21", gain=1.1, offset_w=0.5)


def text(calibration: Calibration | None = None) -> str:
    return readings.text("plug", calibration, [TRACE, LOST], [MARKS, MARKS])


def test_a_row_has_its_process_and_its_time_since_the_sessions_start() -> None:
    assert text().splitlines()[1:] == [
        "process,at_ns,half_width_ns,lost,device_ns,a b,c",
        "0,600,3,2,77,5000,",
        "0,700,3,0,,6000,1",
        "# process 1: 800,meter_lost",
    ]


def test_what_was_written_is_read_back() -> None:
    read = readings.parse(text().encode())
    printable = structs.replace(OF_TWO, firmware="v1?")
    moved = tuple(one._replace(at_ns=one.at_ns - 6_500) for one in TRACE.readings)
    lost = Trace(printable, (), (Event(800, Reason.METER_LOST),))
    assert (read.driver, read.traces) == ("plug", {0: Trace(printable, moved), 1: lost})


def test_a_calibration_is_told_and_applied_when_it_is_read() -> None:
    assert '"calibration":{"by":"","date":"2026-11-21","gain":1.1,"offset_w":0.5}' in text(FOUND)
    plain = readings.parse(text().encode()).traces[0]
    assert readings.parse(text(FOUND).encode()).traces[0] == calibrated(plain, 1.1, 0.5)


@pytest.mark.parametrize(
    ("number", "says"), [("7", "it is of format 7, and this edgebench reads 1"), ('"1"', "its first line")]
)
def test_another_format_is_refused(number: str, says: str) -> None:
    other = text().replace('"power_trace":1', f'"power_trace":{number}')
    with pytest.raises(ValueError, match=says):
        readings.parse(other.encode())


def test_a_file_that_does_not_say_its_format_is_refused() -> None:
    with pytest.raises(ValueError, match="missing required field `power_trace`"):
        readings.parse(text().replace('"power_trace":1,', "").encode())
