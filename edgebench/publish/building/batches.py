"""A batch: the results of one folder, as a rule of one device and one workload. It is read by one process.

Of every file that is kept a batch holds the result without its traces, its detail and its row of the table,
so that a build after one new file reads the files of one folder.
"""

from __future__ import annotations

import contextlib
import gc
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath

import msgspec
from msgspec import Struct

from edgebench import parallel, result_reader, store, submission, table
from edgebench.errors import ResultError
from edgebench.model.entry import Entry
from edgebench.model.result import Result
from edgebench.model.standing import UNVOUCHED, Standing
from edgebench.model.workload import Workload
from edgebench.probes.profile import Profile
from edgebench.publish import site as of_site
from edgebench.publish.building import cache, downloads, ranked_part, shards
from edgebench.publish.building.folder import MARKER
from edgebench.publish.building.shards import Told
from edgebench.publish.wording import titles
from edgebench.table import Value

NOT_WRONG = {"ranked-tier", "process-count", "window-long-enough", "size", "energy-simulated"}
"""Rules against results that are too short to rank or whose meter was simulated, which the leaderboard sees
to, or too large to submit."""
_RESULTS, _MADE = "results.msgpack", "made.msgpack"


class File(Struct, frozen=True, array_like=True):
    """A file as the folder lists it."""

    name: str
    bytes: int
    time_ns: int


class Found(Struct, frozen=True, array_like=True):
    """The files of one folder. folder: from the folder of results."""

    folder: str
    files: tuple[File, ...]


class LeftOut(Struct, frozen=True, array_like=True):
    """What no page shows: the first of its problems, and how many more there are. path: from the folder
    of results. where: the place in the file too.
    """

    path: str
    where: str
    what: str
    more: int


class Made(Struct, frozen=True, array_like=True):
    """What became of a batch. workload: None where nothing was kept. rows: of the downloads.
    ids: in the order of the files.
    """

    workload: str | None
    ids: tuple[str, ...]
    rows: int
    left_out: tuple[LeftOut, ...]


class Kept(Struct, frozen=True, array_like=True):
    """A result without its traces."""

    id: str
    path: str
    standing: Standing
    result: Result


class Order(Struct, frozen=True):
    """What a process must know to make batches. keys: by folder. checked: by every rule of a submission."""

    root: Path
    work: Path
    workloads: Mapping[str, Workload]
    profiles: Mapping[str, Profile]
    keys: Mapping[str, str]
    standings: Mapping[Path, Standing]
    checked: bool


def scan(root: Path) -> tuple[list[Found], list[LeftOut]]:
    """Every folder with result files below this one, in the order in which `edgebench export` reads them; and
    what is passed over there.
    """
    found: list[Found] = []
    left_out: list[LeftOut] = []
    for one in _scan(root, PurePosixPath()):
        if isinstance(one, LeftOut):
            left_out.append(one)
        else:
            found.append(one)
    return (
        sorted(found, key=lambda one: PurePosixPath(one.folder).parts),
        sorted(left_out, key=lambda one: one.path),
    )


def _scan(root: Path, below: PurePosixPath) -> Iterator[Found | LeftOut]:
    files = []
    with os.scandir(root / below) as found:
        for entry in found:
            if entry.name.startswith("."):
                continue
            is_folder = entry.is_dir(follow_symlinks=False)
            if (is_folder or entry.name.endswith(".json")) and not _is_text(entry.name):
                yield _passed_over(below / entry.name, "Its name is not UTF-8.")
            elif is_folder and (root / below / entry.name / MARKER).exists():
                yield _passed_over(below / entry.name, "It is a site that edgebench publish made.")
            elif is_folder:
                yield from _scan(root, below / entry.name)
            elif entry.name.endswith(".json"):
                told = entry.stat(follow_symlinks=False)
                files.append(File(entry.name, told.st_size, told.st_mtime_ns))
    if files:
        yield Found(str(below), tuple(sorted(files, key=lambda one: one.name)))


