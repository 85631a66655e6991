"""What a branch adds, on real repositories: which commits count, and that nothing of it is believed."""

import gzip
import os
import subprocess

import pytest
from msgspec import structs

from edgebench import store
from edgebench.errors import RepositoryError
from edgebench.repository import branch, git
from tests import build, readings
from tests.redteam import sealed
from tests.repository.build import FOLDER, IDENTITY, TRACE, Made, simulated, trace_path, traced

PROFILE = b"""slug = "made-up-board"
name = "Made-up Board"
revision = 1
kind = "board"

[recognise]
compatible = ["maker,made-up-board"]
"""


@pytest.fixture
def made(tmp_path):
    return Made(tmp_path)


def on_a_board():
    return build.result(
        8.0,
        {
            "device.slug": "made-up-board",
            "device.kind": "board",
            "device.virtual": "none",
            "device.cpu.model": "Cortex-A55",
            "device.cpu.isa": ["asimd"],
        },
    )


def test_a_branch_that_adds_a_sound_result_is_accepted(made):
    made.add(build.result())
    head = made.commit("add")
    checked = made.check()
    assert (checked.results, checked.problems, checked.head) == (1, [], head)
    assert checked.base == checked.parted


def test_a_branch_that_changes_code_is_not_judged(made):
    made.write({"README.md": b"more\n", "edgebench/x.py": b"1\n"})
    made.commit("code")
    assert (made.check().results, made.rules()) == (0, [])


def test_what_is_not_committed_does_not_count(made):
    made.add(build.result())
    assert made.check().results == 0


def test_what_the_base_did_meanwhile_is_not_the_branchs_doing(made):
    (old,) = made.add(build.result(7.0))
    made.commit("old")
    made.into_main()
    made.git("checkout", "--quiet", "-b", "mine")
    made.add(build.result(8.0, {"session.id": "0" * 16}))
    made.commit("mine")
    made.git("checkout", "--quiet", "main")
    made.add(build.result(9.0, {"session.id": "1" * 16}))
    made.write({"README.md": b"changed\n"})
    made.commit("theirs")
    made.into_main()
    checked = made.check(head="mine")
    assert (checked.results, checked.problems, old in checked.proposal.base) == (1, [], True)
    assert checked.parted != checked.base


def test_a_name_that_the_base_took_meanwhile_is_refused(made):
    made.write({"results/withdrawn.toml": b""})
    made.commit("empty list")
    made.into_main()
    made.git("checkout", "--quiet", "-b", "mine")
    (path,) = made.add(build.result())
    made.commit("mine")
    made.git("checkout", "--quiet", "main")
    made.write({path: b"{}"})
    made.commit("theirs")
    made.into_main()
    (problem,) = made.check(head="mine").problems
    assert (problem.rule, problem.where) == ("only-added", path)


def test_what_the_base_holds_under_another_date_is_not_measured_anew(made):
    made.add(build.result(8.0))
    made.commit("theirs")
    made.into_main()
    (path,) = made.add(build.edited(build.result(8.0), {"created": "2026-11-21T11:07Z"}))
    made.commit("mine")
    found = {(one.rule, one.where) for one in made.check().problems}
    assert ("duplicates", f"{path}: $.processes") in found


@pytest.mark.parametrize("do", ["edit", "remove", "rename"])
def test_history_is_append_only(made, do):
    (path,) = made.add(build.result())
    made.commit("old")
    made.into_main()
    if do == "edit":
        made.write({path: (made.folder / path).read_bytes() + b"\n"})
    else:
        made.git("rm", "--quiet", path)
    if do == "rename":
        made.add(build.result(9.0, {"session.id": "0" * 16}))
    made.commit(do)
    assert [(one.rule, one.where) for one in made.check().problems] == [("only-added", path)]


def test_a_result_is_held_against_every_rule_of_a_submission(made):
    (path,) = made.add(build.result(8.0, tier="smoke"))
    made.commit("add")
    (problem,) = made.check().problems
    assert (problem.rule, problem.where) == ("ranked-tier", f"{path}: $.load.tier")


def test_a_broken_result_is_one_problem_and_the_others_are_read(made):
    made.add(build.result())
    made.write({f"{FOLDER}/x-y-server-0123456789abcdef.json": b'{"format":1,"format":1}'})
    made.commit("add")
    checked = made.check()
    assert (checked.results, [one.rule for one in checked.problems]) == (2, ["readable"])


