"""`edgebench check --base` and `edgebench submit` as a contributor has them, in a real repository."""

import json
import os
import shutil
import signal
from pathlib import Path

import pytest

from edgebench import store
from tests import build
from tests.repository.build import IDENTITY, Made, trace_path, traced


@pytest.fixture
def made(tmp_path):
    return Made(tmp_path)


@pytest.fixture
def edgebench(run, made):
    """The command line in that repository, by someone git knows."""
    return lambda *arguments, **changes: run(*arguments, **{**IDENTITY, **changes})


def test_a_branch_is_checked(edgebench, made):
    made.add(build.result())
    made.commit("add")
    finished = edgebench("check", "--base", "origin/main")
    assert (finished.returncode, finished.stdout) == (0, "1 new results checked, nothing to refuse.\n")


def test_a_branch_that_breaks_a_rule_is_exit_4_with_what_where_and_what_to_do(edgebench, made):
    made.add(build.result())
    made.write({"README.md": b"changed\n"})
    made.commit("add")
    finished = edgebench("check", "--base", "origin/main")
    assert finished.returncode == 4
    assert finished.stdout.splitlines()[0] == "README.md: It is changed together with results."
    assert finished.stdout.splitlines()[1].endswith("[only-results]")
    found = json.loads(edgebench("check", "--base", "origin/main", "--json").stdout)
    assert found["files"] == 1
    assert found["base"] == found["merge_base"] == made.git("rev-parse", "origin/main").strip()
    assert found["head"] == made.git("rev-parse", "HEAD").strip()
    assert [(one["file"], one["problem"]["rule"]) for one in found["problems"]] == [
        ("README.md", "only-results")
    ]


def test_a_branch_need_not_be_checked_out(edgebench, made):
    made.git("checkout", "--quiet", "-b", "mine")
    made.add(build.result(8.0, tier="smoke"))
    made.commit("add")
    made.git("checkout", "--quiet", "main")
    finished = edgebench("check", "--base", "origin/main", "--head", "mine")
    assert finished.returncode == 4
    assert "Tier smoke is a preview" in finished.stdout


def test_what_is_not_committed_is_said_not_to_be_checked(edgebench, made):
    made.add(build.result())
    finished = edgebench("check", "--base", "origin/main")
    assert (finished.returncode, finished.stdout) == (0, "0 new results checked, nothing to refuse.\n")
    assert finished.stderr.startswith("1 files below results/ are not committed")


def test_a_path_limits_what_is_read_and_must_hold_something(edgebench, made):
    (path,) = made.add(build.result())
    made.commit("add")
    assert "1 new results" in edgebench("check", "--base", "origin/main", path).stdout
    finished = edgebench("check", "--base", "origin/main", "results/pi5")
    assert (finished.returncode, "the branch adds nothing there" in finished.stderr) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["check"], "there is nothing to check"),
        (["check", "--base", "nowhere"], "nowhere: git knows no such revision here"),
        (["submit", "--base", "nowhere"], "nowhere: git knows no such revision here"),
        (["submit"], "nothing is new below results/"),
    ],
)
def test_wrong_usage_is_exit_2_with_a_hint(edgebench, made, arguments, words):
    finished = edgebench(*arguments)
    assert (finished.returncode, finished.stdout) == (2, "")
    said, hint = finished.stderr.splitlines()
    assert words in said
    assert hint.startswith("  ")


@pytest.mark.parametrize("command", ["check", "submit"])
def test_outside_a_repository_and_without_git_is_exit_2(run, tmp_path, command):
    base = ("--base", "origin/main")
    outside = run(command, *base, GIT_CEILING_DIRECTORIES=str(tmp_path.parent))
    assert (outside.returncode, "in no git repository" in outside.stderr) == (2, True)
    without = run(command, *base, PATH=str(tmp_path))
    assert (without.returncode, "git is not installed here" in without.stderr) == (2, True)


def test_links_inside_a_folder_are_refused(run, tmp_path):
    path = store.save(build.result(), tmp_path / "some")
    (tmp_path / "some/folder").symlink_to("/etc")
    (path.parent / "link.json").symlink_to(path)
    finished = run("check", "some")
    assert finished.returncode == 4
    assert finished.stdout.count("It is a symbolic link.") == 2
    assert finished.stdout.endswith("1 results checked, 2 refused.\n")


def test_a_dry_run_shows_everything_and_changes_nothing(edgebench, made):
    made.add(build.result(8.0, {"session.cells": 3}))
    before, objects = made.state(), made.git("count-objects")
    finished = edgebench("submit", "--dry-run")
    assert finished.returncode == 0, finished.stderr
    assert made.state() == before
    assert made.git("count-objects") == objects
    assert "author, which becomes public, would be A. Tester <tester@alias.example>" in finished.stderr
    assert "missing cells: 2 of 3" in finished.stderr
    assert finished.stdout.startswith("| device | workload |")


