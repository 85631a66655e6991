"""What the tables of `benchmarks/overhead.py` and `plan_time.py` are made of: exact numbers, no clock."""

import itertools

import pytest

from benchmarks import alternating, overhead, plan_time, subject
from benchmarks.alternating import Pairs, Spread

FIVE = Pairs(ours=[110.0, 120.0, 130.0, 140.0, 150.0], theirs=[100.0] * 5)


def row(pairs, **goal):
    return overhead.Row("noop.onnx", "ONNX Runtime 1.31.1", "C loop", pairs, as_ratio=True, **goal)


def test_a_difference_is_the_median_over_pairs_with_what_eight_pairs_in_ten_span():
    assert FIVE.difference_ns() == Spread(median=30.0, low=14.0, high=46.0)


def test_a_ratio_is_taken_within_each_pair():
    slower_and_slower = Pairs(ours=[2.0, 4.0, 8.0], theirs=[1.0, 2.0, 4.0])
    assert slower_and_slower.ratio() == Spread(2.0, 2.0, 2.0)


@pytest.mark.parametrize(("highest", "kept"), [(1.3, True), (1.29, False), (None, True)])
def test_a_goal_is_judged_on_the_median_alone(highest, kept):
    assert row(FIVE, highest=highest).figure.kept is kept


def test_who_goes_first_alternates():
    turn = itertools.count()
    taken = alternating.pairs(2, lambda: float(next(turn)), lambda: float(next(turn)))
    assert taken == Pairs(ours=[0.0, 3.0], theirs=[1.0, 2.0])


@pytest.mark.parametrize(("call_ns", "calls"), [(100, 500), (4_999, 11), (5_000, 1)])
def test_calls_are_grouped_as_the_worker_groups_them(call_ns, calls):
    assert subject.calls_per_reading(call_ns) == calls


def process(began, ended, **spent):
    one = plan_time.Process("tflite", began)
    one.spent.update(spent)
    one.end(ended)
    return one


def test_the_kinds_of_time_add_up_to_the_wall_time():
    two = [process(2.0, 14.0, imports=1.0), process(14.5, 26.0, load=0.5)]
    spent = plan_time.kinds(two, began=0.0, ended=27.0)
    assert (spent["planning"], spent["between processes"], spent["assembling and saving"]) == (2.0, 0.5, 1.0)
    assert sum(spent.values()) == 27.0


def test_what_no_request_accounts_for_is_telemetry():
    assert process(0.0, 10.0, **{"timed windows": 9.0, "load": 0.5}).spent["telemetry"] == 0.5
