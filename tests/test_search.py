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


def rates(alone_mhz, limit_uhz):
    """Every rate in uHz tried of a system that meets the bound up to the limit, and what was found."""
    alone = point(True, throughput_mhz=alone_mhz)
    tried: list[Point] = []
    while rate := search.next_rate(alone, tried):
        tried.append(point(rate <= limit_uhz, rate_uhz=rate))
    return [one.rate_uhz for one in tried], search.best_rate(tried)


def streams(limit):
    tried: list[Point] = []
    while count := search.next_streams(tried):
        tried.append(point(count <= limit, streams=count))
    return [one.streams for one in tried], search.best_streams(tried)


def test_half_of_the_closed_loop_is_tried_then_all_then_the_gap_is_halved():
    tried, found = rates(1_024, 700_000)
    assert tried == [512_000, 1_024_000, 768_000, 640_000, 704_000, 672_000, 688_000, 696_000, 696_000]
    assert found == 696_000  # and confirmed


def test_a_search_ends_when_met_and_missed_lie_within_one_per_cent():
    tried, found = rates(1_024, 900_000)
    assert tried[-3:] == [912_000, 904_000, 896_000]
    assert found == 896_000


def test_a_closed_loop_that_was_disturbed_is_no_ceiling():
    tried, found = rates(1_024, 5_000_000)
    assert tried[:4] == [512_000, 1_024_000, 2_048_000, 4_096_000]
    assert found == pytest.approx(5_000_000, rel=0.08)


def test_a_search_takes_at_most_eight_windows_where_nothing_meets_the_bound():
    tried, found = rates(10**9, 3)
    assert (len(tried), found) == (8, None)


def test_a_rate_that_noise_failed_does_not_hide_a_higher_one_that_met():
    tried = [point(False, rate_uhz=100), point(True, rate_uhz=400), point(False, rate_uhz=1000)]
    assert search.next_rate(point(True, throughput_mhz=1), tried) == 700


@pytest.mark.parametrize(
    ("confirmed", "due", "found"),
    [
        ([], 100, 100),
        ([(100, True)], None, 100),
        ([(100, False)], 99, 96),
        ([(100, False), (99, True)], None, 99),
        ([(100, False), (99, False)], 98, 96),
        ([(100, False), (99, False), (98, False)], None, 96),
        ([(100, False), (99, False), (96, False)], None, 50),
    ],
)
def test_what_was_found_is_tried_again_and_a_little_less_where_it_misses(confirmed, due, found):
    searched = [(50, True), (75, False), (96, True), (100, True), (101, False)]
    tried = [point(met, rate_uhz=rate) for rate, met in searched + confirmed]
    assert search.next_rate(point(True, throughput_mhz=1), tried) == due
    assert search.best_rate(tried) == found


def test_each_confirmation_has_a_turn_of_its_own():
    tried = [point(True, rate_uhz=100), point(False, rate_uhz=101)]
    assert [search.again(tried, rate) for rate in (99, 100)] == [0, 1]
    assert search.again([*tried, point(False, rate_uhz=100)], 99) == 2


@pytest.mark.parametrize(
    ("limit", "tried"),
    [
        (0, [1]),
        (1, [1, 2, 1]),
        (2, [1, 2, 4, 3, 2]),
        (5, [1, 2, 4, 8, 6, 5, 5]),
        (200, [1, 2, 4, 8, 16, 32, 64, 64]),
    ],
)
def test_streams_are_doubled_until_they_fail_then_the_gap_is_halved(limit, tried):
    assert streams(limit) == (tried, min(limit, 64) or None)


def test_a_search_in_which_nothing_missed_is_unbounded():
    assert search.is_unbounded([point(True, streams=1), point(True, streams=2)])
    assert not search.is_unbounded([point(True, streams=1), point(False, streams=2)])


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
