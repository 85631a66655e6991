"""Many files on several processes: answers in order, errors in turn, a lost process told by its file."""

from __future__ import annotations

import contextlib
import gc
import mmap
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from edgebench import parallel
from edgebench.errors import ResultError

ROOT = Path(__file__).parents[1]
FILES = [Path(str(number)) for number in range(430)]


def name(file: Path) -> str:
    return file.name


def refuse_the_hundredth(file: Path) -> str:
    if file.name == "100":
        raise ResultError("100: not this one", "Another.")
    return file.name


def die_at_the_hundredth(file: Path) -> str:
    if file.name == "100":
        os.kill(os.getpid(), signal.SIGKILL)
    return file.name


def leave_a_mark(file: Path) -> str:
    file.touch()
    return file.name


def collects_garbage(file: Path) -> bool:
    return gc.isenabled()


@pytest.fixture
def started(monkeypatch) -> list[parallel._Child]:
    """The processes that the test makes."""
    made: list[parallel._Child] = []

    class Noted(parallel._Child):
        def __init__(self, *arguments) -> None:
            super().__init__(*arguments)
            made.append(self)

    monkeypatch.setattr(parallel, "_Child", Noted)
    return made


def have_ended(started) -> bool:
    return bool(started) and all(one._process.returncode is not None for one in started)


def test_answers_come_in_the_order_of_the_files(started):
    assert list(parallel.in_order(name, FILES, 3)) == [file.name for file in FILES]
    assert len(started) == 3
    assert have_ended(started)


def test_few_files_start_nothing(started):
    assert list(parallel.in_order(name, FILES)) == [file.name for file in FILES]
    assert started == []


def test_a_process_looks_for_garbage_between_chunks_and_not_within(started):
    assert not any(parallel.in_order(collects_garbage, FILES, 2))
    assert gc.isenabled()


def test_an_error_is_raised_in_its_turn(started):
    answers = parallel.in_order(refuse_the_hundredth, FILES, 2)
    assert [next(answers) for _ in range(100)] == [file.name for file in FILES[:100]]
    with pytest.raises(ResultError, match="100: not this one") as refused:
        next(answers)
    assert refused.value.hint == "Another."
    assert have_ended(started)


def test_a_process_that_is_lost_is_told_by_its_file(started):
    with pytest.raises(ResultError, match=r"^100: the process that read it was lost \(SIGKILL\)"):
        list(parallel.in_order(die_at_the_hundredth, FILES, 2))
    assert have_ended(started)


def test_processes_stay_for_the_next_function(started):
    with parallel.Processes(2) as processes:
        assert list(processes.in_order(name, FILES)) == [file.name for file in FILES]
        assert not any(processes.in_order(collects_garbage, FILES, chunk=1))
    assert len(started) == 2
    assert have_ended(started)


def test_a_process_that_is_lost_between_two_functions_is_told_by_the_file_it_was_given(started):
    with parallel.Processes(2) as processes:
        assert len(list(processes.in_order(name, FILES[:400], chunk=4))) == 400
        started[0]._process.kill()
        started[0]._process.wait()
        with pytest.raises(ResultError, match=r"^0: the process that read it was lost \(SIGKILL\)"):
            list(processes.in_order(name, FILES, chunk=4))


def test_a_process_that_is_lost_with_nothing_to_do_is_not_missed(started):
    with parallel.Processes(2) as processes:
        started[1]._process.kill()
        started[1]._process.wait()
        assert list(processes.in_order(name, FILES[:1])) == ["0"]


INTERRUPTED = """
import os, signal
from edgebench import parallel
from tests.test_parallel import FILES, name

signal.signal(signal.SIGINT, signal.default_int_handler)
try:
    for _ in parallel.in_order(name, FILES, 2):
        signal.raise_signal(signal.SIGINT)
except KeyboardInterrupt:
    pass
try:
    os.waitpid(-1, os.WNOHANG)
except ChildProcessError:
    print("no process is left")
"""
"""A program of its own: the runtimes that other tests load have their own ideas about signals."""


def test_ctrl_c_ends_the_processes():
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.stdout, done.returncode) == ("no process is left\n", 0), done.stderr


def test_who_asks_no_more_leaves_nothing_running(started):
    with contextlib.closing(parallel.in_order(name, FILES, 2)) as answers:
        next(answers)
    assert have_ended(started)


def test_files_are_read_only_a_little_ahead_of_who_asks(tmp_path):
    files = [tmp_path / str(number) for number in range(20 * parallel.CHUNK)]
    with contextlib.closing(parallel.in_order(leave_a_mark, files, 2)) as answers:
        next(answers)
        time.sleep(0.3)
        assert len(list(tmp_path.iterdir())) <= 2 * parallel.AHEAD * parallel.CHUNK


def test_files_are_asked_for_before_the_first_is_worked_on(tmp_path, monkeypatch):
    asked: list[int] = []
    monkeypatch.setattr(os, "posix_fadvise", lambda *what: asked.append(what[3]))
    (tmp_path / "a").write_bytes(b"1")
    (tmp_path / "link").symlink_to(tmp_path / "a")
    os.mkfifo(tmp_path / "pipe")
    files = [tmp_path / each for each in ("a", "link", "none", "pipe")]
    with mmap.mmap(-1, 8) as noted:
        answers = parallel._answered(name, list(map(str, files)), noted)
    assert answers == [(one.name, None) for one in files]
    assert asked == [os.POSIX_FADV_WILLNEED] * 2  # of the file, and of the pipe, which refuses it


def test_a_name_that_is_no_utf_8_goes_through(tmp_path):
    file = Path(os.fsdecode(bytes(tmp_path) + b"/\xff.json"))
    assert list(parallel.in_order(name, [file] * 3, 2)) == [file.name] * 3
