from __future__ import annotations

import pytest
from msgspec import structs

from edgebench.energy.trace import Event, Trace
from edgebench.meters.recording import Header, event_line, header_line, parse, reading_line
from edgebench.model.meter import MeterError, Rail, Reading, Specification
from edgebench.model.reason import Reason

SPECIFICATION = Specification(
    kind="sampler",
    model="any",
    boundary="board_dc",
    includes=("board",),
    rails=(Rail("a"), Rail("b")),
    total_rule="sum of a, b",
    update_period_us=0,
)
HEADER = header_line(Header(1, "any", "1", SPECIFICATION))
READING = Reading(1_000, 3, (5_000, None), lost=2, device_ns=77)
LOST = event_line(2_000, MeterError("cable,\nout", Reason.METER_LOST))


def test_what_was_written_is_read_back():
    recorded = parse(HEADER + reading_line(READING) + LOST)
    assert recorded.trace().readings == (READING,)
    assert recorded.trace().specification == SPECIFICATION
    assert recorded.events == (Event(2_000, Reason.METER_LOST),)
    assert recorded.says == "cable, out"


def test_a_reading_is_one_line_of_numbers_with_nothing_for_what_is_missing():
    assert reading_line(READING) == "1000,3,2,77,5000,\n"
    assert reading_line(Reading(1, 2, (3, 4))) == "1,2,,,3,4\n"


@pytest.mark.parametrize("end", ["\x85", "\u2028", "\u2029", "\x1c", "\x0c", "\r"])
def test_only_a_line_feed_ends_a_line_whatever_a_meter_says_of_itself(end):
    told = structs.replace(SPECIFICATION, firmware=f"v1{end}")
    recorded = parse(header_line(Header(1, "any", "1", told)) + reading_line(READING))
    assert recorded.trace() == Trace(told, (READING,))


def test_a_last_line_cut_short_is_dropped():
    assert parse(HEADER + reading_line(READING) + "1100,3,,,50").readings == (READING,)


def test_a_meter_that_never_opened_says_why():
    with pytest.raises(MeterError, match="cable, out") as caught:
        parse(LOST).trace()
    assert caught.value.reason is Reason.METER_LOST


def test_an_empty_recording_is_a_lost_meter():
    with pytest.raises(MeterError) as caught:
        parse("").trace()
    assert caught.value.reason is Reason.METER_LOST


def test_a_meter_that_comes_back_with_other_rails_is_another_one():
    other = header_line(Header(1, "any", "1", Specification(**{**fields(), "rails": (Rail("c"),)})))
    with pytest.raises(MeterError, match="other rails"):
        parse(HEADER + other)


def test_another_format_is_refused():
    with pytest.raises(MeterError, match=r"unreadable line: .*power_trace"):
        parse(HEADER.replace('"power_trace":1', '"power_trace":2'))


@pytest.mark.parametrize("line", ["1,2\n", "a,b,,,1\n", ",,,,1\n", "# {}\n", "! 5,nonsense,x\n", "! 5\n"])
def test_what_is_no_recording_is_refused(line):
    with pytest.raises(MeterError) as caught:
        parse(HEADER + line)
    assert caught.value.reason is Reason.BAD_READING


def fields():
    return {name: getattr(SPECIFICATION, name) for name in SPECIFICATION.__struct_fields__}