@pytest.mark.parametrize(
    ("mode", "path", "rules"),
    [
        ("120000", f"{FOLDER}/x-y-server-0123456789abcdef.json", ["file-mode"]),
        ("160000", f"{FOLDER}/x-y-server-0123456789abcdef.json", ["file-mode"]),
        ("100755", f"{FOLDER}/x-y-server-0123456789abcdef.json", ["file-mode"]),
        ("120000", "results/vm-amd-epyc-2", ["file-mode", "path-place"]),
        ("100644", f"{FOLDER}/x y-0123456789abcdef.json", ["path-characters", "path-place"]),
        ("100644", f"{FOLDER}/x\ny-0123456789abcdef.json", ["path-characters", "path-place"]),
        ("100644", f"{FOLDER}/\u202ex-0123456789abcdef.json", ["path-characters", "path-place"]),
        ("100644", f"{FOLDER}/\udcffx-0123456789abcdef.json", ["path-characters", "path-place"]),
        ("100644", f"{FOLDER}/.x-0123456789abcdef.json", ["path-characters", "path-place"]),
        ("100644", "results/a/b/c/d/x-0123456789abcdef.json", ["path-place"]),
        ("100644", "Results/x.json", ["path-characters", "path-place", "names-collide"]),
        ("100644", f"results/{'a/' * 300}x.json", ["path-length", "path-place"]),
    ],
)
def test_names_and_modes_are_judged_without_a_checkout(made, mode, path, rules):
    made.stage(mode, path, b"/etc/passwd")
    made.commit_staged()
    checked = made.check()
    assert sorted({one.rule for one in checked.problems}) == sorted(rules)
    assert checked.results == 0
    assert all(one.where.isascii() and one.where.isprintable() for one in checked.problems)


def test_a_large_file_is_refused_by_its_size_and_not_read(made, monkeypatch):
    made.write({f"{FOLDER}/x-y-server-0123456789abcdef.json": b" " * (50 * 1024 * 1024)})
    made.commit("add")
    monkeypatch.setattr(git.Objects, "read", lambda *_: pytest.fail("read"))
    assert made.rules() == ["file-size", "total-size"]


def test_of_a_branch_with_too_many_files_none_is_read(made, monkeypatch):
    made.write({f"{FOLDER}/x-y-server-{place:016x}.json": b"{}" for place in range(201)})
    made.commit("add")
    monkeypatch.setattr(git.Objects, "read", lambda *_: pytest.fail("read"))
    (problem,) = made.check().problems
    assert (problem.rule, problem.where) == ("file-count", "the branch")


def test_the_judge_may_not_be_changed_beside_what_is_judged(made):
    made.add(build.result())
    made.write({"edgebench/checks/submission/path.py": b"def check(submitted): return []\n"})
    made.commit("add")
    (problem,) = made.check().problems
    assert (problem.rule, problem.where) == ("only-results", "edgebench/checks/submission/path.py")


def test_the_profile_of_a_new_device_comes_with_its_results(made):
    made.add(on_a_board())
    made.write({"edgebench/devices/made-up-board.toml": PROFILE})
    made.commit("add")
    assert made.check().problems == []


@pytest.mark.parametrize(
    ("profile", "rule", "words"),
    [
        (PROFILE.replace(b"revision = 1", b"revision = 'x'"), "profile-readable", "revision"),
        (PROFILE.replace(b"maker,made-up-board", b"radxa,rock-5b"), "profile-readable", "claimed by"),
        (b"a" + b".a" * 7000 + b" = 1", "profile-readable", "unknown field"),
        (b"a = " + b"[" * 8000, "profile-readable", "nested too deeply"),
        (b"\xff", "profile-readable", "UTF-8"),
        (PROFILE + b"# measured by jane@example.org\n", "private-text", "e-mail"),
    ],
)
def test_a_profile_that_will_not_do_is_refused(made, profile, rule, words):
    made.add(on_a_board())
    made.write({"edgebench/devices/made-up-board.toml": profile})
    made.commit("add")
    (problem,) = made.check().problems
    assert problem.rule == rule
    assert words in problem.what


def test_a_copy_is_known_under_another_device_and_workload_too(made):
    """Real latencies: with another unit, session, and a window a nanosecond longer."""
    first = sealed.real()
    made.add(first)
    made.commit("first")
    made.into_main()
    windows = [structs.replace(one, window_ns=one.window_ns + 1) for one in first.processes]
    device = {
        "device.slug": "vm-amd-epyc-genoa-2",
        "device.cpu.model": "AMD EPYC Genoa",
        "device.unit": "5eed0002",
    }
    copy = build.edited(structs.replace(first, processes=windows), {**device, "session.id": "f" * 16})
    made.add(sealed.resealed(copy))
    made.commit("copy")
    (problem,) = made.check().problems
    assert (problem.rule, problem.what.partition(" of results")[0][:26]) == (
        "duplicates",
        "5 of 5 processes are those",
    )