def _is_text(name: str) -> bool:
    """Whether it is UTF-8: the bytes of another are held as surrogates, which nothing here can write."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _passed_over(path: PurePosixPath, why: str) -> LeftOut:
    name = os.fsencode(path).decode(errors="backslashreplace")
    return LeftOut(name, name, why, 0)


def place(work: Path, folder: str) -> Path:
    """Where the batch of this folder is kept."""
    return work / "batches" / cache.key(folder)[:16]


def make(folder: Path, order: Order) -> None:
    """Read, check and keep the results of this folder."""
    name = folder.as_posix()
    with os.scandir(order.root / folder) as listed:
        names = sorted(each.name for each in listed if _is_result(each))
    paths = [order.root / folder / each for each in names]
    parallel.announce(paths)
    with without_collector():
        found = (_read(path, f"{name}/{path.name}".removeprefix("./"), order) for path in paths)
        write(place(order.work, name), found, order, order.keys.get(name))


def _is_result(entry: os.DirEntry[str]) -> bool:
    is_named_so = entry.name.endswith(".json") and not entry.name.startswith(".") and _is_text(entry.name)
    return is_named_so and not entry.is_dir(follow_symlinks=False)


def write(batch: Path, found: Iterable[Entry | LeftOut], order: Order, key: str | None = None) -> None:
    """Keep these results, sorted by path. They are gone through one by one: what several steps ask of the
    same result, such as percentiles of its histograms, is then still at hand.
    """
    short, devices = titles.short(order.workloads.values()), of_site.names_of(order.profiles)
    kept: list[Kept] = []
    left_out: list[LeftOut] = []
    details: list[Told] = []
    rows: list[tuple[Value, ...]] = []
    workload = None
    for one in found:
        if isinstance(one, LeftOut):
            left_out.append(one)
            continue
        workload = one.result.workload.name
        details.append(shards.detail_of(one, devices, short.get(workload, workload)))
        kept.append(Kept(one.id or "", str(one.path), one.standing, ranked_part.of(one.result)))
        if not one.standing.withdrawn:  # a table has no place to say why
            rows += table.rows_of_result(Path(), one.id or "", one.result)
    # What is left out today may be right tomorrow: some rules look at the clock.
    with cache.filling(batch, None if left_out else key) as folder:
        (folder / _RESULTS).write_bytes(msgspec.msgpack.encode(kept))
        became = Made(workload, tuple(one.id for one in kept), len(rows), tuple(left_out))
        (folder / _MADE).write_bytes(msgspec.msgpack.encode(became))
        shards.write_details(folder, details)
        downloads.write_members(folder, rows)


def made(batch: Path) -> Made:
    return msgspec.msgpack.decode((batch / _MADE).read_bytes(), type=Made)


_KEPT = msgspec.msgpack.Decoder(list[Kept])


def kept(batches: Iterable[Path]) -> list[Kept]:
    """Of all these batches, by path."""
    found = [one for batch in batches for one in _KEPT.decode((batch / _RESULTS).read_bytes())]
    return sorted(found, key=lambda one: one.path)


def entries_of(found: Iterable[Kept]) -> list[Entry]:
    return [Entry(PurePosixPath(one.path), one.result, one.standing, one.id) for one in found]


def _read(path: Path, below: str, order: Order) -> Entry | LeftOut:
    """below: the path from the folder of results."""
    if order.checked:
        problems = [one for one in submission.check_file(path, order.root) if one.rule not in NOT_WRONG]
        if problems:
            return LeftOut(below, problems[0].where, problems[0].what, len(problems) - 1)
    try:
        data = store.read_bytes(path)
        result = result_reader.decode_accepted(data, str(path))
    except ResultError as error:
        return LeftOut(below, below, f"{error.message.removeprefix(f'{path}: ')}.", 0)
    digits = store.result_id(data)
    proper = store.place_of(result, digits)
    if below != str(proper):
        return LeftOut(below, below, f"Its place is {proper}.", 0)
    return Entry(PurePosixPath(of_site.RESULTS, proper), result, order.standings.get(path, UNVOUCHED), digits)


@contextlib.contextmanager
def without_collector() -> Iterator[None]:
    """Results hold no cycles, and looking for some among millions of small objects takes half of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
