"""Isolated environments: one harness's runtime at the version asked for, in a venv below the cache.

Its folder's name is a hash of what it is made from, so that the same question finds the same
environment again. A file written last says that it is whole; one without it is made anew.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from edgebench.errors import HarnessError, StorageError
from edgebench.harness.discover import Asked
from edgebench.harness.install import install
from edgebench.sources.progress import Progress

MARKER = "edgebench-built.txt"
WORKER_NEEDS = "numpy"


class Environment(Struct, frozen=True):
    """What an environment holds and where it is, or would be."""

    asked: Asked
    requirements: tuple[str, ...]
    folder: Path

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.folder / "bin" / "python"

    def is_built(self) -> bool:
        """It was made to the end, and the Python it was made with is still there."""
        return (self.folder / MARKER).is_file() and os.access(self.python, os.X_OK)


def environment(asked: Asked, cache: Path) -> Environment:
    """The environment this harness would run in. Raises HarnessError when what was asked for cannot be."""
    requirements = _requirements(asked)
    interpreter = [sys.implementation.cache_tag, sysconfig.get_config_var("SOABI"), sysconfig.get_platform()]
    made_from = [*interpreter, *map(_content, requirements)]
    key = hashlib.sha256(json.dumps(made_from).encode()).hexdigest()[:16]
    return Environment(asked, requirements, cache.absolute() / "environments" / f"{asked.file.name}-{key}")


def specifier(version: str) -> str:
    """`==1.30.*` of 1.30 (fewer than three numbers are a series), `==1.30.1` of 1.30.1. Or InvalidVersion."""
    parsed = Version(version)
    series = len(parsed.release) < 3 and str(parsed) == parsed.base_version
    return f"=={parsed}.*" if series else f"=={parsed}"


def build(wanted: Environment, *, offline: bool, progress: Progress) -> None:
    """Make it, unless another process has just done so.

    Raises HarnessError (no such version, no wheel, no network), StorageError. Nothing half-made is left.
    """
    if offline:
        raise HarnessError(
            f"its environment ({', '.join(wanted.requirements)}) is not made yet, and --offline is set",
            f"with a network: edgebench prepare --harness {wanted.asked.argument}",
        )
    progress.start(f"{wanted.asked.name}, an environment with {', '.join(wanted.requirements)}", None)
    try:
        with _only_one(wanted.folder):
            if not wanted.is_built():
                _make(wanted)
    except OSError as error:
        raise StorageError(
            f"{wanted.folder}: cannot be made: {error.strerror or error}",
            "make room, or set EDGEBENCH_CACHE to a folder with more of it",
        ) from error
    finally:
        progress.done()


def _make(wanted: Environment) -> None:
    try:
        shutil.rmtree(wanted.folder, ignore_errors=True)
        _venv(wanted.folder)
        install(wanted.python, wanted.requirements)
        (wanted.folder / MARKER).write_text("\n".join(wanted.requirements) + "\n", encoding="utf-8")
    except BaseException:
        shutil.rmtree(wanted.folder, ignore_errors=True)
        raise


def _venv(folder: Path) -> None:
    """Without a pip of its own: the host's serves it, and Debian's Python brings none to put in."""
    try:
        import venv
    except ImportError as error:
        raise HarnessError(
            "this Python has no module venv, which makes environments",
            "on Debian and Ubuntu: sudo apt-get install python3-venv",
        ) from error
    venv.EnvBuilder(system_site_packages=False, symlinks=True, with_pip=False).create(folder)


def _requirements(asked: Asked) -> tuple[str, ...]:
    """Those of the harness's header, the runtime's replaced by what was asked for; and the worker's own."""
    runtime, *others = map(Requirement, asked.file.dependencies or (WORKER_NEEDS,))
    if asked.pin and not asked.file.dependencies:
        raise HarnessError(
            f"{asked.name}: the header of {asked.file.path} names no runtime to take this version of",
            "add its package as the first of the header's dependencies",
        )
    if WORKER_NEEDS not in {canonicalize_name(one.name) for one in (runtime, *others)}:
        others.append(Requirement(WORKER_NEEDS))
    return (_pinned(runtime, asked), *map(str, others))


def _pinned(runtime: Requirement, asked: Asked) -> str:
    if asked.pin.endswith(".whl"):
        wheel = Path(asked.pin)
        if not wheel.is_file():
            raise HarnessError(f"{wheel}: there is no such wheel", "name the file of a wheel, or a version")
        extras = f"[{','.join(sorted(runtime.extras))}]" if runtime.extras else ""
        return f"{wheel.resolve()}{extras}"
    if asked.pin:
        try:
            runtime.specifier = SpecifierSet(specifier(asked.pin))
        except InvalidVersion:
            raise HarnessError(
                f"{asked.name}: {asked.pin!r} is neither a version nor the path of a wheel",
                f"like --harness {asked.file.name}@1.30 or {asked.file.name}@path/to.whl",
            ) from None
    return str(runtime)


def _content(requirement: str) -> str:
    """A wheel counts by its bytes: one that was built again is another."""
    path, wheel, _ = requirement.partition(".whl")
    if not wheel:
        return requirement
    return hashlib.sha256(Path(path + wheel).read_bytes()).hexdigest()


@contextmanager
def _only_one(folder: Path) -> Iterator[None]:
    """One process makes this environment; another one waits, and finds it made."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_name(f"{folder.name}.lock").open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
