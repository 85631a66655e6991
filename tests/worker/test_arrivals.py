"""Queries that arrive by a clock of their own, on a fake one."""

import itertools

import numpy
import pytest

from edgebench.worker import arrivals
from edgebench.worker.clips import Clips
from edgebench.worker.samples import Samples
from tests.worker.requests import request

MS = 1_000_000
PERIODIC = {"period_ns": 100 * MS}


def poisson(rate, bound_ns=None):
    return {"rate_uhz": round(rate * 1e6), "bound_ns": bound_ns, "percentile_ppm": 990_000}


def measured(clock, coming, **changes):
    asked = request(arrivals=coming, **changes)
    return arrivals.measure_arrivals([Samples(clock, list(range(8)))], [], asked)[0]


def test_a_period_longer_than_the_latency_leaves_the_latency_alone(clocked):
    window = measured(clocked(30 * MS), PERIODIC)
    assert (window["latency"]["min_ns"], window["latency"]["max_ns"]) == (30 * MS, 30 * MS)
    assert (window["queries"], window["window_ns"]) == (64, 64 * 100 * MS + 30 * MS)


def test_a_query_that_has_to_wait_is_timed_from_when_it_was_due(clocked):
    window = measured(clocked(lambda call: 250 * MS if call == 40 else 30 * MS), PERIODIC)
    waited = dict(window["latency"]["buckets"])
    assert window["latency"]["max_ns"] == 250 * MS
    assert sorted(waited.values()) == [1, 1, 1, 1, 60]  # 250, then 180, 110 and 40 ms


def test_a_reset_longer_than_the_period_puts_off_what_follows_and_is_in_no_latency(clocked):
    clock = clocked(30 * MS)
    clips = Clips(clock, [[numpy.zeros((4, 1))]] * 2, None, lambda: clock.sleep(0.25))
    window = arrivals.measure_arrivals([clips], [], request(arrivals=PERIODIC))[0]
    assert (window["latency"]["min_ns"], window["latency"]["max_ns"]) == (30 * MS, 30 * MS)
    assert window["window_ns"] > 64 * 100 * MS + 15 * 180 * MS


def test_periodic_queries_are_cut_at_the_cap_where_they_pile_up(clocked):
    window = measured(clocked(300 * MS), PERIODIC, cap_ns=3_000 * MS)
    assert (window["ended"], window["queries"]) == ("cap", 10)


def test_random_queries_come_at_the_rate_and_in_the_same_order_for_a_seed():
    floors = {"min_queries": 1, "min_ns": 1_000_000 * MS}
    due = arrivals.offsets(poisson(20), floors, seed=7)
    assert len(due) == pytest.approx(20_000, rel=0.03)
    assert due == arrivals.offsets(poisson(20), floors, seed=7) != arrivals.offsets(poisson(20), floors, 8)


def test_random_queries_last_as_long_and_are_as_many_as_the_floors_ask():
    due = arrivals.offsets(poisson(1000), {"min_queries": 662, "min_ns": 100 * MS}, seed=1)
    assert len(due) == 662
    due = arrivals.offsets(poisson(1000), {"min_queries": 1, "min_ns": 1000 * MS}, seed=1)
    assert due[-2] < 1000 * MS <= due[-1]


def test_gaps_between_random_queries_are_exponential():
    due = arrivals.offsets(poisson(1000), {"min_queries": 20_000, "min_ns": 1}, seed=3)
    gaps = [after - before for before, after in itertools.pairwise(due)]
    mean = sum(gaps) / len(gaps)
    assert mean == pytest.approx(MS, rel=0.03)
    assert sum(gap > 2 * mean for gap in gaps) / len(gaps) == pytest.approx(0.1353, abs=0.01)


def test_an_overloaded_window_ends_when_its_percentile_cannot_be_met_any_more(clocked):
    window = measured(clocked(20 * MS), poisson(60, bound_ns=100 * MS), min_queries=662)
    assert window["ended"] == "overloaded"
    late = sum(count for index, count in window["latency"]["buckets"] if index >= 1024 * 16)
    assert window["queries"] < 662
    assert late >= 7  # of 662 the p99 is the 7th largest


def test_without_a_bound_every_query_is_answered_however_late(clocked):
    window = measured(clocked(20 * MS), poisson(60), min_queries=662)
    assert (window["queries"], window["ended"]) == (662, "complete")


def test_the_series_holds_every_query(clocked):
    window = measured(clocked(5 * MS), poisson(50))
    assert sum(window["series"]["queries"]) == window["queries"]


def test_no_work_for_each_query_stands_between_the_opening_and_the_first(clocked, monkeypatch):
    clock = clocked(30 * MS)

    class Offsets(list[int]):
        """Times that take a while to change."""

        def __setitem__(self, place, value):
            clock.now += 10 * MS
            super().__setitem__(place, value)

    due = Offsets(range(100 * MS, 6_500 * MS, 100 * MS))
    monkeypatch.setattr(arrivals, "offsets", lambda *asked: due)
    assert measured(clock, PERIODIC)["latency"]["max_ns"] == 30 * MS