def test_a_session_is_one_whichever_workload_its_files_are_of(made):
    made.add(build.result())
    made.commit("first")
    made.into_main()
    other = sealed.real()
    made.add(build.edited(other, {"session.id": build.result().session.id}))
    made.commit("other")
    assert "session-agrees" in made.rules()


@pytest.mark.parametrize("there", [True, False])
def test_what_is_superseded_is_there(made, there):
    (path,) = made.add(build.result())
    old = store.result_id((made.folder / path).read_bytes())
    made.commit("first")
    made.into_main()
    made.add(build.result(9.0, {"session.id": "e" * 16, "provenance.supersedes": old if there else "0" * 64}))
    made.commit("second")
    assert made.rules() == ([] if there else ["supersedes-known"])


def test_a_power_trace_comes_with_the_result_that_names_it(made):
    result, data = traced()
    made.add(result)
    made.write({trace_path(data): data})
    made.commit("add")
    assert made.check().problems == []


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (TRACE.replace('"firmware":null', '"firmware":"at 192.168.0.7"'), "private-text"),
        (TRACE + "hello\n", "trace-readable"),
        (TRACE.rstrip("\n"), "trace-readable"),
        ("power\n", "trace-readable"),
    ],
)
def test_a_trace_that_holds_anything_else_is_refused(made, text, rule):
    result, data = traced(text)
    made.add(result)
    made.write({trace_path(data): data})
    made.commit("add")
    assert made.rules() == [rule]


def test_an_energy_that_is_not_that_of_its_trace_is_refused(made):
    result, data = traced(readings.text(1.01))
    made.add(result)
    made.write({trace_path(data): data})
    made.commit("add")
    assert set(made.rules()) == {"energy-of-readings"}


def test_a_trace_that_no_result_names_is_refused(made):
    data = gzip.compress(TRACE.encode(), mtime=0)
    made.add(build.metered())
    made.write({trace_path(data): data})
    made.commit("add")
    assert made.rules() == ["trace-named", "trace-there"]


def test_withdrawals_are_added_at_the_end(made):
    made.write({"results/withdrawn.toml": b"# list\n"})
    made.commit("list")
    made.into_main()
    made.write({"results/withdrawn.toml": b"# list\n# one\n"})
    made.commit("withdraw")
    assert made.check().problems == []
    made.write({"results/withdrawn.toml": b"# one\n"})
    made.squash("rewrite")
    (problem,) = made.check().problems
    assert (problem.rule, problem.what) == (
        "withdrawals-appended",
        "Line 1, which was there before, is not any more as it was.",
    )


def test_only_what_is_asked_for_is_read_and_the_whole_branch_is_judged(made):
    (path,) = made.add(build.result())
    made.write({"results/pi5/x.txt": b"x"})
    made.commit("add")
    checked = made.check(below=["results/elsewhere"])
    assert (checked.results, [one.rule for one in checked.problems]) == (0, ["path-place"])
    assert made.check(below=[path]).results == 1


def test_a_revision_that_git_does_not_know_is_an_error_with_a_hint(made):
    for name in ("nowhere", "--help", "-x", "origin/main:README.md"):
        with pytest.raises(RepositoryError, match="no such revision") as caught:
            made.check(name)
        assert caught.value.exit_code == 2
        assert "git fetch" in str(caught.value.hint)


def test_a_folder_without_a_repository_is_an_error_with_a_hint(tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(RepositoryError, match="in no git repository"):
        git.here(tmp_path)


def test_without_git_the_error_says_how_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RepositoryError, match="git is not installed here"):
        git.here(tmp_path)


def test_a_shallow_clone_is_told_how_to_be_deepened(made, tmp_path):
    made.write({"README.md": b"2\n"})
    made.commit("second")
    made.git("branch", "base", "HEAD~1")
    made.add(build.result())
    made.commit("third")
    shallow = tmp_path / "shallow"
    made.git("clone", "--quiet", "--depth=1", "--no-single-branch", f"file://{made.folder}", str(shallow))
    with pytest.raises(RepositoryError, match="no commit in common") as caught:
        branch.check(git.here(shallow).also(IDENTITY), "origin/base")
    assert "git fetch --unshallow" in str(caught.value.hint)


def test_histories_that_never_met_are_an_error(made):
    made.git("checkout", "--quiet", "--orphan", "other")
    made.commit("alone")
    with pytest.raises(RepositoryError, match="no commit in common") as caught:
        made.check()
    assert "unshallow" not in str(caught.value.hint)


