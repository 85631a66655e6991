"""Results on disk: the one place that knows their names and bytes.

    <device>/<workload>/<harness>-<variant>-<scenario>-<first 16 digits of the id>.json

A file is UTF-8 JSON with sorted keys and no spaces; its id is the sha256 of these bytes and
is not in them. A file once written is never written again.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import secrets
import stat
from pathlib import Path, PurePath, PurePosixPath
from typing import Any, NoReturn

import msgspec

from edgebench import result_reader
from edgebench.errors import ResultError, StorageError
from edgebench.model.energy import trace_name
from edgebench.model.result import FORMAT, Result
from edgebench.result_reader import LARGEST_BYTES, TOO_LARGE, decode, decode_written

_FULL = {errno.ENOSPC, errno.EDQUOT}
_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS}


encode = result_reader.encode


def result_id(data: bytes) -> str:
    """The id of the result file with these bytes."""
    return hashlib.sha256(data).hexdigest()


def path_of(result: Result, data: bytes) -> PurePosixPath:
    """Where this result lies below the results folder; `data` are its bytes."""
    return place_of(result, result_id(data))


def place_of(result: Result, digits: str) -> PurePosixPath:
    """The same, of a result whose id (64 digits) is known."""
    cell = f"{result.sut.harness}-{result.variant.name}-{result.load.scenario}"
    return PurePosixPath(result.device.slug, result.workload.name, f"{cell}-{digits[:16]}.json")


def root_of(path: Path) -> Path:
    """The folder of results that a file at its place lies in, two folders up from its own."""
    return path.absolute().parents[2] if len(path.absolute().parents) > 2 else path.absolute().parent


def save(result: Result, folder: Path) -> Path:
    """Write the result below `folder`, whole or not at all, and return its path.

    The same result twice is one file. Raises StorageError when it cannot be written, ResultError when
    it could not be read again or another content stands in its place.
    """
    data = encode(result)
    target = folder / path_of(result, data)
    decode(data, str(target))
    _save(target, data)
    return target


def save_power_trace(data: bytes, device: str, workload: str, folder: Path) -> Path:
    """Raw readings of a meter, beside the result that names them by their hash. Raises as `save`."""
    target = folder / device / workload / trace_name(hashlib.sha256(data).hexdigest())
    _save(target, data)
    return target


def _save(target: Path, data: bytes) -> None:
    """Raises StorageError, and ResultError where another content stands in its place."""
    try:
        _make_folders(target.parent)
        if not os.path.lexists(target):
            write_new(target, data)
    except OSError as error:
        cure = "Free some space" if error.errno in _FULL else "Check the folder and its permissions"
        raise StorageError(
            f"{target}: not saved: {error.strerror}", f"{cure}, then: edgebench run --resume"
        ) from error
    if read_bytes(target, max(LARGEST_BYTES, len(data))) != data:
        raise ResultError(f"{target}: another content has this name", "Move that file away, then save again.")


def write_new(target: Path, data: bytes) -> None:
    """Through a file beside it, which gets the name only when its bytes are on the disk. Raises OSError.

    A file that another process has put there meanwhile stays: the caller compares the bytes.
    """
    partial = target.with_name(f".{target.name}.{secrets.token_hex(4)}.partial")
    try:
        with partial.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        _give_name(partial, target)
    finally:
        partial.unlink(missing_ok=True)
    sync_folder(target.parent)


def require_writable(folder: Path) -> None:
    """Raise StorageError, before hours of measuring, unless a result can be written below this folder."""
    probe = folder / f".{secrets.token_hex(4)}.partial"
    try:
        _make_folders(folder)
        probe.touch(exist_ok=False)
        probe.unlink()
    except OSError as error:
        raise StorageError(
            f"{folder}: results cannot be written here: {error.strerror}",
            "Name another folder with --results, or mend its permissions.",
        ) from error


def read(path: Path) -> Result:
    """The result in this file. Raises ResultError naming the file, the field and what to do."""
    return decode_as_stored(read_bytes(path), path)


def decode_as_stored(data: bytes, path: PurePath, *, histograms: bool = True) -> Result:
    """The result in the bytes of this file; histograms: result_reader.py. Raises ResultError as `read`."""
    return decode_written(data, histograms=histograms) or decode(data, str(path))


def read_bytes(path: Path, largest: int = LARGEST_BYTES) -> bytes:
    """The bytes of a plain file of at most so many; not through a symbolic link, not from a pipe."""
    try:
        # Neither what a link points to, nor waiting for the other end of a pipe.
        file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        try:
            return _plain_bytes(file, path, largest)
        finally:
            os.close(file)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise ResultError(f"{path}: is a symbolic link", "Name the file itself.") from error
        raise ResultError(f"{path}: cannot be read: {error.strerror}", "Name a result file.") from error


def found(path: Path) -> list[Path]:
    """A file itself; of a folder the results below it, sorted: *.json but for hidden ones (.schema.json)."""
    if not path.exists():
        raise ResultError(
            f"{path}: there is no such file or folder", "Name a result file or a folder of them."
        )
    if not path.is_dir():
        return [path]
    files: list[Path] = []
    for place, folders, names in os.walk(path, onerror=_refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        files += [
            Path(place, name) for name in sorted(names) if name.endswith(".json") and not name.startswith(".")
        ]
    return files


def links(path: Path) -> list[Path]:
    """Symbolic links below this folder, to files and to folders; none is followed. Of a file: nothing."""
    entries = (
        Path(place, name) for place, folders, names in os.walk(path) for name in sorted([*folders, *names])
    )
    return [entry for entry in entries if entry.is_symlink()]


def some(path: Path) -> list[Path]:
    """What is found there. Raises ResultError where that is nothing."""
    if files := found(path):
        return files
    raise ResultError(f"{path}: no result below that path", "Name a result file or a folder of them.")


def schema() -> bytes:
    """The JSON Schema of a result file, generated from the structs; kept as docs/result.schema.json."""
    generated: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"edgebench result, format {FORMAT}",
        **msgspec.json.schema(Result),
    }
    return (json.dumps(generated, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()


def sync_folder(folder: Path) -> None:
    """The names in it on the disk, as fsync does it for the bytes of a file."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _plain_bytes(file: int, path: Path, largest: int) -> bytes:
    status = os.fstat(file)
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(status.st_mode):
        raise ResultError(f"{path}: is not a plain file", "Name a result file.")
    if status.st_size > largest:
        raise ResultError(f"{path}: {status.st_size} bytes; a result has at most {largest}", TOO_LARGE)
    return os.read(file, status.st_size)


def _give_name(partial: Path, target: Path) -> None:
    """A link, unlike a rename, never takes the name from another file."""
    try:
        target.hardlink_to(partial)
    except FileExistsError:
        pass  # another process saved it meanwhile
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        partial.replace(target)  # FAT and some network folders have no links


def _make_folders(folder: Path) -> None:
    """The folder and those above it, each on the disk before anything is put into it."""
    if not folder.is_dir():
        _make_folders(folder.parent)
        folder.mkdir(exist_ok=True)
        sync_folder(folder.parent)


def _refuse(error: OSError) -> NoReturn:
    raise ResultError(
        f"{error.filename}: cannot be read: {error.strerror}", "Check its permissions."
    ) from error
