"""Where output cannot go: a full disk, a closed stream, an encoding that lacks a sign."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from edgebench import store
from tests import build


def edgebench(*arguments, env, **streams):
    command = [sys.executable, "-m", "edgebench", *arguments]
    return subprocess.run(command, env=env, stderr=subprocess.PIPE, text=True, check=False, **streams)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_output_that_does_not_fit_on_the_disk_is_one_clear_line(environment):
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        finished = edgebench("list", "scenarios", "--json", env=environment, stdout=full)
    assert finished.returncode == 2
    assert finished.stderr == "edgebench: No space left on device\n  free some space, or check the folder\n"


def test_a_closed_stdout_is_no_error(environment):
    finished = edgebench("list", "scenarios", env=environment, preexec_fn=lambda: os.close(1))
    assert (finished.returncode, finished.stderr) == (0, "")


def test_a_terminal_without_the_micro_sign_gets_its_number(run, tmp_path):
    path = store.save(build.result(0.05), tmp_path / "results")
    finished = run("show", str(path), PYTHONIOENCODING="ascii")
    assert finished.returncode == 0
    assert "50.1 \\xb5s" in finished.stdout
