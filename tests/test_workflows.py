"""The workflows: pinned, closed to injection, clean for their linters, and their scripts do what they say."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.build import result
from tests.signing import Repository

yaml = pytest.importorskip("yaml", reason="PyYAML is not installed (extra dev)")

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / ".github/workflows"
TEXTS = {file.stem: file.read_text("utf-8") for file in sorted(FOLDER.glob("*.yml"))}
WORKFLOWS: dict[str, Any] = {name: yaml.safe_load(text) for name, text in TEXTS.items()}
BASH = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c"]
"""As a runner starts a script with `shell: bash`."""
HEAD = "0123456789abcdef0123456789abcdef01234567"
Finished = subprocess.CompletedProcess


def steps(workflow: str) -> Iterator[dict[str, Any]]:
    for job in WORKFLOWS[workflow]["jobs"].values():
        yield from job["steps"]


def script(workflow: str, name: str) -> str:
    (found,) = (step["run"] for step in steps(workflow) if step.get("name") == name)
    return str(found)


def program(name: str) -> str:
    """A linter of the extra dev, beside this Python or on the path; else the test is skipped."""
    found = shutil.which(name, path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


class TestEveryWorkflow:
    @pytest.mark.parametrize("name", WORKFLOWS)
    def test_what_it_uses_is_pinned_by_commit_with_its_version_beside(self, name: str) -> None:
        used = re.findall(r"uses: (.*)", TEXTS[name])
        assert used
        assert [one for one in used if not re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", one)] == []

    def test_one_action_is_one_commit_everywhere(self) -> None:
        used = {tuple(one.split("@")) for text in TEXTS.values() for one in re.findall(r"uses: (\S+)", text)}
        assert len({action for action, _ in used}) == len(used)

    @pytest.mark.parametrize("name", WORKFLOWS)
    def test_it_has_no_permission_but_to_read_unless_a_job_says_which(self, name: str) -> None:
        assert WORKFLOWS[name]["permissions"] in ({}, {"contents": "read"})

    @pytest.mark.parametrize("name", WORKFLOWS)
    def test_no_script_is_made_from_what_others_write(self, name: str) -> None:
        known = re.compile(r"\$\{\{ matrix\.\w+ \}\}")
        assert [step["run"] for step in steps(name) if "${{" in known.sub("", step.get("run", ""))] == []

    @pytest.mark.parametrize("name", WORKFLOWS)
    def test_it_knows_no_secret_and_leaves_no_credentials_behind(self, name: str) -> None:
        assert "secrets." not in TEXTS[name]
        checkouts = [step for step in steps(name) if "actions/checkout" in step.get("uses", "")]
        assert all(step["with"]["persist-credentials"] is False for step in checkouts)

    @pytest.mark.parametrize("name", WORKFLOWS)
    def test_every_job_ends_in_time(self, name: str) -> None:
        assert all(job["timeout-minutes"] <= 60 for job in WORKFLOWS[name]["jobs"].values())

    def test_zizmor_finds_nothing(self) -> None:
        asked = [program("zizmor"), "--offline", "--no-progress", "--persona=auditor", ".github"]
        finished = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False, timeout=100)
        assert finished.returncode == 0, finished.stdout

    def test_actionlint_finds_nothing(self) -> None:
        finished = subprocess.run(
            [program("actionlint"), "-no-color"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=100,
        )
        assert finished.returncode == 0, finished.stdout

    def test_shellcheck_finds_nothing(self) -> None:
        scripts = [step["run"] for name in WORKFLOWS for step in steps(name) if "run" in step]
        for one in scripts:
            asked = [program("shellcheck"), "--shell=bash", "-"]
            text = re.sub(r"\$\{\{.*?\}\}", "value", one)
            finished = subprocess.run(
                asked, input=text, capture_output=True, text=True, check=False, timeout=60
            )
            assert finished.returncode == 0, finished.stdout


class TestResults:
    def test_it_has_a_token_that_reads_and_starts_on_pull_requests_only(self) -> None:
        workflow = WORKFLOWS["results"]
        assert list(workflow[True]) == ["pull_request"]  # `on` is true to YAML 1.1
        assert workflow["permissions"] == {}
        assert [job["permissions"] for job in workflow["jobs"].values()] == [{"contents": "read"}]

    def test_code_is_the_base_branchs_and_data_the_pull_requests(self) -> None:
        places = {
            one["with"]["path"]: one["with"]["ref"]
            for one in steps("results")
            if "ref" in one.get("with", {})
        }
        assert places == {
            "trusted": "${{ github.base_ref }}",
            "data": "${{ github.event.pull_request.head.sha }}",
        }

    def test_nothing_of_the_pull_request_is_run(self) -> None:
        inside = [one for one in steps("results") if one.get("working-directory") == "data"]
        assert [one["run"].split() for one in inside] == [
            ['"$RUNNER_TEMP/edgebench/bin/edgebench"', "check", "--base", '"$BASE"']
        ]
        named = [one["run"] for one in steps("results") if "data" in one.get("run", "")]
        assert [re.findall(r"\S*data\S*", one) for one in named] == [["data/results"]]
        assert WORKFLOWS["results"]["env"]["PYTHONSAFEPATH"] == "1"
        assert "pip install --quiet ./trusted" in script("results", "install the base branch's edgebench")


class TestComment:
    def test_only_its_job_may_write_and_only_comments(self) -> None:
        (job,) = WORKFLOWS["comment"]["jobs"].values()
        assert job["permissions"] == {"actions": "read", "contents": "read", "pull-requests": "write"}

    def test_it_checks_out_nothing_of_the_pull_request(self) -> None:
        checkouts = [one["with"] for one in steps("comment") if "actions/checkout" in one.get("uses", "")]
        assert checkouts == [{"path": "trusted", "persist-credentials": False}]

    def test_it_follows_the_workflow_that_checks(self) -> None:
        assert WORKFLOWS["comment"][True]["workflow_run"]["workflows"] == [WORKFLOWS["results"]["name"]]


class TestSite:
    def test_only_the_job_that_deploys_may_and_it_checks_out_nothing(self) -> None:
        jobs = WORKFLOWS["site"]["jobs"]
        assert jobs["build"]["permissions"] == {"contents": "read"}
        assert jobs["deploy"]["permissions"] == {"pages": "write", "id-token": "write"}
        assert [step["uses"].split("@")[0] for step in jobs["deploy"]["steps"]] == ["actions/deploy-pages"]


# Logs what is asked, keeps a body, and answers with the file named by the address, its signs as dots.
GH = """#!/bin/bash
echo "$*" >> "$ANSWERS/log"
for one in "$@"; do
  case $one in
    body=@*) cp "${one#body=@}" "$ANSWERS/body" ;;
    repos/*) cat "$ANSWERS/$(echo "$one" | tr -c "a-z0-9\\n" .)" 2> /dev/null ;;
  esac
done
true
"""


def _write(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o755)


class Runner:
    """A folder as a job has it: edgebench installed, `gh` answering from files, a workspace."""

    def __init__(self, folder: Path) -> None:
        self.temp, self.work, self.answers = (folder / name for name in ("temp", "work", "answers"))
        for place in (self.temp / "edgebench/bin", self.work, self.answers):
            place.mkdir(parents=True)
        # As pip writes it: what it imports does not depend on the folder it is started in.
        _write(
            self.temp / "edgebench/bin/edgebench",
            f"#!{sys.executable}\nfrom edgebench.cli.main import main\nmain()\n",
        )
        _write(self.answers / "gh", GH)

    def answer(self, address: str, content: str | bytes) -> None:
        data = content.encode() if isinstance(content, str) else content
        (self.answers / re.sub(r"[^a-z0-9]", ".", address)).write_bytes(data)

    def run(self, text: str, **variables: str) -> Finished[str]:
        settings = {
            "PATH": f"{self.answers}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT), "HOME": str(self.work),
            "RUNNER_TEMP": str(self.temp), "ANSWERS": str(self.answers), "REPOSITORY": "me/it", "RUN": "7",
            "HEAD": HEAD,
        }  # fmt: skip
        return subprocess.run(
            [*BASH, text],
            cwd=self.work,
            env=settings | variables,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    @property
    def asked(self) -> str:
        log = self.answers / "log"
        return log.read_text() if log.exists() else ""


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    return Runner(tmp_path)


def test_the_review_of_a_pull_request_goes_into_the_artifact_with_its_number(runner: Runner) -> None:
    base, head = (Repository(runner.work / name) for name in ("trusted", "data"))
    for folder in (base, head):
        folder.add(result(8.0))
    head.add(result(9.0, {"session.id": "b" * 16}))
    finished = runner.run(script("results", "say what it changes"), NUMBER="12")
    assert finished.returncode == 0, finished.stderr
    assert json.loads((runner.temp / "review/review.json").read_text())["results"] == 1
    assert (runner.temp / "review/number").read_text() == "12\n"


class TestTheArtifact:
    TAKE = script("comment", "take the artifact, so much of it and no more")
    ARTIFACTS, ZIP = "repos/me/it/actions/runs/7/artifacts?name=review", "repos/me/it/actions/artifacts/5/zip"

    def zipped(self, runner: Runner, **members: bytes) -> bytes:
        path = runner.temp / "made.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
            for name, data in members.items():
                file.writestr(name.replace("__", "."), data)
        return path.read_bytes()

    def test_its_two_files_are_taken_and_no_other(self, runner: Runner) -> None:
        runner.answer(self.ARTIFACTS, "5\n")
        runner.answer(self.ZIP, self.zipped(runner, review__json=b"{}", number=b"12\n", evil__sh=b"echo"))
        finished = runner.run(self.TAKE)
        assert finished.returncode == 0, finished.stderr
        assert (runner.temp / "review.json").read_text() == "{}"
        assert (runner.temp / "number").read_text() == "12\n"
        assert not list(runner.temp.rglob("evil*"))
        assert "select(.size_in_bytes <= 65536)" in runner.asked

    @pytest.mark.parametrize("listed", ["", "5\n6\n", "5; echo\n"])
    def test_none_two_or_a_strange_one_is_refused(self, runner: Runner, listed: str) -> None:
        runner.answer(self.ARTIFACTS, listed)
        finished = runner.run(self.TAKE)
        assert finished.returncode == 1
        assert "::error::" in finished.stdout
        assert "/zip" not in runner.asked

    def test_one_that_unpacks_to_more_is_not_unpacked_whole(self, runner: Runner) -> None:
        runner.answer(self.ARTIFACTS, "5\n")
        runner.answer(self.ZIP, self.zipped(runner, review__json=b" " * 30_000_000, number=b"12\n"))
        assert runner.run(self.TAKE).returncode != 0
        assert (runner.temp / "review.json").stat().st_size == 65_537

    def test_a_link_in_it_is_no_file(self, runner: Runner) -> None:
        path = runner.temp / "link.zip"
        entry = zipfile.ZipInfo("review.json")
        entry.external_attr = 0o120777 << 16
        with zipfile.ZipFile(path, "w") as file:
            file.writestr(entry, "/etc/passwd")
            file.writestr("number", "12")
        runner.answer(self.ARTIFACTS, "5\n")
        runner.answer(self.ZIP, path.read_bytes())
        assert runner.run(self.TAKE).returncode == 0
        assert (runner.temp / "review.json").read_text() == "/etc/passwd"


class TestTheWords:
    READ = script("comment", "read it strictly, and say it in words")

    @pytest.mark.parametrize(
        "content", ["", "{}", "/etc/passwd", '{"edgebench_review":1,"body":"@all"}', " " * 65_537]
    )
    def test_what_is_no_review_ends_the_job(self, runner: Runner, content: str) -> None:
        (runner.temp / "review.json").write_text(content)
        assert runner.run(self.READ).returncode == 2
        assert (runner.temp / "comment.md").read_text() == ""

    def test_without_new_results_there_is_no_comment(self, runner: Runner) -> None:
        (runner.temp / "review.json").write_text(
            '{"edgebench_review":1,"results":0,"changes":0,"withdrawals":0,"added":[],"moved":[],"withdrawn":[]}'
        )
        assert runner.run(self.READ).returncode == 0
        assert (runner.temp / "comment.md").read_text() == ""


class TestThePost:
    POST = script("comment", "write one comment, or write it anew")
    COMMENTS = "repos/me/it/issues/12/comments"

    @pytest.fixture
    def ready(self, runner: Runner) -> Runner:
        (runner.temp / "comment.md").write_text("<!-- edgebench review -->\n")
        (runner.temp / "number").write_text("12\n")
        runner.answer("repos/me/it/pulls/12", f"{HEAD}\n")
        return runner

    def test_the_first_comment_is_posted_with_its_commit(self, ready: Runner) -> None:
        finished = ready.run(self.POST)
        assert finished.returncode == 0, finished.stderr
        assert f"--method POST {self.COMMENTS}" in ready.asked
        assert (ready.answers / "body").read_text() == f"<!-- edgebench review -->\n\nCommit {HEAD}.\n"

    def test_a_later_one_takes_its_place(self, ready: Runner) -> None:
        ready.answer(self.COMMENTS, "3\n44\n")
        assert ready.run(self.POST).returncode == 0
        assert "--method PATCH repos/me/it/issues/comments/44" in ready.asked
        assert "POST" not in ready.asked
        assert 'select(.user.login == "github-actions[bot]"' in ready.asked

    def test_a_pull_request_at_another_commit_is_left_alone(self, ready: Runner) -> None:
        ready.answer("repos/me/it/pulls/12", f"{'f' * 40}\n")
        finished = ready.run(self.POST)
        assert finished.returncode == 0
        assert "nothing is said of it" in finished.stdout
        assert "--method" not in ready.asked

    @pytest.mark.parametrize("number", ["", "0", "-1", "12/../13", "12\n13", "1e3", "$(id)", "9999999999"])
    def test_what_is_no_number_asks_nothing(self, ready: Runner, number: str) -> None:
        (ready.temp / "number").write_text(number)
        assert ready.run(self.POST).returncode == 1
        assert ready.asked == ""

    def test_an_empty_comment_is_not_posted(self, ready: Runner) -> None:
        (ready.temp / "comment.md").write_text("")
        assert ready.run(self.POST).returncode == 0
        assert ready.asked == ""


class TestOnClones:
    """The step that checks, on a base repository and a clone with a commit on top, as `results` has them."""

    @pytest.fixture
    def clones(self, runner: Runner) -> Callable[[Callable[[Repository], object]], Finished[str]]:
        program("git")
        if "--base" not in runner.run('"$RUNNER_TEMP/edgebench/bin/edgebench" check --help').stdout:
            pytest.skip("this edgebench check has no --base")
        environment = {
            "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "GIT_AUTHOR_NAME": "a",
            "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_NAME": "a",
            "GIT_COMMITTER_EMAIL": "a@example.org",
        }  # fmt: skip

        def git(folder: Path, *arguments: str) -> None:
            asked = ["git", "-C", str(folder), *arguments]
            subprocess.run(
                asked, check=True, capture_output=True, env={**os.environ, **environment}, timeout=60
            )

        def check(change: Callable[[Repository], object]) -> Finished[str]:
            base = Repository(runner.work / "base")
            base.add(result(8.0))
            git(base.root.parent, "init", "--quiet", "--initial-branch", "main")
            git(base.root.parent, "add", "--all")
            git(base.root.parent, "commit", "--quiet", "--message", "base")
            git(runner.work, "clone", "--quiet", str(base.root.parent), "data")
            head = Repository(runner.work / "data")
            change(head)
            git(runner.work / "data", "add", "--all")
            git(runner.work / "data", "commit", "--quiet", "--message", "head")
            text = f"cd data; {script('results', 'check what the branch adds')}"
            return runner.run(text, BASE="origin/main", **environment)

        return check

    def test_a_sound_result_passes(self, clones: Callable[..., Finished[str]]) -> None:
        finished = clones(lambda head: head.add(result(8.1, {"session.id": "b" * 16})))
        assert finished.returncode == 0, finished.stdout + finished.stderr

    def test_a_branch_without_results_passes(self, clones: Callable[..., Finished[str]]) -> None:
        assert clones(lambda head: (head.root.parent / "code.py").write_text("")).returncode == 0

    def test_a_result_beside_a_changed_checker_is_refused(self, clones: Callable[..., Finished[str]]) -> None:
        def change(head: Repository) -> None:
            head.add(result(8.1, {"session.id": "b" * 16}))
            (head.root.parent / "edgebench").mkdir()
            (head.root.parent / "edgebench/__init__.py").write_text("raise SystemExit(0)\n")

        finished = clones(change)
        assert finished.returncode == 4, finished.stderr
        assert "edgebench/__init__.py" in finished.stdout
