"""The plan's journal: everything measured, on disk before the next process starts.

A folder a session below the state folder: plan.json, settings.json, where.json, meters.json, what meters
recorded, and journal.jsonl, one record a line, each fsynced. Killed or without power at any moment, at
most the process that was running is lost; a last line cut short is dropped. A finished session's folder
is removed.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct

from edgebench import sessions
from edgebench.errors import PlanError, StorageError
from edgebench.model.plan import Plan
from edgebench.model.process import Process
from edgebench.model.quality import Accuracy, Agreement
from edgebench.model.quantity import Minute
from edgebench.model.reason import Reason
from edgebench.runner.choosing import Chosen
from edgebench.runner.measuring import Measured
from edgebench.runner.metering import Bound
from edgebench.runner.settings import Settings, Where
from edgebench.sessions import SessionCell
from edgebench.store import sync_folder


class Started(Struct, frozen=True, tag="started"):
    """The session began, or (again) went on after an interruption."""

    boot: str
    began_ns: int
    """Wall clock, for the offsets of processes measured after a resume."""
    temperature_mc: int | None = None
    """Of the CPU then, which every process waits for; null: no sensor."""


class Tried(Struct, frozen=True, tag="tried"):
    """One window of a cell's pilot or search, in order; trouble instead of a process where it failed."""

    cell: int
    process: Process | None
    trouble: str = ""


class ProcessDone(Struct, frozen=True, tag="process"):
    """One process of a cell was measured, at this minute."""

    cell: int
    measured: Measured
    minute: Minute


class Scored(Struct, frozen=True, tag="scored"):
    """A cell's accuracy and agreement are known, or why not."""

    cell: int
    accuracy: Accuracy | None
    accuracy_reason: Reason | None
    agreement: Agreement | None
    agreement_reason: Reason | None
    trouble: str = ""


class Dropped(Struct, frozen=True, tag="dropped"):
    """A cell cannot run here: its worker failed."""

    cell: int
    reason: str
    hint: str


class Saved(Struct, frozen=True, tag="saved"):
    """A cell is closed: its result file is written."""

    cell: int
    path: str


Entry = Started | Tried | Chosen | ProcessDone | Scored | Dropped | Saved
EntryType = TypeVar("EntryType", Started, Tried, Chosen, ProcessDone, Scored, Dropped, Saved)
_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Entry)


class Journal:
    """One session's folder, open for appending."""

    def __init__(
        self,
        folder: Path,
        plan: Plan,
        settings: Settings,
        where: Where,
        entries: list[Entry],
        meters: Sequence[Bound] = (),
    ) -> None:
        self.folder = folder
        self.session = folder.name
        self.plan = plan
        self.settings = settings
        self.where = where
        self.entries = entries
        self.meters = tuple(meters)
        self._file = (folder / "journal.jsonl").open("ab", buffering=0)

    def append(self, entry: Entry) -> None:
        """On disk when this returns. Raises StorageError on a full disk."""
        try:
            rest = memoryview(_encoder.encode(entry) + b"\n")
            while rest:
                rest = rest[self._file.write(rest) :]
            os.fsync(self._file.fileno())
        except OSError as error:
            raise StorageError(
                f"{self.folder}: the journal cannot be written: {error.strerror}",
                "make room; what was saved before continues with: edgebench run --resume",
            ) from error
        self.entries.append(entry)

    def of(self, kind: type[EntryType]) -> list[EntryType]:
        """The entries of one kind, in order."""
        return [entry for entry in self.entries if isinstance(entry, kind)]

    def finish(self) -> None:
        """Every cell is closed: nothing is left to resume, however little of the folder can be removed."""
        self._file.close()
        sessions.remember(self.folder.parents[1], self.session, list(self._cells()))
        with suppress(OSError):
            (self.folder / "plan.json").unlink()  # first: a folder without it is no session
        shutil.rmtree(self.folder, ignore_errors=True)

    def _cells(self) -> Iterator[SessionCell]:
        """Every cell of the plan, with the name of its result or why there is none."""
        saved = {one.cell: Path(one.path).name for one in self.of(Saved)}
        dropped = {one.cell: one.reason for one in self.of(Dropped)}
        for index, cell in enumerate(self.plan.cells):
            yield SessionCell(cell.title(), saved.get(index), dropped.get(index, ""))

    def close(self) -> None:
        """Leave it for --resume."""
        self._file.close()


def start(state: Path, plan: Plan, settings: Settings, where: Where, meters: Sequence[Bound] = ()) -> Journal:
    """A new session's journal, in a folder named by the session's random id. Raises StorageError."""
    folder = state / "plans" / secrets.token_hex(8)
    try:
        folder.mkdir(parents=True)
        (folder / "work").mkdir()
        _write(folder / "settings.json", _encoder.encode(settings))
        _write(folder / "where.json", _encoder.encode(where))
        _write(folder / "meters.json", _encoder.encode(list(meters)))
        journal = Journal(folder, plan, settings, where, [], meters)
        _write(folder / "plan.json", _encoder.encode(plan))  # last: a folder without it is no session
        sync_folder(folder.parent)
    except OSError as error:
        raise StorageError(
            f"{folder}: cannot be written: {error.strerror}", "make room, or set EDGEBENCH_CACHE"
        ) from error
    return journal


def interrupted(state: Path) -> list[Path]:
    """Folders of sessions that did not finish, newest last."""
    found = [path for path in (state / "plans").glob("*") if (path / "plan.json").is_file()]
    return sorted(found, key=lambda path: (path / "plan.json").stat().st_mtime_ns)


def reopen(folder: Path) -> Journal:
    """An interrupted session's journal; a torn last line is cut off. Raises PlanError."""
    try:
        plan = msgspec.json.decode((folder / "plan.json").read_bytes(), type=Plan)
        settings = msgspec.json.decode((folder / "settings.json").read_bytes(), type=Settings)
        where = msgspec.json.decode((folder / "where.json").read_bytes(), type=Where)
        meters = msgspec.json.decode((folder / "meters.json").read_bytes(), type=list[Bound])
        lines = (folder / "journal.jsonl").read_bytes().split(b"\n")
        entries = [_decoder.decode(line) for line in lines[:-1]]
    except (OSError, msgspec.DecodeError) as error:
        raise PlanError(
            f"{folder}: this interrupted session cannot be read: {error}",
            "remove that folder to go on with an older one, or start anew: edgebench run",
        ) from error
    if lines[-1]:
        os.truncate(folder / "journal.jsonl", sum(len(line) + 1 for line in lines[:-1]))
    return Journal(folder, plan, settings, where, entries, meters)


@contextmanager
def only_one(state: Path) -> Iterator[None]:
    """Hold the machine: two benchmarks at once measure each other. Raises PlanError."""
    try:
        state.mkdir(parents=True, exist_ok=True)
        lock = (state / "run.lock").open("a+")
    except OSError as error:
        raise StorageError(f"{state}: cannot be written: {error.strerror}", "set EDGEBENCH_CACHE") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise PlanError(
                "another edgebench run is measuring on this machine", "wait until it has ended"
            ) from None
        yield


def _write(path: Path, data: bytes) -> None:
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    sync_folder(path.parent)
