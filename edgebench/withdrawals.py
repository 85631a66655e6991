"""results/withdrawn.toml: results that stay in the repository and are shown, but rank and count nowhere.

    [[withdrawn]]
    id = "<the 64 hex digits of the file's SHA-256>"
    date = 2026-11-21
    reason = "The board's fan was unplugged."
    by = "ada"

Entries are only ever added, at the end. Read strictly: an unknown key is an error, so is an id twice.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct, field

from edgebench import store, toml_reader
from edgebench.errors import CatalogueError, ResultError
from edgebench.model.standing import Withdrawal

FILE = "withdrawn.toml"
_DIGITS_IN_NAME = 16
_HOW = "How an entry looks: results/README.md."


class Withdrawals(NamedTuple):
    """Of one folder of results. beginnings: of the ids, as they end the names of files."""

    by_id: Mapping[str, Withdrawal]
    beginnings: frozenset[str]

    def of_file(self, file: Path) -> Withdrawal | None:
        """The entry for this file; only one whose name ends as an id begins is read. Raises ResultError."""
        if file.stem[-_DIGITS_IN_NAME:] not in self.beginnings:
            return None
        return self.by_id.get(store.result_id(store.read_bytes(file)))


class _Document(Struct, frozen=True, forbid_unknown_fields=True):
    withdrawn: list[Withdrawal] = field(default_factory=list)


def read(root: Path) -> Withdrawals:
    """What was withdrawn of the results below `root`; nothing without the file.

    Raises ResultError naming file, place and value.
    """
    path = root / FILE
    if not os.path.lexists(path):
        return _NONE
    if path.is_symlink() or not path.is_file():
        raise ResultError(f"{path}: is not a plain file", "Put the file itself there.")
    try:
        entries = toml_reader.read(path, _Document).withdrawn
    except CatalogueError as error:
        raise ResultError(error.message, error.hint or _HOW) from None
    by_id: dict[str, Withdrawal] = {}
    for number, entry in enumerate(entries):
        if entry.id in by_id:
            raise ResultError(
                f"{path}: withdrawn[{number}].id: {entry.id} is withdrawn twice", "Leave out the later entry."
            )
        by_id[entry.id] = entry
    return Withdrawals(by_id, frozenset(one[:_DIGITS_IN_NAME] for one in by_id))


def among(files: Iterable[Path]) -> dict[Path, Withdrawal]:
    """Those of these result files that were withdrawn. Raises ResultError.

    Each is looked up in the folder of results that it lies in.
    """
    known: dict[Path, Withdrawals] = {}
    of_folder: dict[Path, Withdrawals] = {}
    found = {}
    for file in files:
        folder = file.parent
        if folder not in of_folder:
            root = store.root_of(file)
            of_folder[folder] = known[root] = known.get(root) or read(root)
        if entry := of_folder[folder].of_file(file):
            found[file] = entry
    return found


_NONE = Withdrawals({}, frozenset())
