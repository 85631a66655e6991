"""What Ctrl-C leaves, in a run and in one that goes on."""

from edgebench.cli.run import Watcher
from tests.runner.test_running import cell


def test_before_the_first_process_nothing_was_measured_by_this_run():
    assert Watcher().interrupted() == "edgebench: interrupted before anything was measured by this run"


def test_a_process_that_was_running_is_not_counted():
    watcher = Watcher()
    watcher.measuring(cell(), 3, 10)
    assert watcher.interrupted().splitlines() == [
        "edgebench: interrupted: 2 of 10 processes are saved",
        "  go on with: edgebench run --resume",
    ]


def test_while_scoring_every_process_is_saved():
    watcher = Watcher()
    watcher.measuring(cell(), 10, 10)
    watcher.scoring(cell())
    assert "10 of 10 processes are saved" in watcher.interrupted()


def test_while_scoring_in_a_run_that_goes_on_every_process_is_saved_too():
    watcher = Watcher()
    watcher.scoring(cell())
    assert "interrupted: every process is saved" in watcher.interrupted()


def test_in_a_search_its_finished_windows_are_saved():
    watcher = Watcher()
    watcher.choosing(cell(scenario="server"), None)
    assert watcher.interrupted().splitlines() == [
        "edgebench: interrupted in a pilot or search, whose finished windows are saved",
        "  go on with: edgebench run --resume",
    ]
