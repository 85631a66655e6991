"""Files -> one commit on top of a base, and a branch that names it.

The user's index and work tree are not touched: the tree is put together in an index of its own. A branch
appears by one step at the end, so whatever ends the program before leaves the repository as it was, but for
objects that nothing names and git clears away by itself.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from edgebench.errors import RepositoryError
from edgebench.repository.git import Repository


class File(NamedTuple):
    """What is added, from the top of the repository."""

    path: str
    data: bytes


class Author(NamedTuple):
    """The user's git identity, and when; seconds since 1970. It is committed in UTC: a zone tells where."""

    identity: str
    at_s: int


def author(repository: Repository, at_s: int) -> Author:
    """Raises RepositoryError where the user never said who they are to git."""
    done = repository.run("var", "GIT_AUTHOR_IDENT")
    if done.returncode:
        raise RepositoryError(
            "git does not know who you are: the commit needs an author",
            "It becomes public. git config user.name NAME; git config user.email ADDRESS (an alias will do)",
        )
    identity, _, _ = done.stdout.decode("utf-8", "replace").rpartition("> ")
    return Author(f"{identity}>", at_s)


def make(repository: Repository, base: str, files: Sequence[File], message: str, at_s: int) -> str:
    """The commit that adds these files to the base. The same input is the same commit."""
    with tempfile.TemporaryDirectory(prefix="edgebench-index-") as folder:
        staged = repository.also({"GIT_INDEX_FILE": str(Path(folder) / "index")})
        staged.ask("read-tree", base)
        entries = b"".join(_entry(staged, one) for one in files)
        staged.ask("update-index", "-z", "--index-info", given=entries)
        tree = staged.ask("write-tree").decode().strip()
    dated = {"GIT_AUTHOR_DATE": f"@{at_s} +0000", "GIT_COMMITTER_DATE": f"@{at_s} +0000"}
    done = repository.also(dated).ask("commit-tree", tree, "-p", base, "-F", "-", given=message.encode())
    return done.decode().strip()


@contextmanager
def set_aside(repository: Repository) -> Iterator[Repository]:
    """The same repository, whose new objects go to a folder that is thrown away."""
    objects = repository.ask("rev-parse", "--path-format=absolute", "--git-path", "objects")
    with tempfile.TemporaryDirectory(prefix="edgebench-objects-") as folder:
        information = Path(folder) / "info"
        information.mkdir()
        (information / "alternates").write_bytes(objects)
        yield repository.also({"GIT_OBJECT_DIRECTORY": folder})


def require_free(repository: Repository, branch: str) -> None:
    """Raise RepositoryError unless a branch of this name can be made."""
    if branch.startswith("-") or repository.run("check-ref-format", f"refs/heads/{branch}").returncode:
        raise RepositoryError(f"{ascii(branch)[1:-1]}: no branch can be called so", "Name another: --branch.")
    if not repository.run("rev-parse", "--verify", "--quiet", f"refs/heads/{branch}").returncode:
        raise RepositoryError(
            f"{branch}: there is a branch of this name already",
            f"Name another with --branch, or take that one away: git branch -D {branch}",
        )


def name(repository: Repository, branch: str, commit: str) -> None:
    """Make the branch, unless another process made one of its name meanwhile."""
    repository.ask("update-ref", "-m", "edgebench submit", f"refs/heads/{branch}", commit, "0" * len(commit))


def remote(repository: Repository) -> str | None:
    """Where a branch is pushed: origin, or the only one there is."""
    names = repository.ask("remote").decode("utf-8", "replace").split()
    if "origin" in names:
        return "origin"
    return names[0] if len(names) == 1 else None


def _entry(repository: Repository, one: File) -> bytes:
    blob = repository.ask("hash-object", "-w", "--stdin", given=one.data).strip()
    return b"100644 " + blob + b"\t" + os.fsencode(one.path) + b"\0"
