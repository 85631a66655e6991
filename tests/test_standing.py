"""What is known of results beside their files, and what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from edgebench import standing, store
from edgebench.model.result import Result
from edgebench.model.standing import UNVOUCHED, Standing, Trust
from tests.build import result
from tests.signing import Repository, needs_ssh_keygen


@pytest.fixture
def results(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def apart(ms: float, session: str, **changes: object) -> Result:
    return result(ms, {"session.id": session * 16, "device.unit": session * 8, **changes})


def told(results: Repository) -> list[tuple[str, str, str]]:
    return [(one.rule, one.where, one.what) for one in standing.problems(results.root)]


def test_a_plain_file_is_self_reported(results: Repository) -> None:
    path = results.add(result())
    assert standing.standings([path]) == {path: UNVOUCHED}
    assert told(results) == []


def test_a_withdrawn_result_says_when_why_and_by_whom(results: Repository) -> None:
    path = results.add(result())
    results.withdraw(path)
    withdrawn = standing.standings([path])[path].withdrawn
    assert withdrawn is not None
    assert (withdrawn.by, withdrawn.reason, str(withdrawn.date)) == (
        "ada",
        "The fan was unplugged.",
        "2026-11-21",
    )
    assert told(results) == []


def test_an_id_that_no_result_has_is_wrong(results: Repository) -> None:
    path = results.add(result())
    results.withdraw(path)
    identity = store.result_id(path.read_bytes())
    path.unlink()
    assert told(results) == [("withdrawn", "withdrawn.toml", f"No result has the id {identity}.")]


def test_a_list_that_cannot_be_read_is_one_problem(results: Repository) -> None:
    results.add(result())
    (results.root / "allowed_signers").write_text("ada\n")
    ((rule, where, what),) = told(results)
    assert (rule, where) == ("standing", "results")
    assert what.endswith("allowed_signers: line 1: it is not four words with one space between.")


@needs_ssh_keygen
class TestSigned:
    def test_one_file_is_judged_with_those_beside_it(self, results: Repository) -> None:
        first = results.add(apart(8.0, "a"), "ada")
        results.add(apart(8.2, "b"), "bob")
        results.add(apart(8.1, "c"))
        assert standing.standings([first]) == {first: Standing(Trust.REPRODUCED, "ada", ("bob",))}

    def test_a_withdrawn_result_no_longer_reproduces_another(self, results: Repository) -> None:
        first, second = results.add(apart(8.0, "a"), "ada"), results.add(apart(8.2, "b"), "bob")
        results.withdraw(second)
        found = standing.standings([first, second])
        assert found[first].trust is Trust.SIGNED
        assert found[second].withdrawn is not None

    def test_an_unlisted_key_leaves_it_self_reported_and_says_why(self, results: Repository) -> None:
        path = results.add(result(), "ada", listed=False)
        assert standing.standings([path])[path] == Standing(unproven="allowed_signers does not list its key")
        assert told(results) == []

    def test_a_signature_of_other_bytes_is_wrong(self, results: Repository) -> None:
        first, second = results.add(apart(8.0, "a"), "ada"), results.add(apart(9.0, "b"), "ada")
        results.signature(second).write_bytes(results.signature(first).read_bytes())
        assert standing.standings([second])[second].trust is Trust.SELF_REPORTED
        where = results.signature(second).relative_to(results.root).as_posix()
        assert told(results) == [("signature", where, "It is not ada's of these bytes.")]

    def test_a_signature_of_no_result_is_wrong(self, results: Repository) -> None:
        results.add(result(), "ada").unlink()
        assert [(rule, what) for rule, _, what in told(results)] == [("signature", "No result has this id.")]

    def test_a_stray_file_among_the_signatures_is_wrong(self, results: Repository) -> None:
        results.add(result(), "ada")
        (results.root / "signatures" / "no\x1bte.txt").write_text("hello")
        assert told(results) == [("signature", r"signatures/no\x1bte.txt", "It is not named after a result.")]

    def test_what_a_killed_sign_leaves_is_none(self, results: Repository) -> None:
        results.add(result(), "ada")
        (results.root / "signatures" / f".{'a' * 64}.sig.01234567.partial").write_text("half")
        assert told(results) == []

    def test_who_signs_is_who_submitted(self, results: Repository) -> None:
        results.add(apart(8.0, "a", **{"provenance.submitter": "ada"}), "ada")
        results.add(apart(8.1, "b", **{"provenance.submitter": "bob"}), "ada")
        assert [what for _, _, what in told(results)] == ["ada signed a result that says bob submitted it."]

    def test_a_signature_that_cannot_be_checked_here_is_told(
        self, results: Repository, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = results.add(result(), "ada")
        monkeypatch.setenv("PATH", str(results.keys))
        assert "ssh-keygen is not installed" in (standing.standings([path])[path].unproven or "")
        assert [rule for rule, *_ in told(results)] == ["signature"]
