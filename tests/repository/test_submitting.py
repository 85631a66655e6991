import pytest

from edgebench import sessions
from edgebench.errors import RepositoryError
from edgebench.repository import commit, submitting
from edgebench.scrubber import Names
from edgebench.sessions import SessionCell
from tests import build
from tests.repository.build import IDENTITY, Made, trace_path, traced

NOW = 1_795_000_000
NOBODY = Names()


@pytest.fixture
def made(tmp_path):
    return Made(tmp_path)


def prepare(made, called=None, names=NOBODY):
    return submitting.prepare(made.repository(), "origin/main", called, NOW, names, made.folder / ".state")


def test_a_branch_with_one_commit_of_exactly_the_new_files_is_made(made):
    result, data = traced()
    (path,) = made.add(result)
    made.write({trace_path(data): data, "README.md": b"not mine to submit\n", "stray.txt": b""})
    prepared, files = prepare(made)
    submitting.finish(made.repository(), prepared, files, NOW)
    shown = made.git(
        "show", "--name-status", "--format=%P|%an <%ae>|%at|%cd|%s", "--date=raw", prepared.branch
    )
    head, *rest = shown.splitlines()
    parent = made.git("rev-parse", "origin/main").strip()
    assert (
        head == f"{parent}|A. Tester <tester@alias.example>|{NOW}|{NOW} +0000|Add 1 result of vm-amd-epyc-2"
    )
    assert rest == ["", f"A\t{trace_path(data)}", f"A\t{path}"]
    assert made.check(head=prepared.branch).problems == []


def test_index_and_work_tree_and_branch_stay_as_they_are(made):
    made.add(build.result())
    made.write({"README.md": b"edited\n", "new.txt": b""})
    made.git("add", "new.txt")
    before = made.state()
    prepared, files = prepare(made)
    assert made.state() == before
    submitting.finish(made.repository(), prepared, files, NOW)
    after = made.state()
    line = f"{prepared.commit} commit\trefs/heads/{prepared.branch}"
    assert set(after.pop("refs").splitlines()) - set(before.pop("refs").splitlines()) == {line}
    assert after == before


def test_preparing_leaves_no_object_in_the_repository(made):
    made.add(build.result())
    count = made.git("count-objects")
    prepared, _ = prepare(made)
    assert prepared.commit
    assert made.git("count-objects") == count
    with pytest.raises(Exception, match="cat-file"):
        made.git("cat-file", "-e", prepared.commit)


def test_bytes_are_committed_as_they_are(made):
    (path,) = made.add(build.result())
    made.write({".gitattributes": b"* text=auto eol=crlf\n*.json filter=mine\n"})
    made.git("config", "core.autocrlf", "true")
    made.git("config", "filter.mine.clean", "tr a-z A-Z")
    prepared, files = prepare(made)
    submitting.finish(made.repository(), prepared, files, NOW)
    committed = made.git("cat-file", "blob", f"{prepared.branch}:{path}").encode()
    assert committed == (made.folder / path).read_bytes()


def test_an_executable_file_is_committed_as_a_plain_one(made):
    (path,) = made.add(build.result())
    (made.folder / path).chmod(0o755)
    prepared, files = prepare(made)
    submitting.finish(made.repository(), prepared, files, NOW)
    assert made.git("ls-tree", prepared.branch, path).startswith("100644 ")


def test_one_problem_and_there_is_no_commit(made):
    made.add(build.result(8.0), build.edited(build.result(9.0), {"processes.0.load_ns": 7}))
    prepared, _ = prepare(made)
    assert prepared.commit is None
    assert "summary" in {one.rule for one in prepared.problems}


def test_a_result_of_the_base_that_was_edited_is_refused(made):
    (path,) = made.add(build.result())
    made.commit("old")
    made.into_main()
    made.write({path: (made.folder / path).read_bytes() + b" "})
    prepared, _ = prepare(made)
    assert [(one.rule, one.where) for one in prepared.problems] == [("only-added", path)]