def test_what_a_user_has_configured_changes_nothing(made, monkeypatch):
    (path,) = made.add(build.result())
    made.commit("old")
    made.into_main()
    made.git("mv", path, f"{FOLDER}/copy-0123456789abcdef.json")
    made.stage("160000", f"{FOLDER}/x-0123456789abcdef.json")
    made.commit_staged()
    for setting in (
        "diff.renames=copies", "diff.external=false", "diff.noprefix=true", "diff.relative=true",
        "core.quotePath=true", "core.hooksPath=/nowhere", "core.fsmonitor=false", "color.ui=always",
        "core.pager=false", "diff.orderFile=/nowhere", "diff.ignoreSubmodules=all",
    ):  # fmt: skip
        made.git("config", *setting.split("="))
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", "false")
    found = [(one.rule, one.where) for one in made.check().problems]
    assert sorted(one for one in found if one[0] in {"only-added", "file-mode"}) == [
        ("file-mode", f"{FOLDER}/x-0123456789abcdef.json"),
        ("only-added", path),
    ]


def test_replaced_objects_are_not_believed(made):
    (path,) = made.add(build.result())
    made.commit("old")
    made.into_main()
    made.write({path: b"{}"})
    head = made.commit("edit")
    made.git("replace", head, "origin/main")
    assert "only-added" in made.rules()


def test_a_partial_clone_is_not_filled_from_the_network(made, tmp_path):
    made.add(build.result())
    made.commit("add")
    made.git("config", "uploadpack.allowFilter", "true")
    partial = tmp_path / "partial"
    made.git("clone", "--quiet", "--bare", "--filter=blob:none", f"file://{made.folder}", str(partial))
    made.git("-C", str(partial), "remote", "set-url", "origin", "file:///nowhere")
    with pytest.raises(RepositoryError):
        branch.check(git.here(partial).also(IDENTITY), "main~1", "main")


def test_a_bare_repository_is_checked_as_well(made, tmp_path):
    made.add(build.result())
    made.commit("add")
    made.git("clone", "--quiet", "--bare", str(made.folder), str(tmp_path / "bare"))
    checked = branch.check(git.here(tmp_path / "bare").also(IDENTITY), "main~1", "main")
    assert (checked.results, checked.problems) == (1, [])


def test_no_file_of_the_work_tree_is_opened(made):
    (path,) = made.add(build.result())
    made.commit("add")
    (made.folder / path).unlink()
    os.mkfifo(made.folder / path)  # reading it would wait for ever
    assert made.check().problems == []


def test_the_energy_of_a_made_up_meter_is_refused_by_one_rule(made):
    made.add(simulated())
    made.commit("add")
    assert [rule for rule in made.rules() if "simulated" in rule] == ["energy-simulated"]


def test_personal_data_in_a_result_is_refused_with_its_field(made):
    made.add(build.result(8.0, {"device.cooling": "fan of jane@example.org", "device.cooling_reason": None}))
    made.commit("add")
    (problem,) = made.check().problems
    assert (problem.rule, problem.where.rpartition(": ")[2]) == ("personal-data", "$.device.cooling")
    assert problem.what == "'jane@example.org' looks like an e-mail address."


def test_a_missing_object_is_an_error_and_not_a_verdict(made):
    made.add(build.result())
    made.commit("add")
    with made.repository().objects() as objects, pytest.raises(RepositoryError, match="is not in this clone"):
        objects.read("0" * 40)


def test_objects_are_read_one_after_the_other_byte_by_byte(made):
    data = [b"", b"\n", b"a\0b\n" * 1000, store.encode(build.result())]
    names = [made.git("hash-object", "-w", "--stdin", given=one).strip() for one in data]
    with made.repository().objects() as objects:
        assert [objects.read(name) for name in names] == data


def test_git_that_fails_is_told_in_its_own_words(made):
    with pytest.raises(RepositoryError, match=r"git ls-tree: "):
        made.repository().files("0" * 40, "results")
    assert subprocess.run(["git", "--version"], check=True, capture_output=True).returncode == 0


def test_what_a_commit_adds_and_a_later_one_takes_away_is_seen(made):
    made.write({"notes.txt": b"tina 192.168.1.5"})
    made.commit("notes")
    (made.folder / "notes.txt").unlink()
    made.add(build.result())
    made.commit("result")
    assert [one.rule for one in made.check().problems] == ["history-clean"]
    made.squash("result alone")
    assert made.check().problems == []
