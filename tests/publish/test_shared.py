"""What details share is told once."""

from __future__ import annotations

from edgebench.publish.result.shared import told_once


def test_a_text_that_stands_twice_is_a_place_in_the_list() -> None:
    assert told_once([("Trust", "somebody"), ("Trust", "nobody")]) == (
        ["Trust"],
        [[0, "somebody"], [0, "nobody"]],
    )


def test_a_line_that_stands_twice_is_told_once_and_what_is_in_it_counts_once() -> None:
    line = ("Latency p90", "8.42 ms")
    assert told_once([(line,), (line,)]) == ([["Latency p90", "8.42 ms"]], [[0], [0]])
    assert told_once([(line, "a"), (line, "b")]) == ([["Latency p90", "8.42 ms"]], [[0, "a"], [0, "b"]])


def test_what_the_list_holds_has_places_too() -> None:
    one, other = ("Latency p90", "8.42 ms"), ("Latency p90", "9.10 ms")
    often, _ = told_once([(one, "a"), (one, "b"), (other, "c"), (other, "d")])
    assert often == [[1, "8.42 ms"], "Latency p90", [1, "9.10 ms"]]


def test_what_stands_most_often_has_the_shortest_place() -> None:
    assert told_once([("rare one", "many", "many"), ("rare one", "many", "x")])[0] == ["many", "rare one"]


def test_a_place_is_never_longer_than_its_text() -> None:
    assert told_once([("int", ""), ("int", "")]) == ([], [["int", ""], ["int", ""]])


def test_nothing_stays_nothing() -> None:
    assert told_once([(None, "a"), (None, "b")]) == ([], [[None, "a"], [None, "b"]])


def test_two_rows_that_are_the_same_stay_two_rows() -> None:
    assert told_once([("one text",), ("one text",)]) == (["one text"], [[0], [0]])
