"""Puts a whole site in place: built beside, then swapped, so that a failure leaves the old one as it was."""

from __future__ import annotations

import contextlib
import filecmp
import os
import shutil
import stat
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePath

from edgebench.errors import EdgebenchError

MARKER = ".edgebench-site"
"""A folder that holds this file was made here and may be replaced."""


def refuse_foreign(out: Path) -> None:
    """Raise unless `out` is free, empty, or a former site: nothing else is ever deleted."""
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise EdgebenchError(f"{out}: is not a folder", "Name another folder with --out.")
    if out.is_dir() and any(out.iterdir()) and not (out / MARKER).is_file():
        raise EdgebenchError(
            f"{out}: is not empty, and no site of edgebench: it holds no {MARKER}",
            "Name another folder with --out, or empty this one.",
        )


def replace(out: Path, files: Iterable[tuple[PurePath, bytes | Path]]) -> None:
    """Make `out` hold these files and the marker, and nothing else. A path: of a file to copy."""
    refuse_foreign(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        _fill(beside / "new", files, out)
        _swap(beside / "new", out, beside / "old")
    finally:
        shutil.rmtree(beside, ignore_errors=True)


@contextlib.contextmanager
def told_of(out: Path) -> Iterator[None]:
    """What the system refuses during a build is told as what it is: the site was not written."""
    try:
        yield
    except OSError as error:
        raise EdgebenchError(
            f"{out}: the site was not written: {error.strerror}",
            "Check the folder, its permissions and the space.",
        ) from error


def _fill(folder: Path, files: Iterable[tuple[PurePath, bytes | Path]], former: Path) -> None:
    """What is as in the former site is linked, not written: nearly all, after one new result."""
    folder.mkdir()
    made: set[PurePath] = set()
    for path, data in files:
        target = folder / path
        if path.parent not in made:
            target.parent.mkdir(parents=True, exist_ok=True)
            made.add(path.parent)
        if _is_same(former / path, data) and _linked(former / path, target):
            continue
        if isinstance(data, Path):
            _copy(data, target)
        else:
            target.write_bytes(data)
    (folder / MARKER).write_bytes(b"Made by edgebench publish, which replaces this folder.\n")


def _copy(made: Path, target: Path) -> None:
    """With its time, by which the next build knows it, but without its permissions."""
    shutil.copyfile(made, target, follow_symlinks=False)
    time_ns = made.stat().st_mtime_ns
    os.utime(target, ns=(time_ns, time_ns))


def _is_same(former: Path, data: bytes | Path) -> bool:
    """A file of the same size and time is the same; of another time its content is looked at."""
    try:
        found = former.lstat()
        if not stat.S_ISREG(found.st_mode):
            return False
        if isinstance(data, Path):
            made = data.stat()
            if found.st_size != made.st_size:
                return False
            return found.st_mtime_ns == made.st_mtime_ns or filecmp.cmp(former, data, shallow=False)
        return found.st_size == len(data) and former.read_bytes() == data
    except OSError:
        return False


def _linked(former: Path, target: Path) -> bool:
    """Some file systems have no links."""
    try:
        target.hardlink_to(former)
    except OSError:
        return False
    return True


def _swap(new: Path, out: Path, old: Path) -> None:
    if not out.exists():
        new.rename(out)
        return
    out.rename(old)
    try:
        new.rename(out)
    except OSError:
        old.rename(out)
        raise
