from __future__ import annotations

import pytest

from edgebench.meters.sample_clock import SampleClock

SECOND = 1_000_000_000


def follow(clock: SampleClock, seconds: float, *, fewer: int = 0, late_ns: int = 0, ppm: int = 0) -> int:
    """Samples every 10 ms, `fewer` of them gone after half of the time, arriving with this delay."""
    found = 0
    for number in range(1, round(100 * seconds)):
        gone = fewer if number > 50 * seconds else 0
        if number <= gone:
            continue
        at_ns = number * (10_000_000 + 10 * ppm) + (late_ns if number % 3 else 0)
        found += clock.lost(number - gone + found, at_ns)
    return found


def clock() -> SampleClock:
    return SampleClock(10_000_000, 4, 30_000_000)


@pytest.mark.parametrize("fewer", [4, 8, 40, 100])
def test_samples_that_never_come_are_found_by_the_time_that_is_missing(fewer):
    assert follow(clock(), 6, fewer=fewer) == fewer


def test_samples_that_are_only_late_are_not_lost():
    assert follow(clock(), 6, late_ns=200_000_000) == 0


@pytest.mark.parametrize("ppm", [-5_000, 5_000])
def test_a_meter_whose_clock_runs_off_loses_nothing(ppm):
    assert follow(clock(), 20, ppm=ppm) == 0


def test_a_loss_is_found_once_and_within_two_seconds():
    one = clock()
    found = [one.lost(number, number * 10_000_000) for number in range(1, 301)]
    found += [one.lost(number - 4, number * 10_000_000) for number in range(301, 501)]
    assert sum(found[300:500]) == 4
    assert sum(found[:300]) == 0
