"""A file on this machine: a user's own model, or what a mirror folder holds."""

from __future__ import annotations

from pathlib import Path

from edgebench.errors import SourceError
from edgebench.model.workload import Artefact
from edgebench.sources import pinned
from edgebench.sources.progress import Progress


def copy(path: Path, artefact: Artefact, destination: Path, progress: Progress) -> None:
    """Copy `path` to `destination`, at most the pinned size. SourceError when it cannot be read."""
    if not exists(path):
        raise SourceError("there is no such file")
    try:
        source = path.open("rb")
    except OSError as error:
        raise SourceError(f"it cannot be read ({error.strerror})") from error
    progress.start(artefact.file, artefact.bytes)
    with source, destination.open("wb") as file:
        pinned.write(pinned.chunks(source), file, artefact, progress)
    progress.done()


def exists(path: Path) -> bool:
    """Whether it is a file that can be seen: no folder, and no pipe or device, which would never end."""
    try:
        return path.is_file()
    except OSError:
        return False
