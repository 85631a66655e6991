"""What a branch adds to where it parted from its base, held against every rule.

Only commits count: what lies uncommitted in a work tree is not in the branch and is not looked at. Names,
modes and sizes are judged first; of files that have no problem, and only where the whole has none, bytes are
read. Added results then pass through `edgebench.submission`, in a folder of their own.
"""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Container, Mapping, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path, PurePosixPath

from msgspec import Struct, structs

from edgebench import (
    checks,
    paths,
    signatures,
    signers,
    standing,
    store,
    submission,
    withdrawals,
)
from edgebench.checks import changed
from edgebench.checks.brief import Brief, outline
from edgebench.checks.changed import Change, ProfileFile, Proposal, Withdrawals
from edgebench.checks.submitted import Problem
from edgebench.energy import trace_file
from edgebench.errors import CatalogueError, ResultError
from edgebench.model.result import Result
from edgebench.probes import profile
from edgebench.repository.git import Objects, Repository

SIGNERS = "allowed-signers"
"""The rule that a list of signers breaks."""
ACCEPTED = "accepted"
"""Folder of the base's own results, apart from those that are added."""


class Checked(Struct, frozen=True):
    """base: the tip that it would be merged into; parted: where the branch left it; head: what was checked.

    results: how many were read. proposal: what they and the files beside them hold.
    """

    base: str
    parted: str
    head: str
    results: int
    problems: list[Problem]
    proposal: Proposal


def check(repository: Repository, base: str, head: str = "HEAD", below: Sequence[str] = ()) -> Checked:
    """Every reason not to accept what `head` adds to its merge base with `base`.

    below: paths from the top of the repository; only results there are read. The rules of the repository
    look at the whole branch all the same. Raises RepositoryError.
    """
    tip, commit = repository.commit(base), repository.commit(head)
    parted = repository.merge_base(tip, commit)
    proposal = Proposal(changes=repository.changes(parted, commit))
    checked = Checked(tip, parted, commit, 0, [], proposal)
    if not proposal.touches_results:
        return structs.replace(checked, problems=_of_signers(repository, proposal))
    kept = {one.blob for one in proposal.changes}
    proposal = structs.replace(
        proposal, base=names_at(repository, tip), passing=repository.passing(tip, commit, kept)
    )
    found = readable(proposal, checks.problems_of_branch(proposal))
    with repository.objects() as objects, tempfile.TemporaryDirectory(prefix="edgebench-check-") as folder:
        reading = _Reading(objects, Path(folder))
        wanted = [one for one in found if one.place != "result" or _is_below(one.path, below)]
        results = [one for one in wanted if one.place == "result" and one.status == "added"]
        reading.put_beside([one for one in wanted if one.place == "trace"])
        problems = reading.check(results, proposal.base)
        whole = structs.replace(
            proposal,
            results=reading.results,
            traces={
                one.path: trace_file.read(objects.read(one.blob)) for one in wanted if one.place == "trace"
            },
            profiles={one.path: _profile(objects, one) for one in wanted if one.place == "profile"},
            withdrawals=_withdrawals(repository, objects, parted, wanted),
        )
        problems += reading.check_beside(proposal, wanted)
    of_branch = checks.problems_of_branch(whole)
    return structs.replace(checked, results=len(results), problems=[*of_branch, *problems], proposal=whole)


def names_at(repository: Repository, commit: str) -> dict[str, str]:
    """The objects of all data in a commit, by path."""
    files = repository.files(commit, changed.RESULTS, changed.PROFILES)
    return {path: blob.name for path, blob in files.items()}


def readable(proposal: Proposal, problems: Sequence[Problem]) -> list[Change]:
    """What may be read: nothing where the whole has a problem, else what has none of its own."""
    places = {problem.where for problem in problems}
    if changed.WHOLE in places:
        return []
    return [one for one in proposal.present() if changed.shown(one.path) not in places]


