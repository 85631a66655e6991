"""How long `check` and `load` take over a large repository of results, and how much memory.

    python -m benchmarks.scale                       100,000 files: 2.3 GB, made once in some ten minutes
    python -m benchmarks.scale --files 10000

Whole commands in fresh processes, on a synthetic corpus (corpus.py) that stays below --folder for the next
run: a check of 10,000 files; `check --base` of a branch that adds 200 of these, the most that one may, to
the others, and of one that adds all of them, which is refused for their number before one is read; a check
of the whole corpus, and `edgebench.load` of it.

Seconds are of the wall, and the goals are for two cores that nobody else uses. CPU time is of the command and
its children, and steadier. Memory is the sum of the resident sets of all its processes, shared pages counted
in each, at the worst of ten moments a second.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks import corpus, figures
from benchmarks.figures import Figure
from edgebench import store
from edgebench.checks.repository import file_count

CHANGED = 10_000
SEED = 1
SAMPLED_S = 0.1
PAGE = os.sysconf("SC_PAGE_SIZE")
MOST_CHANGED_S, MOST_CHECK_S, MOST_LOAD_S = 10.0, 60.0, 30.0
MOST_MIB = 1024.0
WHOLE = 100_000
LOAD = "import pathlib, sys, edgebench; print(len(edgebench.load(pathlib.Path(sys.argv[1]))), 'rows')"
_CHECK = ("-m", "edgebench", "check")
_GIT = ("git", "-c", "user.name=made", "-c", "user.email=made@example.org", "-c", "gc.auto=0")
REFUSED = 4
"""Exit status of a check that found something wrong."""


class Cost(NamedTuple):
    """Of one command with all its processes."""

    seconds: float
    cpu_seconds: float
    mib: float
    said: str
    """Its last line."""


def main() -> int:
    """Command line; 1 when a limit is missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--files", type=int, default=WHOLE, metavar="N", help=f"default {WHOLE}")
    parser.add_argument("--folder", type=Path, default=Path("out/scale"), metavar="DIR")
    options = parser.parse_args()
    folder, files = options.folder.absolute(), options.files
    few = min(files, CHANGED)
    changed, whole = _corpus(folder, few), _corpus(folder, files)
    kept = _told("check of", few, _run([*_CHECK, str(changed)], few), MOST_CHANGED_S)
    if few > file_count.MOST:
        repository = _repository(folder / f"repository-{few}", changed)
        added = file_count.MOST
        branch = _run([*_CHECK, "--base", "base", "--head", "some"], added, repository)
        kept &= _told("check --base of a branch of", added, branch, MOST_CHANGED_S)
        refused = _run([*_CHECK, "--base", "empty", "--head", "all"], few, repository, REFUSED)
        kept &= _told("check --base, refused, of", few, refused, MOST_CHANGED_S)
    kept &= _told("check of", files, _run([*_CHECK, str(whole)], files), MOST_CHECK_S)
    kept &= _told("load of", files, _run(["-c", LOAD, str(whole)], files), MOST_LOAD_S)
    return 0 if kept else 1


def _told(what: str, files: int, cost: Cost, most_s: float) -> bool:
    return figures.report(
        f"{what} {files} files: {cost.said}",
        [
            Figure("wall", cost.seconds, "s", highest=most_s),
            Figure("files a second", files / cost.seconds, ""),
            Figure("CPU a file", 1000 * cost.cpu_seconds / files, "ms"),
            Figure("peak memory", cost.mib, "MiB", highest=MOST_MIB),
        ],
    )


def _run(arguments: Sequence[str], files: int, folder: Path | None = None, status: int = 0) -> Cost:
    """Python with these arguments, to its end. Raises SystemExit where it ends with another status."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began, most = time.perf_counter(), 0
    command = [sys.executable, *arguments]
    with subprocess.Popen(command, cwd=folder, env=_environment(), stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        os.set_blocking(process.stdout.fileno(), False)
        said = b""
        while process.poll() is None:
            most = max(most, _resident(process.pid))
            said = (said + (process.stdout.read() or b""))[-10_000:]
            time.sleep(SAMPLED_S)
        seconds = time.perf_counter() - began
        said = (said + (process.stdout.read() or b"")).strip()
    if process.returncode != status:
        sys.exit(f"{' '.join(command)}: ended with {process.returncode}\n{said.decode(errors='replace')}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(seconds, cpu, most / 2**20, said.decode(errors="replace").rpartition("\n")[2])


def _environment() -> dict[str, str]:
    """This edgebench, also from another working folder."""
    return {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}


def _resident(process: int) -> int:
    """Bytes of a process and of what it started, as Linux tells; 0 of one that has ended."""
    own = Path("/proc", str(process))
    try:
        pages = int((own / "statm").read_text(encoding="ascii").split()[1])
        children = (own / "task" / str(process) / "children").read_text(encoding="ascii").split()
    except (OSError, IndexError):
        return 0
    return pages * PAGE + sum(map(_resident, map(int, children)))


def _corpus(folder: Path, files: int) -> Path:
    """Made under another name and renamed when it is whole."""
    made = folder / f"results-{files}"
    if not made.is_dir():
        print(f"making {files} results in {made}", flush=True)
        partial = folder / f"partial-{os.getpid()}"
        partial.mkdir(parents=True)
        corpus.make(partial, files, SEED)
        partial.rename(made)
    return made


def _repository(folder: Path, results: Path) -> Path:
    """Branches: `base` has all results but 200, which `some` adds; `all` adds every one to `empty`."""
    if folder.is_dir():
        return folder
    partial = folder.with_name(f"partial-{os.getpid()}")
    (partial / "results").mkdir(parents=True)
    files = store.found(results)
    added = [files[len(files) * place // file_count.MOST] for place in range(file_count.MOST)]
    kept = [one for one in files if one not in set(added)]
    _git(partial, "init", "--quiet", "--initial-branch=empty")
    _git(partial, "commit", "--quiet", "--allow-empty", "--message=empty")
    _commit(partial, "base", results, kept)
    _commit(partial, "some", results, added)
    _git(partial, "checkout", "--quiet", "empty")
    _commit(partial, "all", results, files)
    partial.rename(folder)
    return folder


def _commit(repository: Path, branch: str, results: Path, files: Sequence[Path]) -> None:
    _git(repository, "checkout", "--quiet", "-b", branch)
    for file in files:
        target = repository / "results" / file.relative_to(results)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.read_bytes())
    _git(repository, "add", "--all")
    _git(repository, "commit", "--quiet", f"--message={branch}")


def _git(repository: Path, *arguments: str) -> None:
    subprocess.run([*_GIT, *arguments], cwd=repository, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    sys.exit(main())
