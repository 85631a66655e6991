"""One file of a submission: read it, and hold it against every rule of `checks/submission`."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from edgebench import checks, paths, result_reader, store
from edgebench.catalogue import load_catalogue
from edgebench.checks.submitted import Problem, Shipped, Submitted
from edgebench.errors import ResultError
from edgebench.harness import discover
from edgebench.probes.profile import load_profiles


def check_files(files: Sequence[Path], root: Path | None = None) -> Iterator[tuple[Path, list[Problem]]]:
    """Each file with every reason not to accept it, in the order given."""
    for file in files:
        yield file, check_file(file, root)


def check_file(path: Path, root: Path | None = None) -> list[Problem]:
    """Every reason not to accept this file.

    `root` is the results folder; without it, or outside it, the last three parts of the path count.
    """
    placed = _below(path, root)
    try:
        data = store.read_bytes(path)
        result = result_reader.decode(data, str(path))
    except ResultError as error:
        what = error.message.removeprefix(f"{path}: ")
        where = ascii(str(placed))[1:-1]
        return [Problem(rule="readable", where=where, what=f"{what}.", todo=error.hint or "")]
    submitted = Submitted(
        path=placed,
        data=data,
        result=result,
        canonical=store.encode(result),
        id=store.result_id(data),
        proper_path=store.path_of(result, data),
        shipped=shipped(),
    )
    return checks.problems(submitted)


@functools.lru_cache(maxsize=1)
def shipped() -> Shipped:
    """What this installation ships, read once."""
    harnesses = {name: file.sha256 for name, file in discover.shipped().items()}
    kinds = {f"{one.slug}-" if one.generic else one.slug: one.kind for one in load_profiles(paths.devices())}
    return Shipped(workloads=load_catalogue().workloads, harnesses=harnesses, device_kinds=kinds)


def _below(path: Path, root: Path | None) -> PurePosixPath:
    whole = path.absolute()
    if root is not None and whole.is_relative_to(root.absolute()):
        return PurePosixPath(whole.relative_to(root.absolute()))
    return PurePosixPath(*whole.parts[-3:])
