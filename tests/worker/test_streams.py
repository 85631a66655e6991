"""Several streams at once, on real threads."""

import time
from concurrent.futures import ThreadPoolExecutor

import numpy
import pytest

from edgebench.worker import counters, streams
from edgebench.worker.samples import Samples
from edgebench.worker.streams import UntilDone, measure_streams
from tests.worker.requests import BRIEF, request


class Napping:
    """A runtime whose call lasts a millisecond without holding Python's lock."""

    def prepare(self, inputs):
        return inputs

    def predict(self, handle):
        time.sleep(0.001)
        return [numpy.array([handle])]


def measured(count, kinds=None, **changes):
    threads = [ThreadPoolExecutor(1) for _ in range(count)]
    runners = [Samples(kind(), [0, 1]) for kind in kinds or [Napping] * count]
    return measure_streams(runners, threads, request(warm_up=BRIEF, **changes))


def test_queries_that_are_shared_out_are_all_made_and_the_window_ends_with_the_last():
    window, kept = measured(3, min_queries=101, min_ns=1, until_done=True)
    assert (window["queries"], window["ended"]) == (101, "complete")
    assert sum(count for _, count in window["latency"]["buckets"]) == 101
    assert all(kept)


def test_shared_queries_go_on_until_the_window_has_lasted():
    window, _ = measured(2, min_queries=1, min_ns=30_000_000, until_done=True)
    assert window["window_ns"] >= 30_000_000


def test_no_stream_rests_before_the_window_has_lasted(clocked):
    clock = clocked(0)
    window = UntilDone(2, request(min_queries=100, min_ns=1_000))
    for stream in range(2):
        window.plan(stream, 1_000)
    while window.taken < 100:
        window.take(0, 10)
    clock.now = 800  # faster than the warm-up said: at the same rate 25 more
    assert window.take(1, 10) == 6
    clock.now = 1_000
    assert sum(iter(lambda: window.take(0, 10), 0)) == 19


@pytest.mark.parametrize("until_done", [False, True])
def test_streams_are_cut_at_the_cap(until_done):
    window, _ = measured(2, min_queries=100_000, min_ns=1, cap_ns=20_000_000, until_done=until_done)
    assert window["ended"] == "cap"


def test_streams_run_at_the_same_time_and_are_counted_together():
    window, kept = measured(3, min_queries=20, min_ns=50_000_000)
    assert window["ended"] == "complete"
    assert window["window_ns"] >= 50_000_000
    assert window["latency"]["sum_ns"] > 2 * window["window_ns"]
    assert sum(window["series"]["queries"]) == window["queries"] >= 20
    assert all(kept)


def test_the_kernels_counters_rise_over_the_window_and_not_over_the_warm_up(monkeypatch):
    calls = []

    class Counted(Napping):
        def predict(self, handle):
            calls.append(handle)
            return super().predict(handle)

    monkeypatch.setattr(counters, "_steal_ns", lambda: len(calls))
    window, _ = measured(2, [Counted, Counted], min_queries=20, min_ns=1)
    assert window["warm_up"]["queries"] > 2
    assert (
        0 <= window["steal_ns"] - window["queries"] <= 2
    )  # at most one a stream was cut by the window's end


@pytest.mark.parametrize("failing", [0, 1])
def test_a_stream_that_fails_ends_the_others_with_its_own_error(failing):
    class Failing(Napping):
        def predict(self, handle):
            raise RuntimeError("broken")

    kinds = [Failing if i == failing else Napping for i in range(2)]
    with pytest.raises(RuntimeError, match=r"^broken$"):
        measured(2, kinds)


def test_a_block_of_streams_that_share_a_core_is_no_longer_than_a_second(monkeypatch):
    shares = []
    take = streams.UntilEnough.take

    def noted(window, stream, most):
        shares.append(most)
        return take(window, stream, most)

    monkeypatch.setattr(streams.UntilEnough, "take", noted)
    measured(3, min_queries=6, min_ns=1)
    assert max(shares) <= 1_000 // 3  # calls of a millisecond or more
