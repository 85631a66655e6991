"""Wall time of `edgebench --help`, files in the page cache.

    python -m benchmarks.startup

That no heavy package is imported is proved by a test, not by a clock.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time

from benchmarks import figures
from benchmarks.figures import Figure

MOST_S = 0.25


def main() -> int:
    parser = argparse.ArgumentParser(description="Wall time of `edgebench --help`.")
    parser.add_argument("--runs", type=int, default=15, help="timed runs, after one untimed (default 15)")
    runs = parser.parse_args().runs
    _help_s()
    seconds = [_help_s() for _ in range(runs)]
    kept = figures.report(
        f"edgebench --help, {runs} runs",
        [
            Figure("fastest", min(seconds), "s"),
            Figure("median", statistics.median(seconds), "s", highest=MOST_S),
        ],
    )
    return 0 if kept else 1


def _help_s() -> float:
    command = [sys.executable, "-m", "edgebench", "--help"]
    began = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main())
