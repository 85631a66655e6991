"""The site of a hundred thousand synthetic results: seconds, memory and bytes beside what they may be.

    python -m benchmarks.site_scale --corpus /tmp/corpus --out /tmp/scale

Makes the corpus if it is not there (2.3 GB, benchmarks/corpus.py), builds its site without a cache, builds it
again after one new file, and holds that against a full build, byte for byte. Memory is that of all processes
together, looked at twice a second; what they share counts in each (to count it once the kernel walks through
all pages, which made the build 5 to 8 % slower). Run it on two cores with nothing else to do: the seconds of
processor beside the time tell whether they had. It ends with 1 where a goal is missed.
"""

from __future__ import annotations

import argparse
import contextlib
import filecmp
import gzip
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks import corpus
from benchmarks.synthetic_results import CELLS, session
from edgebench import store

SECONDS, AGAIN_SECONDS, MEMORY, SITE, SHARD = 60, 5, 2 * 2**30, 300 * 10**6, 100_000
SHARDS = ("results", "places", "ids")
EVERY_S = 0.5


class Build(NamedTuple):
    """Of one run of `edgebench publish`."""

    seconds: float
    cpu_seconds: float
    memory: int


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--results", type=int, default=100_000, metavar="N")
    parser.add_argument("--corpus", type=Path, required=True, metavar="DIR")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="for sites and cache; emptied")
    options = parser.parse_args()
    if not options.corpus.exists():
        corpus.make(options.corpus, options.results, seed=1)
    shutil.rmtree(options.out, ignore_errors=True)
    site, cache = options.out / "site", options.out / "cache"
    full = _build(options.corpus, site, cache)
    added = _one_more(options.corpus, options.results)
    try:
        again = _build(options.corpus, site, cache)
        _build(options.corpus, options.out / "anew", options.out / "other-cache")
    finally:
        added.unlink()
    differ = list(_differing(site, options.out / "anew"))
    shards = [path for kind in SHARDS for path in (site / "data" / kind).rglob("*.json")]
    print(f"seconds of processor: {full.cpu_seconds:.1f}, after one new file {again.cpu_seconds:.1f}")
    goals = [
        _held("build, s", full.seconds, SECONDS),
        _held("peak memory, MiB", full.memory / 2**20, MEMORY / 2**20),
        _held("build after one new file, s", again.seconds, AGAIN_SECONDS),
        _held("its peak memory, MiB", again.memory / 2**20, MEMORY / 2**20),
        _held("site, MB", _size(site) / 1e6, SITE / 1e6),
        _held("largest shard of details, kB packed", max(map(_packed, shards)) / 1e3, SHARD / 1e3),
        _held("largest other data file, kB packed", _largest_data(site) / 1e3, SHARD / 1e3),
        _held("files that differ from those of a full build", len(differ), 0),
    ]
    return 0 if all(goals) else 1


def _build(results: Path, out: Path, cache: Path) -> Build:
    command = [sys.executable, "-m", "edgebench", "publish", "--results", str(results), "--out", str(out)]
    began, worked, peak = time.perf_counter(), _cpu_seconds(), 0
    process = subprocess.Popen(
        [*command, "--source", "https://example.org/blob/0"],
        env={**os.environ, "EDGEBENCH_CACHE": str(cache)},
        stdout=subprocess.DEVNULL,
    )
    while process.returncode is None:
        peak = max(peak, _memory(process.pid))
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(EVERY_S)
    if process.returncode:
        raise SystemExit(f"edgebench publish ended with {process.returncode}")
    return Build(time.perf_counter() - began, _cpu_seconds() - worked, peak)


def _cpu_seconds() -> float:
    """Of all processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _memory(process: int) -> int:
    """Bytes of a process and all below it; 0 of one that has just ended."""
    place = Path("/proc", str(process))
    try:
        resident = int((place / "statm").read_text().split()[1])
        children = (place / "task" / str(process) / "children").read_text().split()
    except OSError:
        return 0
    return resident * resource.getpagesize() + sum(map(_memory, map(int, children)))


def _one_more(folder: Path, results: int) -> Path:
    """A result of a session that the corpus does not have."""
    (made, *_) = session(1, -(-results // CELLS), 1)
    return store.save(made, folder)


def _differing(one: Path, other: Path) -> Iterator[str]:
    paths = {path.relative_to(root) for root in (one, other) for path in root.rglob("*") if path.is_file()}
    for path in sorted(paths):
        both = one / path, other / path
        if not all(each.is_file() for each in both) or not filecmp.cmp(*both, shallow=False):
            yield str(path)


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _packed(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 6))


def _largest_data(site: Path) -> int:
    """Of what scripts load, the details aside."""
    found = [_packed(path) for path in (site / "data").glob("*.json") if path.name != "result.schema.json"]
    return max(found, default=0)


def _held(what: str, value: float, most: float) -> bool:
    print(f"{what:45} {value:10.1f} of at most {most:g}{'' if value <= most else '  MISSED'}", flush=True)
    return value <= most


if __name__ == "__main__":
    raise SystemExit(main())
