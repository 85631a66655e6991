"""The timed loops on a fake clock: exact numbers, no speed."""

from edgebench.worker.timing import time_calls, time_groups


def test_each_call_is_timed_by_itself(clocked):
    latencies = [0] * 3
    time_calls(clocked(lambda call: [7, 9, 8][call]).predict, "abc", latencies)
    assert latencies == [7, 9, 8]


def test_calls_too_fast_for_the_clock_are_timed_in_groups(clocked):
    latencies = [0] * 2
    time_groups(clocked(lambda call: [10, 20, 30, 60][call]).predict, "abcd", latencies, 2)
    assert latencies == [30, 90]
