"""Result files -> what is known of them beside the files: trust and withdrawal.

Read from the folder of results that they lie in: signatures (edgebench/signatures.py), whose count
(signers.py), which agree (trust.py), and what was withdrawn (withdrawals.py).
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from edgebench import signatures, store, trust, withdrawals
from edgebench.checks.submitted import Problem
from edgebench.errors import ResultError
from edgebench.model.standing import UNVOUCHED, Standing
from edgebench.result_reader import decode
from edgebench.signatures import Unproven
from edgebench.withdrawals import FILE as WITHDRAWN
from edgebench.withdrawals import Withdrawals

UNREADABLE = "standing"
"""The rule that a list which cannot be read breaks."""
_AHEAD = datetime.timedelta(days=1)
"""A day begins earlier elsewhere."""
_TODO = {
    "wrong": "Sign it again: edgebench sign RESULT --key KEY",
    "unchecked": "Check where ssh-keygen runs.",
}


def standings(files: Sequence[Path]) -> dict[Path, Standing]:
    """Of each of these result files. Those that may confirm one lie beside it, in the folder of its device
    and workload, and are read too.

    Raises ResultError for a signed result, a list of signers or of withdrawals that cannot be read.
    """
    found: dict[Path, Standing] = {}
    for root in dict.fromkeys(store.root_of(file) for file in files):
        found |= _Folder(root).standings([file for file in files if store.root_of(file) == root])
    return found


def of_folder(root: Path, files: Sequence[Path]) -> dict[Path, Standing]:
    """The same of files of one folder of results, where they are many; those of which nothing is known are
    left out.
    """
    if not is_root(root):
        return {}
    found = _Folder(root).standings(files)
    return {file: one for file, one in found.items() if one != UNVOUCHED}


def is_root(folder: Path) -> bool:
    """Whether a folder of results holds signatures, signers or withdrawals."""
    names = (signatures.FOLDER, signatures.ALLOWED_SIGNERS, WITHDRAWN)
    return any(os.path.lexists(folder / name) for name in names)


def problems(root: Path) -> list[Problem]:
    """What is wrong with signatures, signers and withdrawals below this folder of results.

    Wrong is a signature of no result, or one that does not hold; one by a key that nobody has listed yet is
    only without effect.
    """
    try:
        folder = _Folder(root)
        return list(folder.problems(store.found(root) if root.is_dir() else []))
    except ResultError as error:
        return [unreadable(root, error)]


def unreadable(root: Path, error: ResultError) -> Problem:
    """What `standings` of files of this folder of results stopped at."""
    what = error.message.removeprefix(f"{root}/")
    return Problem(UNREADABLE, ascii(root.name)[1:-1], f"{what}.", error.hint or "Mend it.")


def claims(root: Path, added: Collection[str]) -> list[Problem]:
    """Signatures of results that were there before, which only the submitter a result names may add: it has
    one signature, and else a stranger could take its place.

    added: ids of the results that come with them.
    """
    try:
        return list(_Folder(root).claims(store.found(root), added))
    except ResultError:
        return []  # `problems` says it


class _Folder:
    """One folder of results, with its lists read once."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._withdrawn: Withdrawals = withdrawals.read(root)
        self._signatures = signatures.found(root)
        self._beginnings = {one[:16] for one in self._signatures}
        self._known = {one.key: one for one in signatures.allowed(root)}

    def standings(self, files: Sequence[Path]) -> dict[Path, Standing]:
        asked = [one for one in dict.fromkeys([*files, *self._beside(files)]) if self._may_be_signed(one)]
        with ThreadPoolExecutor(os.cpu_count()) as threads:  # they wait for ssh-keygen
            found = dict(zip(asked, threads.map(self._proof, asked), strict=True))
        unproven = {file: one.why for file, one in found.items() if isinstance(one, Unproven)}
        vouched = trust.standings({file: one for file, one in found.items() if isinstance(one, trust.Signed)})
        return {file: vouched.get(file) or self._unvouched(file, unproven.get(file)) for file in files}

    def _proof(self, file: Path) -> trust.Signed | Unproven | None:
        """None without a signature."""
        data = store.read_bytes(file)
        if (signature := self._signatures.get(store.result_id(data))) is None:
            return None
        signer = signatures.signer_of(data, signature, self._known)
        if isinstance(signer, Unproven):
            return signer
        return trust.Signed(trust.evidence(decode(data, str(file))), signer, self._withdrawn.of_file(file))

    def problems(self, files: Sequence[Path]) -> Iterator[Problem]:
        named = self._beginnings | self._withdrawn.beginnings
        by_id = {store.result_id(store.read_bytes(one)): one for one in files if one.stem[-16:] in named}
        for stray in signatures.strays(self._root):
            yield self._problem("signature", stray, "It is not named after a result.", "Name it <id>.sig.")
        for one, signature in self._signatures.items():
            if one in by_id:
                yield from self._faults(by_id[one], signature)
            else:
                what, todo = "No result has this id.", "Add the result, or leave the signature out."
                yield self._problem("signature", signature, what, todo)
        latest = datetime.datetime.now(datetime.timezone.utc).date() + _AHEAD
        for entry in self._withdrawn.by_id.values():
            if entry.date > latest:
                what = f"{entry.id} is withdrawn on {entry.date}, which is yet to come."
                yield self._problem("withdrawn", self._root / WITHDRAWN, what, "Give the day that it was.")
        for one in sorted(self._withdrawn.by_id.keys() - by_id.keys()):
            what, todo = f"No result has the id {one}.", "Give the SHA-256 of a result that is here."
            yield self._problem("withdrawn", self._root / WITHDRAWN, what, todo)

    def claims(self, files: Sequence[Path], added: Collection[str]) -> Iterator[Problem]:
        older = {one.stem: one for one in self._signatures.values() if one.stem not in added}
        for file in files:
            data = store.read_bytes(file)
            signature = older.get(store.result_id(data))
            if signature is None:
                continue
            signer = signatures.signer_of(data, signature, self._known)
            says = decode(data, str(file)).provenance.submitter
            if isinstance(signer, Unproven) or says != signer.name:
                what = "The result is there already, and does not name this signer as its submitter."
                yield self._problem("signature", signature, what, "Sign a result where you submit it.")

    def _faults(self, file: Path, signature: Path) -> Iterator[Problem]:
        data = store.read_bytes(file)
        signer = signatures.signer_of(data, signature, self._known)
        if isinstance(signer, Unproven):
            if signer.kind != "unlisted":
                what = signer.why[:1].upper() + signer.why[1:]
                yield self._problem("signature", signature, f"{what}.", _TODO[signer.kind])
            return
        says = decode(data, str(file)).provenance.submitter
        if says not in {None, signer.name}:
            what = f"{signer.name} signed a result that says {says} submitted it."
            yield self._problem("signature", signature, what, "Have its submitter sign it.")

    def _beside(self, files: Sequence[Path]) -> Iterator[Path]:
        """Signed files that may confirm a signed one of these: a cell has one device and one workload."""
        folders = dict.fromkeys(file.parent for file in files if self._may_be_signed(file))
        for folder in folders:
            yield from (file for file in store.found(folder) if self._may_be_signed(file))

    def _may_be_signed(self, file: Path) -> bool:
        return file.stem[-16:] in self._beginnings

    def _unvouched(self, file: Path, why: str | None) -> Standing:
        withdrawn = self._withdrawn.of_file(file)
        return Standing(unproven=why, withdrawn=withdrawn) if why or withdrawn else UNVOUCHED

    def _problem(self, rule: str, path: Path, what: str, todo: str) -> Problem:
        where = ascii(path.relative_to(self._root).as_posix())[1:-1]
        return Problem(rule=rule, where=where, what=what, todo=todo)
