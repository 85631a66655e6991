"""Where marks lie, and which ticks are drawn."""

from __future__ import annotations

import pytest

from edgebench.publish.charts.axis import Axis, axis
from edgebench.units import STREAMS, Unit

MS = Unit(1_000_000, "ms")


def made(*milliseconds: float, gap: float = 10) -> Axis:
    found = axis([round(value * 1e6) for value in milliseconds], MS, gap)
    assert found is not None
    return found


def labels(*milliseconds: float, gap: float = 10) -> list[str]:
    return [tick.label for tick in made(*milliseconds, gap=gap).ticks]


def test_ticks_are_plain_and_the_last_has_the_unit() -> None:
    assert labels(1.3, 25) == ["2", "5", "10", "20\u00a0ms"]


def test_ticks_thin_out_until_their_labels_do_not_touch() -> None:
    assert labels(1.3, 25, gap=24) == ["3", "10\u00a0ms"]
    assert labels(0.1, 90) == ["0.1", "0.3", "1", "3", "10", "30", "100\u00a0ms"]
    assert labels(0.1, 900, gap=15) == ["0.1", "1", "10", "100", "1000\u00a0ms"]
    assert labels(0.0001, 9000, gap=20) == ["0.0001", "0.01", "1", "100", "10\u2009000\u00a0ms"]


def test_long_labels_need_more_room() -> None:
    assert labels(5, 500) == ["10", "30", "100", "300\u00a0ms"]


def test_the_last_label_has_room_for_its_unit() -> None:
    assert labels(0.1, 90, gap=11) == ["0.1", "1", "10", "100\u00a0ms"]


def test_one_value_lies_in_the_middle_of_a_span_of_four() -> None:
    lone = made(8.0)
    assert lone.at(8_000_000) == pytest.approx(50)
    assert lone.high / lone.low > 4
    assert [tick.label for tick in lone.ticks] == ["5", "10\u00a0ms"]


def test_equal_ratios_are_equal_distances() -> None:
    drawn = made(1, 100)
    assert drawn.at(1e7) - drawn.at(1e6) == pytest.approx(drawn.at(1e8) - drawn.at(1e7))


def test_a_mark_is_a_needle_on_a_box_on_a_line() -> None:
    mark = made(4, 16).mark(8_000_000, 7_000_000, 9_000_000, 6_000_000, 12_000_000)
    places = [float(place.rstrip("%")) for place in (mark.line_from, mark.box_from, mark.tick, mark.line_to)]
    assert places == sorted(places)
    assert mark.tick == "50.00%"


def test_what_is_not_known_is_not_drawn_wide() -> None:
    mark = made(4, 16).mark(8_000_000, None, None, None, None)
    assert mark.box_width == "0.00%"
    assert mark.line_from == mark.line_to == mark.tick


def test_nothing_to_draw_needs_no_axis() -> None:
    assert axis([None, None], MS, 10) is None


def test_streams_have_no_ticks_between_whole_numbers_and_the_column_says_what_they_are() -> None:
    drawn = axis([1, 2], STREAMS, 10)
    assert drawn is not None
    assert [tick.label for tick in drawn.ticks] == ["1", "2"]
