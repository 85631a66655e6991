"""Files of a submission: each is read, and held against every rule of `checks`."""

from __future__ import annotations

import contextlib
import datetime
import functools
import hashlib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from msgspec import Struct

from edgebench import __version__, checks, parallel, paths, released, result_reader, store
from edgebench.catalogue import load_catalogue
from edgebench.checks.brief import Brief, brief
from edgebench.checks.repository import file_size
from edgebench.checks.submitted import KnownDevice, Problem, Shipped, Submitted
from edgebench.energy import trace_file
from edgebench.energy.readings import Readings
from edgebench.errors import ResultError
from edgebench.harness import discover
from edgebench.meters import discover as meters
from edgebench.model.result import Result
from edgebench.probes import cpu
from edgebench.probes.profile import Profile, load_profiles


class Examined(Struct, frozen=True):
    """One file by itself: its problems, and what rules over many files need of it."""

    problems: list[Problem]
    brief: Brief | None
    """None: it cannot be read, or is not as edgebench writes it."""


def check_files(
    files: Sequence[Path],
    root: Path | None = None,
    known: Sequence[Brief] = (),
    now: datetime.datetime | None = None,
) -> Iterator[tuple[Path, list[Problem]]]:
    """Each file with every reason not to accept it, in the order given; many are read on every core.

    known: of the files accepted before (`briefs`). now: when it is checked; None: by the clock. Raises
    ResultError naming the file at which a process was lost.
    """
    answers = parallel.in_order(functools.partial(examine, root=root, now=now), files)
    with contextlib.closing(answers):
        examined = list(answers)
    across: dict[str, list[Problem]] = {}
    for of, problem in checks.problems_across([one.brief for one in examined if one.brief], known):
        across.setdefault(of.where, []).append(problem)
    for file, one in zip(files, examined, strict=True):
        yield file, [*one.problems, *(across.get(one.brief.where, []) if one.brief else [])]


def briefs(files: Sequence[Path], root: Path | None = None) -> list[Brief]:
    """Of every file that can be read, held against no rule."""
    with contextlib.closing(parallel.in_order(functools.partial(_in_brief, root=root), files)) as answers:
        return [one for one in answers if one]


def check_file(path: Path, root: Path | None = None, now: datetime.datetime | None = None) -> list[Problem]:
    """Every reason that lies in this file alone not to accept it.

    `root` is the results folder; without it, or outside it, the last three parts of the path count.
    """
    return examine(path, root, now).problems


def examine(path: Path, root: Path | None = None, now: datetime.datetime | None = None) -> Examined:
    """One file by itself; arguments as `check_file`'s."""
    placed = _below(path, root)
    try:
        submitted = _submitted(path, placed, now)
    except ResultError as error:
        what = error.message.removeprefix(f"{path}: ")
        where = ascii(str(placed))[1:-1]
        problem = Problem(rule="readable", where=where, what=f"{what}.", todo=error.hint or "")
        return Examined([problem], None)
    # Of another form than edgebench writes it is refused as that, and its twin beside it is not blamed.
    as_written = submitted.canonical == submitted.data
    return Examined(checks.problems(submitted), brief(submitted) if as_written else None)


def _in_brief(path: Path, root: Path | None) -> Brief | None:
    try:
        return brief(_submitted(path, _below(path, root), None))
    except ResultError:
        return None


def _submitted(path: Path, placed: PurePosixPath, now: datetime.datetime | None) -> Submitted:
    """What the file holds. Raises ResultError where it cannot be read."""
    data = store.read_bytes(path)
    written = result_reader.decode_written(data)
    result = written or result_reader.decode(data, str(path))
    digits = store.result_id(data)
    return Submitted(
        path=placed,
        data=data,
        result=result,
        canonical=data if written else result_reader.encode(result),
        id=digits,
        proper_path=store.place_of(result, digits),
        shipped=shipped(),
        now=now or datetime.datetime.now(datetime.timezone.utc),
        readings=_readings(path.parent, result),
    )


def _readings(folder: Path, result: Result) -> dict[str, Readings | str]:
    """Of the meters whose file lies there; of at most the size that the repository takes."""
    raw = [meter.raw for meter in result.energy.meters if meter.raw] if result.energy else []
    files = {one.sha256: folder / one.file_name for one in raw}
    return {
        sha256: _read_readings(file, sha256)
        for sha256, file in files.items()
        if file.is_file() and file.stat().st_size <= file_size.LARGEST_TRACE
    }


def _read_readings(file: Path, sha256: str) -> Readings | str:
    try:
        data = file.read_bytes()
    except OSError as error:
        return f"{error.strerror}"
    return trace_file.readings(data) if hashlib.sha256(data).hexdigest() == sha256 else "it has another hash"


@functools.lru_cache(maxsize=1)
def shipped() -> Shipped:
    """What this installation ships and knows of earlier ones, read once."""
    earlier = released.read()
    here = {name: file.sha256 for name, file in discover.shipped().items()}
    profiles = load_profiles(paths.devices())
    return Shipped(
        workloads=load_catalogue().workloads,
        versions=released.versions(earlier, __version__),
        workers=released.workers(earlier, released.worker_sha256()),
        harnesses=released.harnesses(earlier, here),
        meters=frozenset(meters.shipped()),
        devices={f"{one.slug}-" if one.generic else one.slug: _known(one) for one in profiles},
    )


def _known(profile: Profile) -> KnownDevice:
    cores, memory = (profile.facts.get(name) for name in ("cores", "memory_bytes"))
    return KnownDevice(
        kind=profile.kind,
        revision=profile.revision,
        cores=cores.value if cores and isinstance(cores.value, int) else None,
        memory_bytes=memory.value if memory and isinstance(memory.value, tuple) else (),
        accelerators=profile.accelerators,
        processors=_processors(profile),
    )


def _processors(profile: Profile) -> tuple[str, ...]:
    """What Linux calls them, out of the facts: `Cortex-A76` of an Arm, `i3-10110U` or `N100` of Intel's."""
    told = [str(profile.facts[name].value) for name in ("cpu", "soc") if name in profile.facts]
    arm = sorted({one for one in cpu.ARM_PARTS.values() if any(f"{one} " in f"{text} " for text in told)})
    return tuple(arm) or tuple(re.findall(r"\bIntel (?:Core|Processor) (\S+)", " ".join(told)))


def _below(path: Path, root: Path | None) -> PurePosixPath:
    whole = path.absolute()
    if root is not None and whole.is_relative_to(root.absolute()):
        return PurePosixPath(whole.relative_to(root.absolute()))
    return PurePosixPath(*whole.parts[-3:])
