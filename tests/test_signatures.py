"""Signatures made and verified by ssh-keygen itself."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from edgebench import signatures, store
from edgebench.errors import ResultError, StorageError
from edgebench.signatures import Unproven, signer_of
from edgebench.signers import Signer
from tests.build import result
from tests.signing import Repository, make_key, needs_ssh_keygen

pytestmark = needs_ssh_keygen


@pytest.fixture
def results(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def judged(results: Repository, path: Path, data: bytes | None = None) -> Signer | Unproven:
    known = {one.key: one for one in signatures.allowed(results.root)}
    return signer_of(data or path.read_bytes(), results.signature(path), known)


def test_a_signature_lies_beside_under_the_whole_id_and_names_its_signer(results: Repository) -> None:
    path = results.add(result(), "ada")
    assert list(signatures.found(results.root)) == [store.result_id(path.read_bytes())]
    signer = judged(results, path)
    assert isinstance(signer, Signer)
    assert signer.principal == "ada"


def test_the_key_of_a_lab_verifies_too(results: Repository) -> None:
    signer = judged(results, results.add(result(), "kit@lab"))
    assert isinstance(signer, Signer)
    assert signer.is_lab


def test_signing_twice_changes_nothing(results: Repository) -> None:
    path = results.add(result(), "ada")
    before = results.signature(path).read_bytes()
    assert signatures.sign(path, results.keys / "ada") == results.signature(path)
    assert results.signature(path).read_bytes() == before


def test_a_result_has_one_signature(results: Repository) -> None:
    path = results.add(result(), "ada")
    with pytest.raises(ResultError, match="another key has signed it already"):
        signatures.sign(path, make_key(results.keys, "bob"))


def test_other_bytes_are_not_signed(results: Repository) -> None:
    path = results.add(result(), "ada")
    assert judged(results, path, b"other") == Unproven("it is not ada's of these bytes", "wrong")


def test_a_key_that_nobody_listed_proves_nothing_yet(results: Repository) -> None:
    path = results.add(result(), "ada", listed=False)
    assert judged(results, path) == Unproven("allowed_signers does not list its key", "unlisted")


def test_another_ones_key_put_into_a_signature_is_found_out(results: Repository) -> None:
    first, second = results.add(result(8.0), "ada"), results.add(result(9.0), "bob")
    forged = results.signature(first).read_bytes()
    results.signature(second).write_bytes(forged)
    assert judged(results, second) == Unproven("it is not ada's of these bytes", "wrong")


@pytest.mark.parametrize(
    ("content", "why"), [(b"", "it is not an SSH signature"), (b"x" * 300_000, "300000 bytes")]
)
def test_a_damaged_signature_is_wrong(results: Repository, content: bytes, why: str) -> None:
    path = results.add(result(), "ada")
    results.signature(path).write_bytes(content)
    told = judged(results, path)
    assert isinstance(told, Unproven)
    assert (told.kind, told.why.startswith(why)) == ("wrong", True)


def test_signing_beside_a_damaged_signature_says_to_move_it_away(results: Repository) -> None:
    path = results.add(result(), "ada")
    results.signature(path).write_bytes(b"")
    with pytest.raises(ResultError, match="it is not an SSH signature") as caught:
        signatures.sign(path, results.keys / "ada")
    assert caught.value.hint == "Move that file away, then sign again."


def test_a_signature_that_does_not_fit_on_the_disk_leaves_no_part_of_it(
    results: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, key = results.add(result()), make_key(results.keys, "ada")
    monkeypatch.setattr(os, "fsync", _full)
    with pytest.raises(StorageError, match="No space left"):
        signatures.sign(path, key)
    assert list((results.root / "signatures").iterdir()) == []


def _full(_: int) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_link_in_the_place_of_a_signature_is_not_followed(results: Repository) -> None:
    path = results.add(result(), "ada")
    target = results.signature(path).rename(results.keys / "elsewhere.sig")
    results.signature(path).symlink_to(target)
    assert judged(results, path) == Unproven("is a symbolic link", "wrong")


def test_without_ssh_keygen_nothing_is_claimed(results: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    path = results.add(result(), "ada")
    monkeypatch.setenv("PATH", str(results.keys))
    told = judged(results, path)
    assert told == Unproven(signatures.INSTALL, "unchecked")
    with pytest.raises(ResultError, match="ssh-keygen is not installed"):
        signatures.sign(path, results.keys / "ada")


def test_what_is_no_key_and_what_is_no_result_are_refused(results: Repository, tmp_path: Path) -> None:
    path = results.add(result())
    with pytest.raises(ResultError, match="ssh-keygen did not sign with it"):
        signatures.sign(path, path)
    other = tmp_path / "note.json"
    other.write_text("{}")
    with pytest.raises(ResultError, match="it has no format"):
        signatures.sign(other, make_key(results.keys, "ada"))
