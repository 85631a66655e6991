"""What is tried next, and what a window says: the searches of Server and Streams."""

import pytest

from edgebench import search, statistics
from edgebench.model.result import Point
from tests.build import process

MS = 1_000_000


def point(met, rate_uhz=None, streams=None, batch=1, throughput_mhz=None):
    return Point(
        batch=batch,
        streams=streams,
        rate_uhz=rate_uhz,
        queries=662,
        latency_p99_ns=None,
        throughput_mhz=throughput_mhz,
        met=met,
    )


def rates(saturation, limit):
    """Every rate tried of a system that meets the bound up to `limit`."""
    points: list[Point] = []
    while rate := search.next_rate(saturation, points):
        points.append(point(rate <= limit, rate_uhz=rate))
    return [one.rate_uhz for one in points], search.best_rate(points)


def streams(limit):
    points: list[Point] = []
    while count := search.next_streams(points):
        points.append(point(count <= limit, streams=count))
    return [one.streams for one in points], search.best_streams(points)


def test_the_gap_between_a_rate_that_met_and_one_that_missed_is_halved():
    tried, found = rates(1024, 700)
    assert tried == [512, 768, 640, 704, 672, 688, 696, 700]
    assert found == 700


def test_a_search_ends_when_met_and_missed_lie_within_one_per_cent():
    tried, found = rates(1024, 900)
    assert tried == [512, 768, 896, 960, 928, 912, 904]
    assert found == 896


def test_a_search_takes_at_most_eight_windows():
    tried, found = rates(10**12, 3)
    assert (len(tried), found) == (8, None)


def test_a_rate_that_noise_failed_does_not_hide_a_higher_one_that_met():
    points = [point(False, rate_uhz=100), point(True, rate_uhz=400)]
    assert search.next_rate(1000, points) == 700


@pytest.mark.parametrize(
    ("confirmed", "found"),
    [
        ([], 100),
        ([(100, True)], 100),
        ([(100, False)], 96),
        ([(100, False), (98, True)], 98),
        ([(100, False), (98, False), (96, False)], 50),
        ([(100, False), (98, False), (50, False)], None),
    ],
)
def test_what_is_tried_again_decides_and_else_what_met_below_it(confirmed, found):
    searched = [(50, True), (75, False), (96, True), (100, True), (110, False)]
    points = [point(met, rate_uhz=rate) for rate, met in searched + confirmed]
    assert search.best_rate(points) == found


@pytest.mark.parametrize(
    ("limit", "tried"),
    [
        (0, [1]),
        (1, [1, 2]),
        (2, [1, 2, 4, 3]),
        (5, [1, 2, 4, 8, 6, 5]),
        (200, [1, 2, 4, 8, 16, 32, 64]),
    ],
)
def test_streams_are_doubled_until_they_fail_then_the_gap_is_halved(limit, tried):
    assert streams(limit) == (tried, min(limit, 64) or None)


def test_of_ways_within_one_per_cent_the_pilot_takes_the_simpler():
    tried = [
        point(None, batch=1, streams=1, throughput_mhz=1000),
        point(None, batch=8, streams=1, throughput_mhz=1995),
        point(None, batch=1, streams=2, throughput_mhz=1990),
        point(None, batch=8, streams=2, throughput_mhz=2000),
    ]
    best = search.best_of_pilot(tried)
    assert (best.batch, best.streams) == (8, 1)


def window(on_time, late):
    return process([10] * on_time + [50] * late)


@pytest.mark.parametrize(
    ("on_time", "late", "met"),
    [(459, 0, True), (458, 0, False), (660, 2, False), (661, 1, True), (662, 6, False), (99_000, 900, True)],
)
def test_a_window_meets_the_bound_when_mlperfs_early_stopping_lets_it_stand(on_time, late, met):
    assert search.meets(window(on_time, late), 20 * MS) is met


@pytest.mark.parametrize(
    ("n", "late", "ppm", "holds"),
    [
        (459, 0, 990_000, True),
        (458, 0, 990_000, False),
        (44, 0, 900_000, True),
        (43, 0, 900_000, False),
        (7, 0, 500_000, True),
        (6, 0, 500_000, False),
        (4603, 0, 999_000, True),
        (4602, 0, 999_000, False),
    ],
)
def test_early_stopping_of_server_is_loadgens(n, late, ppm, holds):
    assert statistics.early_stopping_holds(n, late, ppm) is holds
