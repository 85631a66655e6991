"""Puts a whole site in place: built beside, then swapped, so that a failure leaves the old one as it was."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import filecmp
import glob
import os
import shutil
import stat
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePath

import msgspec

from edgebench import paths
from edgebench.errors import EdgebenchError

MARKER = ".edgebench-site"
"""A folder that holds this file was made here; what the file lists may be replaced."""
_ANOTHER = "or name another folder with --out."
_FULL = {errno.ENOSPC, errno.EDQUOT}


class Made(msgspec.Struct, frozen=True):
    """What MARKER holds. files: names by folder."""

    by: str
    files: dict[str, list[str]]


def refuse_foreign(out: Path) -> None:
    """Raise unless `out` is free, empty, or a former site and nothing else: no other file is ever deleted."""
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise EdgebenchError(f"{out}: is not a folder", "Name another folder with --out.")
    if out.resolve().is_mount():
        raise EdgebenchError(f"{out}: is a mount point, which cannot be replaced", "Name a folder below it.")
    if Path.cwd().is_relative_to(out.resolve()):
        raise EdgebenchError(
            f"{out}: is the working folder or holds it, and is replaced as a whole", "Name a folder in it."
        )
    if not out.is_dir() or not any(out.iterdir()):
        return
    if not (out / MARKER).is_file():
        raise EdgebenchError(
            f"{out}: is not empty, and no site of edgebench: it holds no {MARKER}",
            "Name another folder with --out, or empty this one.",
        )
    try:
        made = msgspec.json.decode((out / MARKER).read_bytes(), type=Made)
    except (OSError, msgspec.DecodeError) as error:
        raise EdgebenchError(
            f"{out}: its {MARKER} does not list what was made there",
            f"See what the folder holds and delete it, {_ANOTHER}",
        ) from error
    if stranger := next(_strangers(out, made), None):
        raise EdgebenchError(
            f"{out}: holds {stranger}, which edgebench did not put there", f"Move it away, {_ANOTHER}"
        )


def _strangers(out: Path, made: Made) -> Iterator[PurePath]:
    """Files and links that no build made, in order."""
    for place, folders, names in os.walk(out):
        folders.sort()
        below = PurePath(place).relative_to(out)
        listed = {MARKER, *made.files.get(below.as_posix(), ())}
        links = (name for name in folders if Path(place, name).is_symlink())
        yield from (below / name for name in sorted([*names, *links]) if name not in listed)


def refuse_unwritable(out: Path) -> None:
    """Raise where a site could not be put into place, before minutes go into making it."""
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent)).rmdir()
    except OSError as error:
        is_file = isinstance(error, (FileExistsError, NotADirectoryError))
        raise EdgebenchError(
            f"{out}: the site cannot be written there: {'above it is a file' if is_file else error.strerror}",
            f"Check the folder {out.parent} and its permissions, {_ANOTHER}",
        ) from error


@contextlib.contextmanager
def replacing(out: Path) -> Iterator[Filling]:
    """Make `out` hold what is added within the block and a marker, and nothing else. A failure leaves the old
    one as it was.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    _clear_dead(out)
    with beside(out) as work:
        filling = Filling(work / "new", out)
        yield filling
        filling.finish()
        refuse_foreign(out)
        _swap(work / "new", out, work / "old")


class Filling:
    """A new site, in a folder of its own. What is as in the former site is linked, not written: nearly all,
    after one new result.
    """

    def __init__(self, folder: Path, former: Path) -> None:
        self._folder, self._former = folder, former
        self._names: dict[str, list[str]] = {}
        folder.mkdir()

    def add(self, files: Iterable[tuple[PurePath, bytes | Path]]) -> None:
        """By their paths in the site. A path for the content: of a file to copy."""
        for path, data in files:
            target, former = self._folder / path, self._former / path
            names = self._names.setdefault(path.parent.as_posix(), [])
            if not names:
                target.parent.mkdir(parents=True, exist_ok=True)
            names.append(path.name)
            if _is_same(former, data) and _linked(former, target):
                continue
            if isinstance(data, Path):
                _copy(data, target)
            else:
                target.write_bytes(data)

    def finish(self) -> None:
        """Write the marker."""
        by = "edgebench publish, which replaces this folder and refuses to where it holds anything else"
        listed = Made(by, {place: sorted(names) for place, names in sorted(self._names.items())})
        (self._folder / MARKER).write_bytes(msgspec.json.encode(listed) + b"\n")


@contextlib.contextmanager
def beside(out: Path) -> Iterator[Path]:
    """A folder on the same file system, which is locked while its build lives and removed with it."""
    work = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        with (work / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            Path(lock.name).rename(work / _lock(out))  # only now another build knows it
            yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _lock(out: Path) -> str:
    return f"{out.name}.lock"


def _clear_dead(out: Path) -> None:
    """Remove what builds of this site left that were killed; the old site, if one held it, goes back."""
    for work in out.parent.glob(f".{glob.escape(out.name)}-*"):
        with contextlib.suppress(OSError), (work / _lock(out)).open("r+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if not out.exists() and (work / "old").is_dir():
                (work / "old").rename(out)
            shutil.rmtree(work)


@contextlib.contextmanager
def told_of(out: Path) -> Iterator[None]:
    """What the system refuses during a build is told as what it is: the site was not written."""
    try:
        yield
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        places = f"{out.parent}, {paths.cache()} or {tempfile.gettempdir()}"
        raise EdgebenchError(
            f"{out}: the site was not written: {where}{error.strerror or error}",
            f"Free some space in {places}, then try again."
            if error.errno in _FULL
            else "Check the folder and its permissions; --no-cache does without the cache.",
        ) from error


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
    try:
        if out.exists():
            out.rename(old)
        new.rename(out)
    except BaseException:  # Ctrl-C too must not lose the old one
        if old.exists() and not out.exists():
            old.rename(out)
        raise
