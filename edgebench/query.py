"""Results by what a person names: a file, a folder or `device/workload`, of all versions or of one."""

from __future__ import annotations

import re
from pathlib import Path

from edgebench import store, withdrawals
from edgebench.errors import ResultError, meant
from edgebench.model.entry import Entry
from edgebench.model.standing import Standing

_PLACE = re.compile(r"[a-z0-9][a-z0-9.-]*(/[a-z0-9][a-z0-9.-]*)?")


def results_named(name: str, folder: Path, *, withdrawn: bool = False) -> list[Entry]:
    """The results that are meant; `device` and `device/workload` are looked for below `folder`.

    `@1.30` keeps those of runtime version 1.30, 1.30.1 or 1.30+local. Raises ResultError for what is not
    there or cannot be read; a folder without results, or without that version, gives none.

    Results that were withdrawn say so in their standing, unless `withdrawn` asks for them as for any other.
    """
    place, version = (name, "") if Path(name).exists() else _split(name)
    files = store.found(_place(place, folder))
    known = {} if withdrawn else withdrawals.among(files)
    entries = [Entry(path, store.read(path), Standing(withdrawn=known.get(path))) for path in files]
    return [one for one in entries if _is_of(version, one.result.sut.runtime.version)]


def _split(name: str) -> tuple[str, str]:
    """A version follows the last @."""
    place, at, version = name.rpartition("@")
    if not at:
        return name, ""
    if not place or not version:
        raise ResultError(f"{name}: nothing stands before or after the @", "Like results@1.30.")
    return place, version


def _place(name: str, folder: Path) -> Path:
    if Path(name).exists():
        return Path(name)
    if _PLACE.fullmatch(name) and (folder / name).is_dir():
        return folder / name
    known = [path.relative_to(folder).as_posix() for path in [*folder.glob("*"), *folder.glob("*/*")]]
    raise ResultError(
        f"{name}: there is no such file, folder or device/workload in {folder}{meant(name, known)}",
        "Name result files, folders of them, or device/workload.",
    )


def _is_of(asked: str, version: str) -> bool:
    return not asked or version == asked or version.startswith((f"{asked}.", f"{asked}+", f"{asked}-"))
