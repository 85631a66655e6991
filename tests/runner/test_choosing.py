"""What a pilot or a search finds for a cell; the measuring is a made-up system."""

import pytest

from edgebench.errors import WorkerError
from edgebench.runner import choosing
from tests.build import process
from tests.runner.test_running import cell

MS = 1_000_000


def open_cell(scenario, **changes):
    usual = {"batch": 1, "streams": 1, "bound_ns": None, "threads": 2, "min_ns": 12_000 * MS}
    return cell(scenario=scenario, **usual | changes)


class System:
    """Answers in `ms(cell, rate)` milliseconds; remembers what it was asked."""

    def __init__(self, ms, fails=lambda one: False):
        self.ms, self.fails, self.asked = ms, fails, []

    def __call__(self, one, rate_uhz):
        self.asked.append((one.batch, one.streams, rate_uhz, one.min_ns))
        if self.fails(one):
            raise WorkerError("no such batch")
        return process([self.ms(one, rate_uhz)] * 1000)


def test_a_pilot_tries_every_batch_on_one_stream_and_on_a_stream_a_thread():
    system = System(lambda one, _: 10)
    found = choosing.choose(3, open_cell("offline", batch=None, streams=None), system)
    assert [(batch, streams) for batch, streams, *_ in system.asked] == [
        (batch, streams) for streams in (1, 2) for batch in (1, 2, 4, 8)
    ]
    assert {min_ns for *_, min_ns in system.asked} == {2_000 * MS}
    assert (found.cell, len(found.points), {one.met for one in found.points}) == (3, 8, {None})


def test_a_batch_that_fails_ends_the_larger_ones_but_not_the_pilot():
    system = System(lambda one, _: 10, fails=lambda one: one.batch > 1)
    found = choosing.choose(0, open_cell("offline", batch=None, streams=None), system)
    assert [(batch, streams) for batch, streams, *_ in system.asked] == [(1, 1), (2, 1), (1, 2)]
    assert (found.batch, len(found.points)) == (1, 2)


def test_several_streams_that_fail_leave_the_pilot_with_one():
    system = System(lambda one, _: 10, fails=lambda one: one.streams > 1)
    found = choosing.choose(0, open_cell("offline", batch=None, streams=None), system)
    assert (len(system.asked), found.streams, len(found.points)) == (5, 1, 4)


def test_a_model_that_does_not_run_at_all_is_an_error():
    with pytest.raises(WorkerError, match="no such batch"):
        choosing.choose(0, open_cell("offline", batch=None), System(lambda *_: 1, fails=lambda _: True))


def test_a_batch_that_was_asked_for_and_fails_is_an_error():
    with pytest.raises(WorkerError):
        choosing.choose(0, open_cell("offline", batch=4), System(lambda *_: 1, fails=lambda _: True))


def test_server_begins_with_a_closed_loop_then_tries_half_and_all_of_what_that_answered():
    system = System(lambda one, rate: 10 if (rate or 0) <= 60e6 else 100)
    found = choosing.choose(0, open_cell("server", bound_ns=50 * MS, min_queries=662), system)
    rates = [rate for *_, rate, _ in system.asked]
    assert rates[:3] == [None, 49_995_000, 99_990_000]
    assert found.rate_uhz == pytest.approx(60e6, rel=0.02)
    assert found.points[0].met


def test_a_bound_below_the_service_time_is_found_in_one_window():
    system = System(lambda *_: 10)
    found = choosing.choose(0, open_cell("server", bound_ns=5 * MS), system)
    assert (len(system.asked), found.rate_uhz, found.points[0].met) == (1, None, False)


def test_streams_are_counted_up_to_the_bound():
    system = System(lambda one, _: 10 * one.streams)
    found = choosing.choose(0, open_cell("streams", streams=None, bound_ns=51 * MS), system)
    assert [streams for _, streams, *_ in system.asked] == [1, 2, 4, 8, 6, 5, 5]  # and once more
    assert found.streams == 5


def test_a_rate_that_met_the_bound_by_luck_gives_way_to_a_little_less():
    """In the search up to 60 a second are quick; tried again, up to 59."""
    system = System(lambda one, rate: 10 if (rate or 0) <= (60e6 if one.seed == 1 else 59e6) else 100)
    found = choosing.choose(0, open_cell("server", bound_ns=50 * MS, min_queries=662), system)
    assert found.rate_uhz == pytest.approx(60e6 * 0.99 * 0.99, rel=0.01)
    assert [one.met for one in found.points[-3:]] == [False, False, True]


def test_a_number_of_streams_that_met_the_bound_by_luck_gives_way_to_one_less():
    system = System(lambda one, _: 10 * one.streams if one.seed == 1 else 11 * one.streams)
    found = choosing.choose(0, open_cell("streams", streams=None, bound_ns=51 * MS), system)
    assert [one.streams for one in found.points[-2:]] == [5, 4]
    assert found.streams == 4


def test_streams_that_end_their_worker_have_missed_the_bound():
    system = System(lambda one, _: 10, fails=lambda one: one.streams > 3)
    found = choosing.choose(0, open_cell("streams", streams=None, bound_ns=50 * MS), system)
    assert [(one.streams, one.queries, one.met) for one in found.points[2:4]] == [
        (4, 0, False),
        (3, 1000, True),
    ]
    assert found.streams == 3


def test_one_stream_that_ends_its_worker_is_an_error():
    with pytest.raises(WorkerError):
        choosing.choose(0, open_cell("streams", streams=None, bound_ns=1), System(None, fails=lambda _: True))


def test_a_cell_takes_over_what_was_found():
    asked = open_cell("offline", batch=None, streams=None)
    found = choosing.fixed(asked, choosing.Chosen(0, 8, 2, None, []))
    assert (found.batch, found.streams, found.samples_per_query, found.min_queries) == (8, 2, 8, 8)


@pytest.mark.parametrize(
    ("scenario", "batch", "streams", "is_open"),
    [
        ("single-stream", 1, 1, False),
        ("offline", None, 1, True),
        ("offline", 4, None, True),
        ("offline", 4, 2, False),
        ("server", 1, 1, True),
        ("streams", 1, None, True),
    ],
)
def test_only_what_is_left_open_is_searched(scenario, batch, streams, is_open):
    assert choosing.is_open(open_cell(scenario, batch=batch, streams=streams)) is is_open
