"""Which versions, worker and harness files are edgebench's own: `released.toml`, and this installation's."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct, field

from edgebench import paths, toml_reader
from edgebench.model.quantity import Sha256, Slug, Text


class ReleasedWorker(Struct, frozen=True, forbid_unknown_fields=True):
    """sha256: over the names and bytes of its files, as a result stores it."""

    sha256: Sha256
    edgebench: Text


class ReleasedHarness(Struct, frozen=True, forbid_unknown_fields=True):
    """sha256: of the file."""

    name: Slug
    sha256: Sha256
    edgebench: Text


class Released(Struct, frozen=True, forbid_unknown_fields=True):
    """The whole of released.toml."""

    versions: list[Text] = field(default_factory=list)
    worker: list[ReleasedWorker] = field(default_factory=list)
    harness: list[ReleasedHarness] = field(default_factory=list)


def worker_sha256() -> str:
    """Of this installation's worker: over the names and bytes of its files."""
    whole = hashlib.sha256()
    for path in sorted(paths.worker().glob("*.py")):
        text = path.read_bytes()
        whole.update(f"{path.name} {len(text)}\n".encode() + text)
    return whole.hexdigest()


def read(path: Path | None = None) -> Released:
    """Those of earlier versions. Raises CatalogueError naming the file and the key."""
    return toml_reader.read(path or paths.released(), Released)


def versions(released: Released, here: str) -> frozenset[str]:
    """Every known version; here: this installation's."""
    return frozenset({here, *released.versions})


def workers(released: Released, here: str) -> frozenset[str]:
    """Every known worker; here: this installation's."""
    return frozenset({here, *(one.sha256 for one in released.worker)})


def harnesses(released: Released, here: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """Every known file by the name of its harness; here: this installation's."""
    known = {name: {sha256} for name, sha256 in here.items()}
    for one in released.harness:
        known.setdefault(one.name, set()).add(one.sha256)
    return {name: frozenset(files) for name, files in sorted(known.items())}
