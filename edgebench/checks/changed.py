"""What a rule of the repository looks at: everything that a branch changes, as names, modes and sizes.

Rules are asked twice: before a byte is read, and again with what was read of the files that had no problem.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Literal

from msgspec import Struct

from edgebench.checks.submitted import Problem
from edgebench.energy.trace_file import TraceFile
from edgebench.model.result import Result

Place = Literal["result", "trace", "signature", "withdrawals", "profile", "misplaced", "elsewhere"]

RESULTS = "results"
WITHDRAWALS = "results/withdrawn.toml"
SIGNERS = "results/allowed_signers"
DOCUMENTS = frozenset({"results/README.md", "results/LICENSE", SIGNERS})
"""They lie beside the data and change as code does: whoever adds results names no signer."""
PROFILES = "edgebench/devices"

_SLUG = r"[a-z0-9][a-z0-9.-]{0,63}"
_DEVICE = rf"(?!signatures/){_SLUG}"
"""Whose folder would be that of the signatures."""
_RESULT = re.compile(rf"results/{_DEVICE}/{_SLUG}/[a-z0-9][a-z0-9.-]*-[0-9a-f]{{16}}\.json")
_TRACE = re.compile(rf"results/{_DEVICE}/{_SLUG}/power-[0-9a-f]{{16}}\.csv\.gz")
_SIGNATURE = re.compile(r"results/signatures/[0-9a-f]{64}\.sig")
_PROFILE = re.compile(rf"{PROFILES}/(?!signatures\.toml){_SLUG}\.toml")
_PATTERNS = ((_RESULT, "result"), (_TRACE, "trace"), (_SIGNATURE, "signature"), (_PROFILE, "profile"))

WHOLE = "the branch"
"""Where a problem of no single file is."""


class Change(Struct, frozen=True):
    """One path that differs, `changed` also in its kind. A renamed file is one removed and one added."""

    path: str
    """From the top of the repository; bytes that are no UTF-8 are lone surrogates."""
    status: Literal["added", "changed", "removed"]
    mode: str = "100644"
    """As git has it: 100644 a plain file, 100755 executable, 120000 a link, 160000 a submodule."""
    bytes: int | None = None
    """None of what is no file any more, or is a submodule."""
    blob: str = ""
    """The object with the new content."""

    @property
    def place(self) -> Place:
        return place(self.path)

    def problem(self, rule: str, what: str, todo: str) -> Problem:
        """A problem of this path."""
        return Problem(rule=rule, where=shown(self.path), what=what, todo=todo)


class ProfileFile(Struct, frozen=True):
    """What was read of a device profile. fault: why it is none."""

    text: str
    fault: str | None = None


class Withdrawals(Struct, frozen=True):
    """The list of withdrawn results before and after."""

    before: bytes
    after: bytes


class Proposal(Struct, frozen=True):
    """A branch beside what it would be merged into.

    base: what it has below results/ and of profiles, objects by path. results, traces, profiles,
    withdrawals: what was read of the changes, by path; empty before anything is. passing: paths of files that
    some commit of the branch has, and neither its end nor the base.
    """

    changes: tuple[Change, ...]
    base: Mapping[str, str] = {}
    results: Mapping[str, Result] = {}
    traces: Mapping[str, TraceFile] = {}
    profiles: Mapping[str, ProfileFile] = {}
    withdrawals: Withdrawals | None = None
    passing: tuple[str, ...] = ()

    @property
    def touches_results(self) -> bool:
        """Else it changes code, which these rules do not judge."""
        return any(change.place not in {"elsewhere", "profile"} for change in self.changes)

    def at(self, *places: Place) -> Iterator[Change]:
        """The changes there."""
        return (change for change in self.changes if change.place in places)

    def present(self) -> Iterator[Change]:
        """What is there after the change, of data."""
        places = self.at("result", "trace", "signature", "withdrawals", "profile", "misplaced")
        return (change for change in places if change.status != "removed")


def place(path: str) -> Place:
    """What a path says that it is; whatever else lies below results/ is misplaced."""
    if path in DOCUMENTS:
        return "elsewhere"
    if path == WITHDRAWALS:
        return "withdrawals"
    for pattern, name in _PATTERNS:
        if pattern.fullmatch(path):
            return name  # type: ignore[return-value]  # mypy takes the names of a tuple for str
    # In any capitals: on a Mac or on Windows `Results/` is the same folder.
    return "misplaced" if path.partition("/")[0].casefold() == RESULTS else "elsewhere"


def device_of(path: str) -> str:
    """Of a result or trace its folder's device, of a profile its own."""
    parts = path.split("/")
    return parts[-1].removesuffix(".toml") if place(path) == "profile" else parts[1]


def shown(path: str) -> str:
    """For a terminal: what does not print, and what is no ASCII, by its number."""
    return ascii(path)[1:-1]


def whole(rule: str, what: str, todo: str) -> Problem:
    """A problem of the branch."""
    return Problem(rule=rule, where=WHOLE, what=what, todo=todo)
