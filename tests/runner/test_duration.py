"""How long a plan will take."""

import contextlib

import pytest
from msgspec import structs

from edgebench.runner import duration
from tests.runner.test_running import cell, started

SECOND = 1_000_000_000


def expected(tmp_path, *cells, accuracy="yes"):
    with contextlib.closing(started(tmp_path, *cells, accuracy=accuracy)) as journal:
        return duration.expected(journal.plan)


def test_five_windows_of_twelve_seconds_take_most_of_the_time(tmp_path):
    found = expected(tmp_path, cell(processes=5, min_ns=12 * SECOND))
    assert found.timed_s == pytest.approx(66)
    assert found.rest_s == pytest.approx(5 * 1.2 + 0.2)
    assert found.timed_s / found.whole_s > 0.75


def test_a_search_is_counted_with_every_window_that_it_may_take(tmp_path):
    server = cell(processes=5, min_ns=12 * SECOND, scenario="server", bound_ns=1)
    found = expected(tmp_path, server)
    assert found.search_s == pytest.approx(12 * 13.2)
    assert found.rest_s == pytest.approx(17 * 1.2 + 0.2)


def test_of_accuracy_alone_nothing_is_timed(tmp_path):
    server = cell(scenario="server", bound_ns=1)
    assert expected(tmp_path, server, accuracy="only").whole_s == 0


def test_a_runtime_that_is_slow_to_start_takes_longer(tmp_path):
    quick, dear = cell(), structs.replace(cell(), harness="torch")
    assert expected(tmp_path / "a", dear).rest_s > 2 * expected(tmp_path / "b", quick).rest_s
