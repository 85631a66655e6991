"""What git is asked, and how: argument lists, names separated by NUL, objects through cat-file.

No shell, and no file of a stranger's branch is ever checked out or opened: names, modes and sizes
come from git's trees, bytes from its objects. What a user or a repository may have configured does not
change an answer: what matters is said in the arguments or in SETTINGS, hooks and monitors are off. The rest
of the configuration is kept, since it says which folders are safe and who the user is.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple

from edgebench.checks.changed import Change
from edgebench.errors import RepositoryError

SETTINGS = {
    "core.hooksPath": os.devnull,
    "core.fsmonitor": "false",
    "core.untrackedCache": "false",
    "core.quotePath": "false",
    "diff.orderFile": os.devnull,
    "diff.relative": "false",
    "user.useConfigOnly": "true",  # else git makes an address of the login and the host name
}
_ENVIRONMENT = {
    "LC_ALL": "C",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
}
_IGNORED = ("GIT_EXTERNAL_DIFF", "GIT_DIFF_OPTS", "GIT_INDEX_FILE", "GIT_NAMESPACE", "GIT_REPLACE_REF_BASE")
_STATUS = {"A": "added", "D": "removed"}
_PLAIN_DIFF = ("--no-renames", "--no-ext-diff", "--ignore-submodules=none")
_SUBMODULE = "160000"
_NOTHING = "000000"


class Blob(NamedTuple):
    """A file in a tree."""

    mode: str
    name: str
    """The object's."""