def test_names_of_this_machine_are_refused_with_their_field(made):
    (path,) = made.add(build.result(8.0, {"device.cooling": "magpie fan", "device.cooling_reason": None}))
    prepared, _ = prepare(made, names=Names(hosts=frozenset({"magpie"})))
    (problem,) = prepared.problems
    assert (problem.rule, problem.where) == ("own-names", f"{path}: $.device.cooling")
    assert problem.what == "'magpie' is the name of this machine."
    assert prepared.commit is None


def test_a_name_in_a_path_or_a_trace_is_refused_as_well(made):
    result, data = traced()
    made.add(result)
    made.write({trace_path(data): data})
    prepared, _ = prepare(made, names=Names(users=frozenset({"epyc"}), serials=frozenset({"wt310"})))
    places = {one.where.rpartition(": ")[2] for one in prepared.problems}
    assert places >= {"its path", "line 1", "$.device.slug"}


def test_the_missing_cells_of_a_session_are_counted_with_what_the_base_has(made):
    made.add(build.result(7.0, {"session.cells": 4}))
    made.commit("old")
    made.into_main()
    made.add(build.result(8.0, {"session.cells": 4}))
    made.add(build.result(9.0, {"session.id": "fedcba9876543210", "session.cells": 1}))
    prepared, _ = prepare(made)
    assert [(one.id, one.submitted, one.before, one.missing) for one in prepared.sessions] == [
        ("0123456789abcdef", 1, 1, 2),
        ("fedcba9876543210", 1, 0, 0),
    ]


def test_the_same_files_make_the_same_branch_and_commit(made):
    made.add(build.result())
    first, second = prepare(made)[0], prepare(made)[0]
    assert (first.branch, first.commit) == (second.branch, second.commit)
    assert first.branch.startswith("add-results/vm-amd-epyc-2-")


def test_a_branch_that_is_there_is_never_moved(made):
    made.add(build.result())
    prepared, files = prepare(made, "main")
    before = made.git("for-each-ref")
    with pytest.raises(RepositoryError, match="there is a branch of this name already"):
        submitting.finish(made.repository(), prepared, files, NOW)
    with pytest.raises(RepositoryError):
        commit.name(made.repository(), "main", prepared.base)
    assert made.git("for-each-ref") == before


@pytest.mark.parametrize("name", ["-x", "a..b", "a b", "a.lock", "@{-1}", "a\nb", ""])
def test_a_branch_cannot_be_called_anything(made, name):
    with pytest.raises(RepositoryError, match="no branch can be called so"):
        commit.require_free(made.repository(), name)


def test_an_identity_is_never_made_up_of_login_and_host(made):
    nobody = {key: "" for key in IDENTITY if key.startswith(("GIT_AUTHOR", "GIT_COMMITTER"))}
    with pytest.raises(RepositoryError, match="git does not know who you are"):
        commit.author(made.repository().also({**nobody, "HOME": "/nowhere"}), NOW)
    assert commit.author(made.repository(), NOW).identity == "A. Tester <tester@alias.example>"


def test_a_file_that_changes_between_check_and_commit_is_not_committed(made):
    made.add(build.result())
    prepared, files = prepare(made)
    swapped = [one._replace(data=b"{}") for one in files]
    with pytest.raises(RepositoryError, match="not the commit that was checked"):
        submitting.finish(made.repository(), prepared, swapped, NOW)
    assert prepared.branch not in made.git("for-each-ref")


def test_a_push_goes_to_origin_or_the_only_remote(made):
    assert commit.remote(made.repository()) is None
    made.git("remote", "add", "fork", "/nowhere")
    assert commit.remote(made.repository()) == "fork"
    made.git("remote", "add", "other", "/nowhere")
    assert commit.remote(made.repository()) is None
    made.git("remote", "add", "origin", "/nowhere")
    assert commit.remote(made.repository()) == "origin"


def test_the_cells_of_a_session_that_are_missing_are_named_where_it_was_measured(made):
    (path,) = made.add(build.result(8.0, {"session.cells": 2}))
    cells = [SessionCell("one", path.rpartition("/")[2]), SessionCell("other", None, "The worker failed.")]
    sessions.remember(made.folder / ".state", build.result().session.id, cells)
    (session,) = prepare(made)[0].sessions
    assert (session.missing, session.absent) == (1, ("other: The worker failed.",))
