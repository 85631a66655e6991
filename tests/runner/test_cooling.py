"""The cooling gate, on a sensor and a clock that do as they are told."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from edgebench.runner.cooling import Cooled, Reading, decide, wait

SECOND = 1_000_000_000


class Board:
    """Its temperature is a function of the seconds since the wait began; sleeping is all that takes time."""

    def __init__(self, mc_at: Callable[[int], int | None]) -> None:
        self.mc_at = mc_at
        self.now_ns = 7 * SECOND
        self.slept: list[float] = []

    def read_mc(self) -> int | None:
        return self.mc_at((self.now_ns - 7 * SECOND) // SECOND)

    def clock_ns(self) -> int:
        return self.now_ns

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now_ns += round(seconds * SECOND)


def waited(start_mc: int | None, mc_at: Callable[[int], int | None]) -> tuple[Cooled, list[float]]:
    board = Board(mc_at)
    return wait(start_mc, board.read_mc, board.clock_ns, board.sleep), board.slept


def test_a_device_that_is_three_degrees_above_its_start_begins_at_once() -> None:
    assert waited(45_000, lambda _: 48_000) == (Cooled(0, 48_000, 48_000, "cool"), [])


def test_a_hotter_one_is_waited_for_second_by_second() -> None:
    cooled, slept = waited(45_000, lambda second: 60_000 - 1_000 * second)
    assert cooled == Cooled(12 * SECOND, 60_000, 48_000, "cool")
    assert slept == [1.0] * 12


def test_one_that_cools_too_slowly_is_given_up_after_two_minutes() -> None:
    cooled, _ = waited(45_000, lambda second: 80_000 - 100 * second)
    assert cooled == Cooled(120 * SECOND, 80_000, 68_000, "too-long")


def test_one_that_has_had_no_new_low_for_half_a_minute_is_as_cool_as_it_gets() -> None:
    cooled, _ = waited(45_000, lambda second: max(52_000, 60_000 - 1_000 * second))
    assert cooled == Cooled(38 * SECOND, 60_000, 52_000, "settled")


def test_a_sensor_that_wanders_at_rest_is_settled_too() -> None:
    cooled, _ = waited(45_000, lambda second: 52_000 + 1_000 * (second % 2))
    assert cooled == Cooled(30 * SECOND, 52_000, 52_000, "settled")


def test_a_coarse_sensor_that_still_falls_is_waited_for() -> None:
    cooled, _ = waited(45_000, lambda second: 60_000 - second // 20 * 4_000)
    assert cooled == Cooled(60 * SECOND, 60_000, 48_000, "cool")


def test_a_device_without_a_sensor_is_not_waited_for() -> None:
    assert waited(None, lambda _: pytest.fail("there was nothing to read")) == (
        Cooled(0, None, None, "no-sensor"),
        [],
    )


def test_a_sensor_that_falls_silent_ends_the_wait() -> None:
    assert waited(45_000, lambda _: None)[0] == Cooled(0, None, None, "no-sensor")
    cooled, _ = waited(45_000, lambda second: 60_000 if second < 3 else None)
    assert cooled == Cooled(2 * SECOND, 60_000, 60_000, "no-sensor")


@pytest.mark.parametrize(
    ("last", "ended"),
    [
        (Reading(29 * SECOND, 50_000), None),
        (Reading(30 * SECOND, 50_000), "settled"),
        (Reading(30 * SECOND, 49_999), None),
        (Reading(119 * SECOND, 49_000), None),
        (Reading(120 * SECOND, 49_000), "too-long"),
        (Reading(120 * SECOND, 48_000), "cool"),
        (Reading(500 * SECOND, 30_000), "cool"),
    ],
)
def test_the_decision_is_one_of_four(last: Reading, ended: str | None) -> None:
    assert decide(45_000, [Reading(0, 50_000), last]) == ended