class Repository:
    """The git repository that a folder is in."""

    def __init__(self, folder: Path, environment: Mapping[str, str] | None = None) -> None:
        self._folder = folder
        kept = {key: value for key, value in os.environ.items() if key not in _IGNORED}
        self._environment = {**kept, **_ENVIRONMENT, **(environment or {})}

    def also(self, environment: Mapping[str, str], folder: Path | None = None) -> Repository:
        """The same, asked with further variables or from another of its folders."""
        return Repository(folder or self._folder, {**self._environment, **environment})

    def ask(self, *arguments: str, given: bytes = b"", fine: Sequence[int] = (0,)) -> bytes:
        """Standard output. Raises RepositoryError with git's own words on another exit status than `fine`."""
        done = self.run(*arguments, given=given)
        if done.returncode not in fine:
            raise _failed(arguments[0], done)
        return done.stdout

    def run(self, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        """Git with these arguments, to its end."""
        command = self._command(*arguments)
        try:
            return subprocess.run(
                command,
                cwd=self._folder,
                env=self._environment,
                input=given,
                capture_output=True,
                check=False,
            )
        except FileNotFoundError as error:
            raise _absent(self._folder) from error

    @contextmanager
    def objects(self) -> Iterator[Objects]:
        """Objects, one after the other."""
        try:
            process = subprocess.Popen(
                self._command("cat-file", "--batch"),
                cwd=self._folder,
                env=self._environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        except FileNotFoundError as error:
            raise _absent(self._folder) from error
        with process:
            assert process.stdin is not None
            assert process.stdout is not None
            try:
                yield Objects(process.stdin, process.stdout)
            finally:
                process.kill()  # it may be in the middle of an object that nobody wants

    def commit(self, revision: str) -> str:
        """The commit that a revision names. Raises RepositoryError where there is none."""
        done = None
        if not revision.startswith("-") and "\0" not in revision:
            done = self.run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        if done is None or done.returncode:
            raise RepositoryError(
                f"{ascii(revision)[1:-1]}: git knows no such revision here",
                "Fetch it first (git fetch origin main), or name another: --base origin/main.",
            )
        return done.stdout.decode().strip()

    def merge_base(self, base: str, head: str) -> str:
        """The commit where the two parted. Raises RepositoryError where they have none in common."""
        done = self.run("merge-base", base, head)
        if done.returncode == 0:
            return done.stdout.decode().split()[0]
        if done.returncode > 1:
            raise _failed("merge-base", done)
        if self.ask("rev-parse", "--is-shallow-repository").strip() == b"true":
            hint = "This clone is shallow: git fetch --unshallow (in a workflow: fetch-depth: 0)."
        else:
            hint = "They never were one history. Make the branch anew from the base."
        raise RepositoryError(f"{base[:12]} and {head[:12]} have no commit in common", hint)

    def changes(self, old: str, new: str) -> tuple[Change, ...]:
        """Everything that differs between two commits, by path, with the sizes of what is new."""
        answer = self.ask("diff-tree", "-r", "-z", "--raw", "--no-abbrev", *_PLAIN_DIFF, old, new)
        found = list(_raw(answer))
        sizes = self._sizes([one.blob for one in found if one.status != "removed" and one.mode != _SUBMODULE])
        return tuple(_with_size(one, sizes) for one in found)

    def passing(self, base: str, head: str, kept: Collection[str]) -> tuple[str, ...]:
        """Paths of files in commits of `head` that are not in `base`, but for the objects in `kept`."""
        answer = self.ask("rev-list", "--objects", head, "--not", base)
        named = dict(line.split(b" ", 1) for line in answer.splitlines() if b" " in line)
        asked = b"\n".join(named) + b"\n" if named else b""
        kinds = self.ask("cat-file", "--batch-check=%(objectname) %(objecttype)", given=asked)
        blobs = [line.split(b" ")[0] for line in kinds.splitlines() if line.endswith(b" blob")]
        return tuple(sorted(os.fsdecode(named[one]) for one in blobs if one.decode() not in kept))

    def files(self, commit: str, *folders: str) -> dict[str, Blob]:
        """What a commit has in these folders, by path."""
        answer = self.ask("ls-tree", "-r", "-z", "--full-tree", commit, "--", *folders)
        found = {}
        for entry in answer.split(b"\0")[:-1]:
            facts, _, path = entry.partition(b"\t")
            mode, _, name = facts.decode().split(" ")
            found[os.fsdecode(path)] = Blob(mode, name)
        return found

    def top(self) -> Path:
        """The folder of the work tree. Raises RepositoryError where there is none."""
        return Path(os.fsdecode(self.ask("rev-parse", "--show-toplevel").removesuffix(b"\n")))

    def _command(self, *arguments: str) -> list[str]:
        settings = [part for key, value in SETTINGS.items() for part in ("-c", f"{key}={value}")]
        return ["git", "--no-pager", *settings, *arguments]

    def _sizes(self, names: Sequence[str]) -> dict[str, int]:
        """Raises RepositoryError where one is missing, as in a partial clone."""
        given = "".join(f"{name}\n" for name in names).encode()
        answer = self.ask("cat-file", "--batch-check=%(objectname) %(objectsize)", given=given)
        sizes = {}
        for line in answer.decode().splitlines():
            name, _, size = line.partition(" ")
            if not size.isdecimal():
                raise _missing(name)
            sizes[name] = int(size)
        return sizes


class Objects:
    """Objects by their names, through one process that is asked for one after the other."""

    def __init__(self, questions: IO[bytes], answers: IO[bytes]) -> None:
        self._questions = questions
        self._answers = answers

    def read(self, name: str) -> bytes:
        """The bytes; look at the size before. Raises RepositoryError where git does not have it."""
        self._questions.write(name.encode() + b"\n")
        self._questions.flush()
        head = self._answers.readline().split()
        if len(head) != 3 or head[1] != b"blob":
            raise _missing(name)
        data = self._answers.read(int(head[2]) + 1)
        if len(data) != int(head[2]) + 1:
            raise _missing(name)
        return data[:-1]


def here(folder: Path) -> Repository:
    """The repository of this folder. Raises RepositoryError where there is none, or no git."""
    repository = Repository(folder)
    done = repository.run("rev-parse", "--absolute-git-dir")
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace")
        if "safe.directory" in said:
            raise RepositoryError(
                f"{folder}: git does not trust this repository, which belongs to another user",
                f"If it is yours: git config --global --add safe.directory {folder}",
            )
        raise RepositoryError(
            f"{folder}: this folder is in no git repository", "Go into a clone of the results repository."
        )
    return repository


def _raw(answer: bytes) -> Iterator[Change]:
    """`:100644 100644 <object> <object> M NUL path NUL`, over and over."""
    parts = answer.split(b"\0")[:-1]
    for facts, path in zip(parts[::2], parts[1::2], strict=True):
        _, mode, _, name, status = facts.decode().split(" ")
        yield Change(
            path=os.fsdecode(path),
            status=_STATUS.get(status, "changed"),  # type: ignore[arg-type]  # of a dict of str
            mode=mode if mode != _NOTHING else "",
            blob=name if mode != _NOTHING else "",
        )


def _with_size(one: Change, sizes: Mapping[str, int]) -> Change:
    from msgspec import structs

    return structs.replace(one, bytes=sizes.get(one.blob))


def _absent(folder: Path) -> RepositoryError:
    if not folder.is_dir():
        return RepositoryError(f"{folder}: there is no such folder", "Go into a clone of the repository.")
    return RepositoryError("git is not installed here", "Install it: sudo apt-get install git")


def _missing(name: str) -> RepositoryError:
    return RepositoryError(
        f"object {name[:40]} is not in this clone",
        "This clone is partial: git fetch --refetch --no-filter, or clone without --filter.",
    )


def _failed(what: str, done: subprocess.CompletedProcess[bytes]) -> RepositoryError:
    said = done.stderr.decode("utf-8", "replace").strip().splitlines() or [f"exit status {done.returncode}"]
    return RepositoryError(
        f"git {what}: {said[0].removeprefix('fatal: ')}", "See whether git itself can do it here."
    )
