"""When a process is warm."""

from edgebench.worker.samples import Cycle
from edgebench.worker.warm_up import warm_up
from tests.worker.requests import LIMITS


def test_warm_up_ends_when_two_windows_agree(clocked):
    queries, ns, steady, median = warm_up(clocked(10_000_000).predict, Cycle([1, 2], 0), LIMITS)
    assert (steady, median, ns, queries) == (True, 10_000_000, 300_000_000, 30)


def test_a_machine_that_never_settles_is_cut_at_the_limit_and_says_so(clocked):
    rising = clocked(lambda call: int(1_000_000 * 1.01**call))
    _, ns, steady, _ = warm_up(rising.predict, Cycle([1, 2], 0), LIMITS)
    assert not steady
    assert ns >= LIMITS["max_ns"]
