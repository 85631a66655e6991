"""Labels find room or are dropped."""

from __future__ import annotations

from edgebench.publish.charts.labels import NEAR, Box, Wish, placed

PLOT = Box(0, 0, 400, 300)


def test_a_label_stands_right_of_its_point_without_a_leader() -> None:
    (label,) = placed([Wish(100, 100, ("Pi 5",), far=True)], [], PLOT)
    assert label
    assert (label.x, label.anchor, label.leader) == (100 + NEAR, "start", None)


def test_at_the_edge_it_stands_left() -> None:
    (label,) = placed([Wish(390, 100, ("Pi 5",), far=True)], [], PLOT)
    assert label
    assert label.anchor == "end"


def test_what_is_in_the_way_moves_it_off_with_a_leader() -> None:
    (label,) = placed([Wish(100, 100, ("Pi 5",), far=True)], [Box(80, 80, 125, 120)], PLOT)
    assert label
    assert label.leader


def test_two_labels_of_one_point_do_not_meet() -> None:
    one, other = placed([Wish(100, 100, ("Pi 5",), far=True)] * 2, [], PLOT)
    assert one
    assert other
    assert (one.x, one.y) != (other.x, other.y)


def test_without_room_it_is_dropped() -> None:
    assert placed([Wish(100, 100, ("Pi 5",), far=False)], [PLOT], PLOT) == [None]
