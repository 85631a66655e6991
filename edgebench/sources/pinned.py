"""The pin: whether a file has the bytes the catalogue names, and writing no more than those."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from edgebench.errors import SourceError
from edgebench.model.workload import Artefact
from edgebench.sources.progress import Progress

CHUNK_BYTES = 1 << 18


def chunks(file: IO[bytes]) -> Iterator[bytes]:
    """The rest of an open file, piece by piece."""
    while chunk := file.read(CHUNK_BYTES):
        yield chunk


def sha256(path: Path) -> str:
    """The file's hash; 30 MB take about 20 ms on a laptop, 0.1 s on a small board."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for chunk in chunks(file):
            digest.update(chunk)
    return digest.hexdigest()


def difference(path: Path, artefact: Artefact) -> str | None:
    """How the file differs from the pinned one, naming both; None when it is the pinned one."""
    size, digest = path.stat().st_size, sha256(path)
    if digest != artefact.sha256:
        return f"its sha256 is {digest}, pinned is {artefact.sha256}"
    if size != artefact.bytes:
        return f"it is {size:,} bytes, pinned are {artefact.bytes:,}"
    return None


def write(pieces: Iterable[bytes], file: IO[bytes], artefact: Artefact, progress: Progress) -> None:
    """Append the pieces to an open file. SourceError, with the surplus unwritten, past the pinned size."""
    room = artefact.bytes - file.tell()
    for piece in pieces:
        room -= len(piece)
        if room < 0:
            raise SourceError(f"it has more than the pinned {artefact.bytes:,} bytes")
        file.write(piece)
        progress.advance(len(piece))


def complete(file: IO[bytes], artefact: Artefact) -> None:
    """SourceError when the file written so far is shorter than the pinned one."""
    if file.tell() < artefact.bytes:
        raise SourceError(f"it has {file.tell():,} bytes, pinned are {artefact.bytes:,}")
