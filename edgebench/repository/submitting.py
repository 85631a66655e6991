"""From a user's folder to a branch that a pull request can be made of: found, checked, then made.

The commit is first made aside and checked as the branch that it would be, by the same rules as in a pull
request; the same commit is made again, and named, only when nothing is wrong with it.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

import msgspec
from msgspec import Struct

from edgebench import checks, scrubber, sessions, units
from edgebench.checks import changed
from edgebench.checks.changed import Proposal
from edgebench.checks.submitted import Problem
from edgebench.errors import RepositoryError
from edgebench.model.result import Result
from edgebench.repository import branch, commit, work_tree
from edgebench.repository.commit import File
from edgebench.repository.git import Repository
from edgebench.repository.work_tree import LeftOut
from edgebench.scrubber import Names
from edgebench.sessions import SessionCell

OWN_NAMES = "own-names"


class SessionCells(Struct, frozen=True):
    """Of a session: how many cells its plan had, how many are submitted, how many the base has already.

    absent: titles of the others with what is known of them, where the session was measured on this machine.
    """

    id: str
    cells: int
    submitted: int
    before: int
    absent: tuple[str, ...] = ()

    @property
    def missing(self) -> int:
        return max(0, self.cells - self.submitted - self.before)


class Prepared(Struct, frozen=True):
    """What would be submitted. commit: None where there are problems; the repository does not have it yet."""

    base: str
    branch: str
    subject: str
    message: str
    files: list[str]
    results: dict[str, Result]
    left_out: list[LeftOut]
    problems: list[Problem]
    sessions: list[SessionCells]
    commit: str | None


def prepare(
    repository: Repository, base: str, called: str | None, at_s: int, names: Names, state: Path
) -> tuple[Prepared, list[File]]:
    """called: the branch; None = named after its devices and content. state: where sessions are remembered.

    Raises RepositoryError.
    """
    tip = repository.commit(base)
    there = branch.names_at(repository, tip)
    selected = work_tree.select(work_tree.new_files(repository, tip), there)
    changes = tuple(one.change for one in selected.files)
    problems = checks.problems_of_branch(Proposal(changes, there))
    files = [File(one.change.path, one.data) for one in selected.files if one.data is not None]
    subject, message = _message(selected.results, [file.path for file in files])
    made = None
    if files and not problems:
        with commit.set_aside(repository) as aside:
            made = commit.make(aside, tip, files, message, at_s)
            checked = branch.check(aside, tip, made)
        problems = [*checked.problems, *_own_names(checked.proposal, names)]
    prepared = Prepared(
        base=tip,
        branch=called or _branch_name(selected.results, files),
        subject=subject,
        message=message,
        files=[one.change.path for one in selected.files],
        results=dict(selected.results),
        left_out=selected.left_out,
        problems=problems,
        sessions=list(_sessions(repository, tip, selected.results, there, state)),
        commit=made if not problems else None,
    )
    return prepared, files


def finish(repository: Repository, prepared: Prepared, files: Sequence[File], at_s: int) -> None:
    """Make the commit that was checked, and its branch. Raises RepositoryError."""
    commit.require_free(repository, prepared.branch)
    made = commit.make(repository, prepared.base, files, prepared.message, at_s)
    if made != prepared.commit:
        raise RepositoryError(f"{made}: not the commit that was checked", "Run it again.")
    commit.name(repository, prepared.branch, made)


def _message(results: Mapping[str, Result], files: Sequence[str]) -> tuple[str, str]:
    """One line, and a line a cell; slugs only, which cannot say anything else."""
    if not results:
        subject = f"Add {units.counted(len(files), 'signature')}"
        return subject, f"{subject}\n"
    devices = sorted({one.device.slug for one in results.values()})
    where = devices[0] if len(devices) == 1 else f"{len(devices)} devices"
    subject = f"Add {units.counted(len(results), 'result')} of {where}"
    cells = [path.removeprefix("results/").removesuffix(".json") for path in sorted(results)]
    return subject, "\n".join([subject, "", *cells, ""])


def _branch_name(results: Mapping[str, Result], files: Sequence[File]) -> str:
    """The same for the same files: a second try finds the first."""
    content = hashlib.sha256()
    for one in files:
        content.update(one.path.encode() + b"\0" + hashlib.sha256(one.data).digest())
    devices = sorted({one.device.slug for one in results.values()})
    if not devices:
        return f"add-signatures/{content.hexdigest()[:8]}"
    named = devices[0].replace("..", ".").rstrip(".") if len(devices) == 1 else f"{len(devices)}-devices"
    return f"add-results/{named}-{content.hexdigest()[:8]}"


def _own_names(proposal: Proposal, names: Names) -> list[Problem]:
    """Where a file that would become public has a name of the machine that this runs on."""
    return [
        Problem(
            rule=OWN_NAMES,
            where=f"{changed.shown(path)}: {place}",
            what=f"{one.text!a} is {one.kind}.",
            todo="Change it where it was typed and measure again; if it only happens to be the same word: "
            f"--allow {one.text!a}.",
        )
        for path, found in _found(proposal, names)
        for place, one in found
    ]


def _found(proposal: Proposal, names: Names) -> Iterator[tuple[str, list[tuple[str, scrubber.Revealed]]]]:
    for change in proposal.changes:
        yield change.path, [("its path", one) for one in scrubber.named(change.path, names)]
    for path, result in proposal.results.items():
        yield path, scrubber.named_in_document(msgspec.to_builtins(result), names)
    for path, profile in proposal.profiles.items():
        yield path, scrubber.named_in_lines(profile.text, names)
    for path, trace in proposal.traces.items():
        yield path, scrubber.named_in_lines(trace.head, names)


def _sessions(
    repository: Repository, tip: str, results: Mapping[str, Result], there: Collection[str], state: Path
) -> Iterator[SessionCells]:
    names = {PurePosixPath(path).name for path in (*results, *there)}
    submitted = Counter(one.session.id for one in results.values())
    known = {one.session.id: one for one in results.values()}
    for session, count in sorted(submitted.items()):
        cells = known[session].session.cells
        before = 0 if count >= cells else _in_base(repository, tip, session, known[session].device.slug)
        remembered = sessions.cells_of(state, session)
        absent = (_told(cell) for cell in remembered if cell.file not in names)
        yield SessionCells(session, cells, count, before, tuple(absent))


def _told(cell: SessionCell) -> str:
    return f"{cell.title}: {cell.why or 'measured, and not among what is submitted'}"


def _in_base(repository: Repository, tip: str, session: str, device: str) -> int:
    """Files of this session that were submitted before; a session is of one device."""
    if not re.fullmatch(r"[0-9a-f]{16}", session):
        return 0
    found = repository.ask(
        "grep", "-l", "-z", "-F", "--no-color", "-e", f'"id":"{session}"', tip, "--", f"results/{device}",
        fine=(0, 1),
    )  # fmt: skip
    return found.count(b"\0")
