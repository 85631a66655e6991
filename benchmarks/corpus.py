"""A synthetic repository of results: as many valid files as are asked for, the same ones every time.

    python -m benchmarks.corpus --results 100000 --out /tmp/corpus

Every file passes every rule of `edgebench check`: 68 kinds of device, named and generic, five runtimes, all
workloads, the six scenarios, tiers standard and reference, a quarter of the physical devices' sessions with
a meter. The figures are made up, and the files are for tests of scale only: nobody measured them. A file is
17 to 60 KiB, 23 KB in the mean, as those under results/ are; 100,000 take 2.3 GB.
"""

from __future__ import annotations

import argparse
import os
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from benchmarks.synthetic_results import CELLS, session
from edgebench import store


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--results", type=int, default=10_000, metavar="N")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="made; must not be there yet")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    options.out.mkdir(parents=True)
    began = time.perf_counter()
    size = make(options.out, options.results, options.seed)
    each, took = size / max(1, options.results), time.perf_counter() - began
    print(f"{options.results} results, {each:.0f} bytes each, {size / 1e6:.0f} MB in all, in {took:.0f} s")


def make(folder: Path, results: int, seed: int) -> int:
    """Write them; the bytes of all files together."""
    sessions = -(-results // CELLS)
    cells = [min(CELLS, results - CELLS * number) for number in range(sessions)]
    with ProcessPoolExecutor(os.cpu_count()) as workers:
        sizes = workers.map(partial(_write, folder, seed), range(sessions), cells, chunksize=4)
        return sum(sizes)


def _write(folder: Path, seed: int, number: int, cells: int) -> int:
    """One session. Plainly, without the care for a crash that edgebench.store takes: it can be made again."""
    size = 0
    for result in session(seed, number, cells):
        data = store.encode(result)
        target = folder / store.path_of(result, data)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        size += len(data)
    return size


if __name__ == "__main__":
    main()
