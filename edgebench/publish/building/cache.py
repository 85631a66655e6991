"""What an earlier build made and this one need not make again: folders with a key, safe to delete.

A key holds everything that what was made depends on: this edgebench and its templates, the catalogue and the
device profiles, and names, sizes and times of the result files. So a build with the cache makes the same
bytes as one without.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec

from edgebench import paths

_KEY, _LOCK = "key", "lock"


def key(*of: object) -> str:
    """One name for all of these, which msgspec can write."""
    return hashlib.sha256(msgspec.msgpack.encode(of, order="sorted")).hexdigest()


def holds(folder: Path, wanted: str) -> bool:
    """Whether the folder was finished with this key, and nothing in it was changed since."""
    try:
        return (folder / _KEY).read_bytes() == _seal(folder, wanted)
    except OSError:
        return False


def _seal(folder: Path, of: str) -> bytes:
    """The key with names, sizes and times of the files: one that was cut or written again has another."""
    with os.scandir(folder) as found:
        files = [(one.name, one.stat()) for one in found if one.name != _KEY]
    return key(of, sorted((name, told.st_size, told.st_mtime_ns) for name, told in files)).encode()


@contextlib.contextmanager
def filling(folder: Path, of: str | None) -> Iterator[Path]:
    """An empty folder to fill; its key is written at the end, so that a half-filled one is made again.

    None: it is never to be taken for finished.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    yield folder
    if of is not None:
        (folder / _KEY).write_bytes(_seal(folder, of))


def empty(folder: Path) -> None:
    """Remove all in it but the lock."""
    for kept in folder.iterdir():
        if kept.is_dir() and not kept.is_symlink():
            shutil.rmtree(kept)
        elif kept.name != _LOCK:
            kept.unlink()


def keep_only(folder: Path, names: set[str]) -> None:
    """Remove every other folder in it."""
    for other in folder.iterdir() if folder.is_dir() else ():
        if other.name not in names:
            shutil.rmtree(other, ignore_errors=True)


def of_code() -> str:
    """Of every file of this edgebench that a page may depend on."""
    digest = hashlib.sha256()
    package = paths.importable() / "edgebench"
    shipped = [paths.shipped(name) for name in ("site", "workloads", "harnesses")]
    for root in (package, *shipped):
        for path in sorted(root.rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                data = path.read_bytes()
                digest.update(f"{path.relative_to(root)}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()


@contextlib.contextmanager
def folder_for(results: Path | None) -> Iterator[Path]:
    """Where the build of these results works: kept in the user's cache; else, and where another build is at
    it or it cannot be written, a folder of its own that goes.
    """
    with contextlib.ExitStack() as stack:
        folder = results and _locked(results, stack)
        yield folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="edgebench-site-")))


def _locked(results: Path, stack: contextlib.ExitStack) -> Path | None:
    """The folder of these results in the cache, while the stack lasts; None where it cannot be had."""
    folder = paths.cache() / "site" / key(os.fsencode(results.resolve()))[:16]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = stack.enter_context((folder / _LOCK).open("w"))
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return None
    return folder
