"""A results repository in a folder of its own, made by git itself.

made = Made(folder)                    one commit, README.md and LICENSE of results/, which is origin/main
made.write({"results/x.json": b"{}"})  files in the work tree
made.commit("add")                     everything, on the branch that is checked out
made.check()                           what `check --base origin/main` finds
"""

from __future__ import annotations

import gzip
import os
import subprocess
from pathlib import Path

from msgspec import structs

from edgebench import store
from edgebench.model.result import Result
from edgebench.repository import branch
from edgebench.repository.git import Repository, here
from tests import build, readings

IDENTITY = {
    "GIT_AUTHOR_NAME": "A. Tester",
    "GIT_AUTHOR_EMAIL": "tester@alias.example",
    "GIT_COMMITTER_NAME": "A. Tester",
    "GIT_COMMITTER_EMAIL": "tester@alias.example",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}
FOLDER = "results/vm-amd-epyc-2/mobilenet-v2"
TRACE = readings.text()


class Made:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.git("init", "--quiet", "--initial-branch=main")
        self.write(
            {"results/README.md": b"Results\n", "results/LICENSE": b"CC0\n", "README.md": b"edgebench\n"}
        )
        self.commit("begin")
        self.git("update-ref", "refs/remotes/origin/main", "HEAD")

    def git(self, *arguments: str, given: bytes = b"", **more: str) -> str:
        done = subprocess.run(
            ["git", *arguments], cwd=self.folder, env={**os.environ, **IDENTITY, **more}, input=given,
            capture_output=True, check=True,
        )  # fmt: skip
        return done.stdout.decode("utf-8", "surrogateescape")

    def squash(self, message: str) -> None:
        """Everything since origin/main, as one commit."""
        self.git("reset", "--quiet", "--soft", "origin/main")
        self.commit(message)

    def write(self, files: dict[str, bytes]) -> None:
        for path, data in files.items():
            target = self.folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)

    def add(self, *results) -> list[str]:
        """Results where they belong; their paths."""
        saved = [store.save(one, self.folder / "results") for one in results]
        return [path.relative_to(self.folder).as_posix() for path in saved]

    def commit(self, message: str) -> str:
        self.git("add", "--all", "--force")
        self.git("commit", "--quiet", "--message", message)
        return self.git("rev-parse", "HEAD").strip()

    def stage(self, mode: str, path: str, data: bytes = b"") -> None:
        """An entry that no work tree could hold; a submodule needs no object."""
        blob = self.git("hash-object", "-w", "--stdin", given=data).strip()
        entry = f"{mode} {blob}\t{path}\0".encode("utf-8", "surrogateescape")
        self.git("update-index", "-z", "--index-info", given=entry)

    def commit_staged(self) -> None:
        self.git("commit", "--quiet", "--message", "staged")

    def into_main(self) -> None:
        """What is committed so far is the base from here on."""
        self.git("update-ref", "refs/remotes/origin/main", "HEAD")

    def repository(self) -> Repository:
        return here(self.folder).also(IDENTITY)

    def check(self, base: str = "origin/main", **asked) -> branch.Checked:
        return branch.check(self.repository(), base, **asked)

    def rules(self, base: str = "origin/main") -> list[str]:
        return sorted({problem.rule for problem in self.check(base).problems})

    def state(self) -> dict[str, object]:
        """Everything that submit must leave as it is."""
        return {
            "refs": self.git("for-each-ref"),
            "head": (self.folder / ".git/HEAD").read_bytes(),
            "index": (self.folder / ".git/index").read_bytes(),
            "status": self.git("status", "--porcelain", "--ignored", GIT_OPTIONAL_LOCKS="0"),
            "files": {
                str(path): path.read_bytes()
                for path in self.folder.rglob("*")
                if path.is_file() and ".git" not in path.parts
            },
        }


def simulated() -> Result:
    """A metered result whose readings were made up."""
    whole = build.metered()
    assert whole.energy is not None
    windows = [structs.replace(one, flags=["simulated"]) for one in whole.energy.windows]
    return structs.replace(whole, energy=structs.replace(whole.energy, windows=windows))


def traced(text: str = TRACE, **raw):
    """A metered result that names a power trace, and the trace."""
    data = gzip.compress(text.encode(), 6, mtime=0)
    named = {"sha256": store.result_id(data), "bytes": len(data), **raw}
    return build.metered(by=readings.meter(**named)), data


def trace_path(data: bytes) -> str:
    return f"{FOLDER}/power-{store.result_id(data)[:16]}.csv.gz"