class _Reading:
    """Results out of git's objects, through a folder of their own; those that can be read, by path."""

    def __init__(self, objects: Objects, folder: Path) -> None:
        self._objects = objects
        self._folder = folder
        self.results: dict[str, Result] = {}

    def check(self, changes: Sequence[Change], base: Mapping[str, str]) -> list[Problem]:
        """Their names keep to the rules, so none leads out of the folder."""
        files = [self._written(one) for one in changes]
        root, known = self._folder / changed.RESULTS, self._accepted(changes, base)
        return [
            structs.replace(problem, where=f"{changed.RESULTS}/{problem.where}")
            for _, problems in submission.check_files(files, root, known)
            for problem in problems
        ]

    def put_beside(self, traces: Sequence[Change]) -> None:
        """Where the results that name them are read; the rule trace-readable tells of the others."""
        for one in traces:
            data = self._objects.read(one.blob)
            if trace_file.read(data).fault is None:
                self._put(one.path, data)

    def _accepted(self, changes: Sequence[Change], base: Mapping[str, str]) -> list[Brief]:
        """The base's results that the new ones have to do with: peers in the same folders, and wherever they
        lie those of the same sessions or with the same latencies.
        """
        folders = {PurePosixPath(one.path).parent for one in changes}
        new = list(filter(None, (outline((self._folder / one.path).read_bytes()) for one in changes)))
        sessions, digests = {one.session.id for one in new}, set().union(*(one.digests() for one in new))
        files = []
        for path, blob in base.items():
            if changed.place(path) != "result":
                continue
            data = self._objects.read(blob)
            if PurePosixPath(path).parent in folders or _concerns(data, sessions, digests):
                files.append(self._put(f"{ACCEPTED}/{path}", data))
        return submission.briefs(files, self._folder / ACCEPTED / changed.RESULTS)

    def check_beside(self, proposal: Proposal, wanted: Sequence[Change]) -> list[Problem]:
        """Signatures and withdrawals, beside the results that they name and the signers of the base."""
        beside = [one for one in wanted if one.place in {"signature", "withdrawals"}]
        if not beside:
            return []
        for one in beside:
            self._put(one.path, self._objects.read(one.blob))
        named = {PurePosixPath(one.path).stem[:16] for one in beside if one.place == "signature"}
        root = self._folder / changed.RESULTS
        try:
            named |= withdrawals.read(root).beginnings
        except ResultError:
            pass  # what is found says so
        for path, blob in proposal.base.items():
            of_result = changed.place(path) == "result" and PurePosixPath(path).stem[-16:] in named
            if path == changed.SIGNERS or of_result:
                self._put(path, self._objects.read(blob))
        prefix = f"{changed.RESULTS}/"
        added = {store.result_id(self._objects.read(one.blob)) for one in wanted if one.place == "result"}
        return [
            structs.replace(one, where=prefix + one.where.removeprefix(changed.RESULTS).lstrip("/"))
            for one in (*standing.problems(root), *standing.claims(root, added))
        ]

    def _put(self, path: str, data: bytes) -> Path:
        file = self._folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        return file

    def _written(self, one: Change) -> Path:
        data = self._objects.read(one.blob)
        file = self._put(one.path, data)
        try:
            self.results[one.path] = store.decode_as_stored(data, PurePosixPath(one.path))
        except ResultError:
            pass  # the rule readable says so
        return file


def _of_signers(repository: Repository, proposal: Proposal) -> list[Problem]:
    """The list that decides trust is code to these rules, and is read all the same."""
    one = next((change for change in proposal.changes if change.path == changed.SIGNERS), None)
    if one is None:
        return []
    if one.status == "removed":
        return [one.problem(SIGNERS, "It is removed: nobody's signature would count.", "Put it back.")]
    with repository.objects() as objects:
        data = objects.read(one.blob)
    try:
        signers.parse(data.decode("utf-8", "replace"))
    except ResultError as error:
        what = error.message.removeprefix(f"{signatures.ALLOWED_SIGNERS}: ")
        return [one.problem(SIGNERS, f"{what[:1].upper()}{what[1:]}.", error.hint or "Mend the line.")]
    return []


def _concerns(data: bytes, sessions: Container[str], digests: AbstractSet[str]) -> bool:
    known = outline(data)
    return known is not None and (known.session.id in sessions or not digests.isdisjoint(known.digests()))


def _profile(objects: Objects, one: Change) -> ProfileFile:
    data = objects.read(one.blob)
    return ProfileFile(data.decode("utf-8", "replace"), profile_fault(data, one.path))


def profile_fault(data: bytes, path: str) -> str | None:
    """Why this is no profile that could be added to those shipped."""
    try:
        added = profile.parse(data, Path(path))
        others = (one for one in profile.load_profiles(paths.devices()) if one.slug != added.slug)
        profile.require_unambiguous([*others, added], Path(path).parent)
        latest = datetime.datetime.now(datetime.timezone.utc).date() + datetime.timedelta(days=1)
        if late := [name for name, fact in added.facts.items() if fact.date > latest]:
            return f"facts.{late[0]}.date is yet to come"
    except CatalogueError as error:
        return changed.shown(error.message.removeprefix(f"{path}: "))
    except (RecursionError, UnicodeDecodeError):
        return "It is no TOML in UTF-8, or nested too deeply"
    return None


def _withdrawals(
    repository: Repository, objects: Objects, parted: str, wanted: Sequence[Change]
) -> Withdrawals | None:
    now = next((one for one in wanted if one.place == "withdrawals"), None)
    if now is None:
        return None
    before = repository.files(parted, changed.WITHDRAWALS).get(changed.WITHDRAWALS)
    return Withdrawals(objects.read(before.name) if before else b"", objects.read(now.blob))


def _is_below(path: str, below: Sequence[str]) -> bool:
    return not below or any(PurePosixPath(path).is_relative_to(one) for one in below)
