import os

import pytest

from edgebench.checks.submission import energy_simulated
from edgebench.repository import work_tree
from tests import build
from tests.checks.edges import scattered
from tests.repository.build import FOLDER, Made, simulated, trace_path, traced


@pytest.fixture
def made(tmp_path):
    return Made(tmp_path)


def new(made, base="origin/main"):
    found = work_tree.new_files(made.repository(), made.repository().commit(base))
    return [(one.change.status, one.change.path) for one in found]


def selected(made):
    repository = made.repository()
    return work_tree.select(work_tree.new_files(repository, repository.commit("origin/main")))


def test_untracked_staged_and_committed_files_are_new_alike(made):
    paths = made.add(*(build.result(ms) for ms in (7.0, 8.0, 9.0)))
    made.git("add", paths[0])
    made.git("commit", "--quiet", "--message", "one")
    made.git("add", paths[1])
    assert new(made) == sorted(("added", path) for path in paths)


def test_what_the_base_has_is_not_new_though_this_branch_does_not_have_it(made):
    (path,) = made.add(build.result())
    made.commit("theirs")
    made.into_main()
    made.git("reset", "--quiet", "--mixed", "HEAD~1")
    assert (made.folder / path).exists()
    assert new(made) == []
    (made.folder / path).unlink()
    assert new(made) == []


def test_a_file_that_differs_from_the_bases_is_changed(made):
    (path,) = made.add(build.result())
    made.commit("theirs")
    made.into_main()
    made.write({path: b"{}"})
    assert new(made) == [("changed", path)]


def test_ignored_files_are_seen_and_documents_are_not(made):
    made.write({".gitignore": b"results/\n", "results/README.md": b"mine\n"})
    (path,) = made.add(build.result())
    assert new(made) == [("added", path)]


def test_nothing_is_written_though_the_index_is_stale(made):
    made.add(build.result())
    made.commit("old")
    os.utime(made.folder / "README.md", (1, 1))
    before = made.state()
    assert len(new(made)) == 1
    assert made.state() == before


def test_links_and_large_files_are_listed_and_not_read(made):
    made.write({"secret": b"x", f"{FOLDER}/large-0123456789abcdef.json": b" " * 300_000})
    (made.folder / FOLDER / "link-0123456789abcdef.json").symlink_to(made.folder / "secret")
    (made.folder / "results/folder").symlink_to(made.folder)
    found = work_tree.new_files(made.repository(), "origin/main")
    assert [(one.change.mode, one.data) for one in found] == [
        ("120000", None),
        ("100644", None),
        ("120000", None),
    ]


def test_results_with_their_traces_and_the_profile_of_their_new_device_are_selected(made):
    result, data = traced()
    (path,) = made.add(result)
    profile = "edgebench/devices/vm-amd-epyc-2.toml"
    made.write({trace_path(data): data, profile: b"", "edgebench/devices/other.toml": b""})
    assert [one.change.path for one in selected(made).files] == [profile, trace_path(data), path]
    assert [one.path for one in selected(made).left_out] == ["edgebench/devices/other.toml"]


def test_a_profile_that_is_there_already_is_left_out(made):
    profile = "edgebench/devices/vm-amd-epyc-2.toml"
    made.write({profile: b"old"})
    made.commit("profile")
    made.into_main()
    (path,) = made.add(build.result())
    made.write({profile: b"new"})
    assert [one.change.path for one in selected(made).files] == [path]


def test_previews_and_made_up_energies_are_left_out_with_the_reason(made):
    made.add(build.result(8.0, tier="smoke"), simulated())
    chosen = selected(made)
    assert (chosen.files, chosen.results) == ([], {})
    assert sorted(one.why for one in chosen.left_out) == [
        f"Its energy comes from made-up readings (flag simulated). {energy_simulated.TODO}",
        "Tier smoke is a preview for the one who ran it. Run again with --tier standard.",
    ]


def test_a_result_that_a_busy_machine_made_too_large_keeps_no_other_of_its_session(made):
    made.add(large := build.result(processes=scattered(6_300)), build.result(9.0))
    chosen = selected(made)
    assert [one.summary for one in chosen.results.values()] != [large.summary]
    assert len(chosen.results) == 1
    assert "at most 98304 are accepted" in chosen.left_out[0].why


def test_everything_else_is_left_out_by_name(made):
    made.write(
        {
            f"{FOLDER}/power-0123456789abcdef.csv.gz": b"",
            f"{FOLDER}/.x.json.partial": b"",
            "results/notes.json": b"{}",
            "results/withdrawn.toml": b"",
        }
    )
    assert {one.path: one.why for one in selected(made).left_out} == {
        f"{FOLDER}/.x.json.partial": "It is neither a result nor a power trace.",
        f"{FOLDER}/power-0123456789abcdef.csv.gz": "No result that is submitted names it.",
        "results/notes.json": "It is neither a result nor a power trace.",
        "results/withdrawn.toml": "Withdrawals are a pull request of their own.",
    }


def test_what_lies_where_a_result_does_and_is_none_is_for_the_rules_to_refuse(made):
    made.write({f"{FOLDER}/x-0123456789abcdef.json": b"{}"})
    assert [one.change.path for one in selected(made).files] == [f"{FOLDER}/x-0123456789abcdef.json"]


def test_signatures_of_what_is_submitted_and_of_what_is_there_are_selected(made):
    old, new = made.add(build.result(8.0)) + made.add(build.result(9.0))
    names = [f"results/signatures/{path[-21:-5]}{'0' * 48}.sig" for path in (old, new)]
    made.write(dict.fromkeys((*names, f"results/signatures/{'f' * 64}.sig"), b""))
    found = work_tree.new_files(made.repository(), "origin/main")
    chosen = work_tree.select([one for one in found if one.change.path != old], there=[old])
    assert sorted(one.change.path for one in chosen.files) == sorted([new, *names])
    assert [one.why for one in chosen.left_out] == [
        "It signs neither a result that is submitted nor one that is there already."
    ]
