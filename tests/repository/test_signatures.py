"""Signatures and withdrawals in a branch: held against the results and the signers of the base."""

from __future__ import annotations

from pathlib import Path

import pytest

from edgebench import signatures, signers, store
from tests.build import result
from tests.repository.build import Made
from tests.signing import make_key, needs_ssh_keygen

pytestmark = needs_ssh_keygen


class Signing(Made):
    """A base that has a result and lists ada."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        super().__init__(folder)
        self.root, self.key = folder / "results", make_key(folder.parent / "keys", "ada")
        self.old = store.save(result(8.0, {"provenance.submitter": "ada"}), self.root)
        signature = signatures.sign(self.old, self.key)
        line = signers.Signer("ada", signers.key_of(signature.read_bytes())).line
        signature.unlink()
        self.write({"results/allowed_signers": f"{line}\n".encode()})
        self.commit("list ada")
        self.git("update-ref", "refs/remotes/origin/main", "HEAD")

    def found(self) -> list[tuple[str, str]]:
        self.squash("add")
        return [(one.rule, one.what) for one in self.check().problems]


@pytest.fixture
def made(tmp_path: Path) -> Signing:
    return Signing(tmp_path / "clone")


def test_a_signed_result_and_its_submitters_signature_of_an_older_one_pass(made: Signing) -> None:
    new = store.save(result(8.1, {"session.id": "b" * 16}), made.root)
    for path in (made.old, new):
        signatures.sign(path, made.key)
    assert made.found() == []


def test_nobody_else_takes_the_place_of_a_signature(made: Signing) -> None:
    nameless = store.save(result(8.2, {"session.id": "c" * 16}), made.root)
    made.commit("without a submitter")
    made.git("update-ref", "refs/remotes/origin/main", "HEAD")
    what = "The result is there already, and does not name this signer as its submitter."
    for path, key in ((nameless, made.key), (made.old, make_key(made.folder.parent / "keys", "mallory"))):
        signature = signatures.sign(path, key)
        assert made.found() == [("signature", what)]
        signature.unlink()


def test_a_signature_of_other_bytes_is_refused_though_nobody_lists_its_key(made: Signing) -> None:
    new = store.save(result(8.1, {"session.id": "b" * 16}), made.root)
    signature = signatures.sign(made.old, make_key(made.folder.parent / "keys", "mallory"))
    signature.rename(signature.with_name(f"{store.result_id(new.read_bytes())}.sig"))
    assert made.found() == [("signature", "It is not a signature of these bytes.")]


def test_a_list_of_signers_that_cannot_be_read_is_refused_and_so_is_its_removal(made: Signing) -> None:
    made.write({"results/allowed_signers": b"* ssh-rsa garbage\n"})
    assert [rule for rule, _ in made.found()] == ["allowed-signers"]
    (made.root / "allowed_signers").unlink()
    assert [rule for rule, _ in made.found()] == ["allowed-signers"]


def test_a_withdrawal_of_tomorrow_is_refused(made: Signing) -> None:
    entry = '[[withdrawn]]\nid = "{}"\ndate = 2999-01-01\nreason = "Wrong clock."\nby = "ada"\n'
    made.write({"results/withdrawn.toml": entry.format(store.result_id(made.old.read_bytes())).encode()})
    assert [rule for rule, _ in made.found()] == ["withdrawn"]


def test_a_signature_of_other_bytes_is_refused(made: Signing) -> None:
    new = store.save(result(8.1, {"session.id": "b" * 16}), made.root)
    signature = signatures.sign(made.old, made.key)
    signature.rename(signature.with_name(f"{store.result_id(new.read_bytes())}.sig"))
    assert made.found() == [("signature", "It is not ada's of these bytes.")]


def test_a_signature_of_no_result_is_refused(made: Signing) -> None:
    signature = signatures.sign(made.old, made.key)
    signature.rename(signature.with_name(f"{'0' * 64}.sig"))
    assert made.found() == [("signature", "No result has this id.")]


def test_who_adds_results_lists_no_signer(made: Signing) -> None:
    store.save(result(8.1, {"session.id": "b" * 16}), made.root)
    made.write({"results/allowed_signers": b""})
    assert [rule for rule, _ in made.found()] == ["only-results"]


def test_a_withdrawal_names_a_result_that_is_there(made: Signing) -> None:
    entry = '[[withdrawn]]\nid = "{}"\ndate = 2026-11-21\nreason = "Wrong clock."\nby = "ada"\n'
    made.write({"results/withdrawn.toml": entry.format(store.result_id(made.old.read_bytes())).encode()})
    assert made.found() == []
    made.write({"results/withdrawn.toml": entry.format("0" * 64).encode()})
    assert made.found() == [("withdrawn", f"No result has the id {'0' * 64}.")]


def test_a_list_of_withdrawals_that_cannot_be_read_is_refused(made: Signing) -> None:
    made.write({"results/withdrawn.toml": b"[[withdrawn]]\n"})
    assert [rule for rule, _ in made.found()] == ["standing"]
