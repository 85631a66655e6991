"""What is new in a user's folder beside a base, and which of it is submitted.

New is what lies below results/ or among the device profiles and is not in the base with the same bytes,
whatever the user's index and branch say of it. Nothing is written.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

from msgspec import Struct

from edgebench import energy_figures, result_reader
from edgebench.checks import changed
from edgebench.checks.changed import Change
from edgebench.checks.repository import file_size
from edgebench.checks.submission import energy_simulated, size
from edgebench.errors import RepositoryError, ResultError
from edgebench.model.result import Result
from edgebench.model.scenario import TIERS
from edgebench.repository import branch
from edgebench.repository.git import Repository

_DIGITS_IN_NAME = 16
"""Of the id of a result, at the end of its file's name."""


class New(Struct, frozen=True):
    """A file of the work tree that the base does not have so. data: None where it is not to be read."""

    change: Change
    data: bytes | None


class LeftOut(Struct, frozen=True):
    """A file that is new and not submitted."""

    path: str
    why: str


class Selected(Struct, frozen=True):
    """results: those of `files` that can be read, by path."""

    files: list[New]
    results: Mapping[str, Result]
    left_out: list[LeftOut]


def new_files(repository: Repository, base: str) -> list[New]:
    """By path. Links, and what is larger than its place may hold, are listed and not read."""
    top = repository.top()
    there = branch.names_at(repository, base)
    found = []
    with repository.objects() as objects:
        for path in sorted(_suspects(repository.also({}, top), base)):
            one = _new(top, path, exists=path in there)
            same = one and path in there and one.data is not None and one.data == objects.read(there[path])
            if one and not same:
                found.append(one)
    return found


def select(found: Sequence[New], there: Collection[str] = ()) -> Selected:
    """Results, the power traces that they name, profiles of their devices, and signatures; the rest is left
    out. there: the paths of the base, whose results may be signed later.

    A result that cannot be read is selected, for the rules to refuse; a preview, an energy that was made up,
    or a file that a busy machine made too large, is no mistake, and is left out with its reason.
    """
    read = {one.change.path: result for one in found if (result := _read(one))}
    kept_back = {
        one.change.path: why
        for one in found
        if (result := read.get(one.change.path)) and (why := _not_for_others(result, one.change.bytes or 0))
    }
    results = {path: result for path, result in read.items() if path not in kept_back}
    meant = {one.change.path for one in found if one.change.place == "result"} - (read.keys() - results)
    wanted = {*meant, *results, *_traces(results), *_profiles(results)}
    named = {PurePosixPath(path).stem[-_DIGITS_IN_NAME:] for path in (*wanted, *there)}
    wanted |= {one.change.path for one in found if _signed_id(one) in named}
    files = [one for one in found if one.change.path in wanted and not _is_known_profile(one)]
    chosen = {one.change.path for one in files}
    left_out = [
        LeftOut(path, kept_back[path] if path in read else _why_beside(one))
        for one in found
        if (path := one.change.path) not in chosen
    ]
    return Selected(files, results, left_out)


def _suspects(repository: Repository, base: str) -> set[str]:
    """What may be new: untracked, or not as the base has it by what git remembers of the file."""
    places = ("--", changed.RESULTS, changed.PROFILES)
    untracked = repository.ask("ls-files", "--others", "-z", "--full-name", *places)
    plain = ("--no-renames", "--no-ext-diff", "--ignore-submodules=none")
    differing = repository.ask("diff-index", "--name-only", "-z", *plain, base, *places)
    return {os.fsdecode(path) for path in (untracked + differing).split(b"\0") if path}


def _new(top: Path, path: str, *, exists: bool) -> New | None:
    """None of what is not there (a result of the base that this checkout does not have) or is a document."""
    try:
        status = os.lstat(top / path)
    except OSError:
        return None
    if path in changed.DOCUMENTS:
        return None
    change = Change(
        path=path.removesuffix("/"),
        status="changed" if exists else "added",
        mode=_mode(status.st_mode),
        bytes=status.st_size,
    )
    to_read = stat.S_ISREG(status.st_mode) and status.st_size <= file_size.largest(change)
    return New(change, _bytes(top / path) if to_read else None)


def _mode(mode: int) -> str:
    """As it would be committed: what is executable here is not so there."""
    if stat.S_ISREG(mode):
        return "100644"
    return {stat.S_IFLNK: "120000", stat.S_IFDIR: "160000"}.get(stat.S_IFMT(mode), "special")


def _bytes(path: Path) -> bytes:
    """Not through a link that took the file's place meanwhile."""
    try:
        with open(path, "rb", opener=lambda name, flags: os.open(name, flags | os.O_NOFOLLOW)) as file:
            return file.read(file_size.LARGEST_TRACE + 1)
    except OSError as error:
        raise RepositoryError(
            f"{path}: cannot be read: {error.strerror}", "Mend its permissions, or move it away."
        ) from error


def _read(one: New) -> Result | None:
    path = PurePosixPath(one.change.path)
    if one.data is None or path.suffix != ".json" or path.parts[0] != changed.RESULTS or path.name[0] == ".":
        return None
    try:
        return result_reader.decode(one.data, str(path))
    except ResultError:
        return None


def _not_for_others(result: Result, size_bytes: int) -> str:
    """Why this result is nothing to submit, though nothing is wrong with it; empty where it is."""
    tier = result.load.tier
    if size_bytes > size.largest_bytes(tier):
        what = f"It has {size_bytes} bytes, and at most {size.largest_bytes(tier)} are accepted."
        return f"{what} Run it again on an idle machine; the other cells of its session go without it."
    if not TIERS[tier].ranked:
        return f"Tier {tier} is a preview for the one who ran it. Run again with --tier standard."
    if energy_figures.is_simulated(result):
        return f"Its energy comes from made-up readings (flag simulated). {energy_simulated.TODO}"
    return ""


def _traces(results: Mapping[str, Result]) -> Iterator[str]:
    for path, result in results.items():
        if result.energy is not None:
            named = (meter.raw.file_name for meter in result.energy.meters if meter.raw is not None)
            yield from (str(PurePosixPath(path).parent / name) for name in named)


def _profiles(results: Mapping[str, Result]) -> Iterator[str]:
    """Of the devices whose results are added."""
    yield from {f"{changed.PROFILES}/{result.device.slug}.toml" for result in results.values()}


def _signed_id(one: New) -> str | None:
    """As the name of the result ends that it signs; None of what is no signature."""
    is_signature = one.change.place == "signature"
    return PurePosixPath(one.change.path).stem[:_DIGITS_IN_NAME] if is_signature else None


def _is_known_profile(one: New) -> bool:
    """A profile that is there already is changed in a pull request of its own."""
    return one.change.place == "profile" and one.change.status == "changed"


def _why_beside(one: New) -> str:
    place = one.change.place
    if place == "trace":
        return "No result that is submitted names it."
    if place == "profile":
        return "It is not the profile of a new device whose results are submitted."
    if place == "signature":
        return "It signs neither a result that is submitted nor one that is there already."
    if place == "withdrawals":
        return "Withdrawals are a pull request of their own."
    return "It is neither a result nor a power trace."
