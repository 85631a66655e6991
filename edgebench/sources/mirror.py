"""A mirror: a folder, or an https address, that is asked before any pinned source.

A folder may hold the file under any name and at any depth; an address must have it under its
own name. Either way only the hash decides what is used.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

from edgebench.errors import SourceError
from edgebench.model.workload import Artefact
from edgebench.sources import file, pinned

_MOST_FILES = 20_000
"""Somebody's home folder is not a mirror: looking on would take minutes."""


def is_address(mirror: str) -> bool:
    """Whether it is fetched from (`https://...`), not looked into."""
    return "://" in mirror


def url(mirror: str, artefact: Artefact) -> str:
    """Where the file is below a mirror's address. SourceError when that is not https."""
    if not mirror.startswith("https://"):
        raise SourceError("a mirror is a folder or an address that begins with https://")
    return f"{mirror.rstrip('/')}/{quote(artefact.file)}"


def look_up(folder: Path, artefact: Artefact) -> Path:
    """The file in the folder with the pinned hash. SourceError says what is there instead."""
    named = folder / artefact.file
    if file.exists(named) and _sha256(named) == artefact.sha256:
        return named
    for path in _files_of_size(folder, artefact.bytes):
        if _sha256(path) == artefact.sha256:
            return path
    if file.exists(named):
        raise SourceError(f"its {artefact.file} is not used: {_not_pinned(named, artefact)}")
    raise SourceError("it does not have the file" if folder.exists() else "there is no such folder")


def _files_of_size(folder: Path, size: int) -> Iterator[Path]:
    """Every file of exactly this size, nearest and first by name; links to folders are not followed."""
    seen = 0
    for place, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            seen += 1
            if seen > _MOST_FILES:
                return
            path = Path(place, name)
            try:
                if path.is_file() and path.stat().st_size == size:
                    yield path
            except OSError:  # a dangling link, or no permission: as good as absent
                continue


def _sha256(path: Path) -> str | None:
    """The file's hash, None when it cannot be read; remembered while the file stays as it is."""
    try:
        status = path.stat()
        return _remembered(path, status.st_size, status.st_mtime_ns)
    except OSError:
        return None


@lru_cache(maxsize=1024)
def _remembered(path: Path, size: int, modified_ns: int) -> str:
    return pinned.sha256(path)


def _not_pinned(path: Path, artefact: Artefact) -> str:
    try:
        return pinned.difference(path, artefact) or "it changed while it was read"
    except OSError as error:
        return f"it cannot be read ({error.strerror})"