def test_a_branch_is_made_and_never_pushed(edgebench, made, tmp_path):
    made.git("init", "--quiet", "--bare", str(tmp_path / "fork.git"))
    made.git("remote", "add", "origin", str(tmp_path / "fork.git"))
    result, data = traced()
    (path,) = made.add(result)
    made.write({trace_path(data): data})
    finished = edgebench("submit", "--branch", "mine", "--text", "text.md")
    assert (finished.returncode, finished.stdout) == (0, "")
    assert "Push it: git push origin mine" in finished.stderr
    assert made.git("diff", "--name-only", "origin/main", "mine").splitlines() == [trace_path(data), path]
    assert made.git("-C", str(tmp_path / "fork.git"), "for-each-ref") == ""
    assert edgebench("check", "--base", "origin/main", "--head", "mine").returncode == 0


def test_the_text_has_the_figures_the_findings_the_sessions_and_the_commands(edgebench, made):
    result, data = traced()
    made.add(build.edited(result, {"session.cells": 2}))
    made.write({trace_path(data): data})
    text = edgebench("submit", "--dry-run").stdout
    row = text.splitlines()[2]
    assert row.startswith(
        "| `vm-amd-epyc-2` | `mobilenet-v2 tflite-int8` | `LiteRT 2.0.2` | `SingleStream, standard"
    )
    assert "p90 8.33 ms, 8.30–8.35" in row
    assert "wall_ac" in row
    assert "- info, 1 of 1: `This ran in a virtual machine (kvm)." in text
    assert "- `0123456789abcdef`: 1 of 2 cells; **1 missing**" in text
    assert "\nedgebench run --workload mobilenet-v2 --variant tflite-int8 --harness tflite" in text
    assert "CC0-1.0" in text


def test_json_is_the_whole_answer(edgebench, made):
    (path,) = made.add(build.result())
    made.add(build.result(8.0, tier="smoke"))
    found = json.loads(edgebench("submit", "--json").stdout)
    assert found["files"] == [path]
    assert [one["why"].partition(".")[0] for one in found["left_out"]] == [
        "Tier smoke is a preview for the one who ran it"
    ]
    assert (found["problems"], found["dry_run"]) == ([], False)
    assert found["commit"] == made.git("rev-parse", found["branch"]).strip()
    assert found["push"] == f"git push <your fork> {found['branch']}"
    assert found["title"] == "Add 1 result of vm-amd-epyc-2"


def test_previews_alone_are_refused_with_the_reason(edgebench, made):
    made.add(build.result(8.0, tier="smoke"))
    finished = edgebench("submit")
    assert (finished.returncode, finished.stdout) == (4, "")
    assert (
        "Tier smoke is a preview for the one who ran it. Run again with --tier standard." in finished.stderr
    )
    assert json.loads(edgebench("submit", "--json").stdout)["branch"] is None


def test_a_broken_rule_is_exit_4_and_no_branch(edgebench, made):
    made.add(build.edited(build.result(), {"processes.0.load_ns": 7}))
    before = made.state()
    finished = edgebench("submit")
    assert finished.returncode == 4
    assert "[summary]" in finished.stdout
    assert made.state() == before


def test_the_name_of_who_is_logged_in_is_refused_unless_it_is_only_a_word(edgebench, made):
    made.add(build.result(8.0, {"device.cooling": "magpie fan", "device.cooling_reason": None}))
    finished = edgebench("submit", "--dry-run", USER="magpie")
    assert finished.returncode == 4
    assert "$.device.cooling: 'magpie' is the name of a user of this machine." in finished.stdout
    assert edgebench("submit", "--dry-run", "--allow", "magpie", USER="magpie").returncode == 0


def test_without_an_identity_there_is_no_commit(edgebench, made):
    made.add(build.result())
    nobody = dict.fromkeys((key for key in IDENTITY if key.endswith(("NAME", "EMAIL"))), "")
    finished = edgebench("submit", **nobody)
    assert (finished.returncode, "git does not know who you are" in finished.stderr) == (2, True)


@pytest.mark.parametrize("step", ["read-tree", "hash-object", "write-tree", "commit-tree", "update-ref"])
def test_ended_in_the_middle_it_leaves_the_repository_as_it_was(edgebench, made, tmp_path_factory, step):
    made.add(build.result())
    tools = tmp_path_factory.mktemp("tools")
    shim = tools / "git"
    shim.write_text(
        f'#!/bin/sh\ncase " $* " in *" {step} "*) kill -9 $PPID; exit 1;; esac\n'
        f'exec {shutil.which("git")} "$@"\n'
    )
    shim.chmod(0o755)
    before = made.state()
    ended = edgebench("submit", PATH=f"{tools}{os.pathsep}{os.environ['PATH']}", TMPDIR=str(tools))
    assert ended.returncode == -signal.SIGKILL
    assert made.state() == before
    assert edgebench("submit").returncode == 0


def test_the_template_names_commands_that_there_are():
    template = (Path(__file__).parents[2] / ".github/PULL_REQUEST_TEMPLATE/results.md").read_text("utf-8")
    assert "edgebench submit" in template
    assert "CC0-1.0" in template
