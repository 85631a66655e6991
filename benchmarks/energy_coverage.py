"""What the interval of an energy is worth: simulated devices of known energy behind every kind of meter.

    python -m benchmarks.energy_coverage
    python -m benchmarks.energy_coverage --better 100 --spread 0     the own terms alone

How often the stated 95 % interval holds the true energy, and how far the values are off on average. Nothing
here measures a machine; every number depends on the seed alone. docs/energy.md says what it shows.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import zlib
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from statistics import fmean
from typing import NamedTuple

import numpy

from benchmarks import figures, metering, plant
from benchmarks.figures import Figure
from benchmarks.metering import KINDS, Kind
from benchmarks.plant import LOADS, Load, Process
from edgebench.energy.assess import Refused, assess
from edgebench.model.energy import Energy

SEED = 2026
RUNS = 1000
PROCESSES = 5
SPREAD = 0.003
"""Fresh processes differ by so much, as they did in speed (docs/coverage.md)."""
COVERED = (93.0, 98.0)
"""One process has no upper limit: what is not known of it is told from its own scatter, with care."""
MOST_BIAS = 0.1
BEYOND = {("point sampler (INA, PMIC)", "idle/busy", PROCESSES), ("slow plug", "square wave", 1)}
"""Shown without a limit. Ten samples a second meet 13 phases of a query of 130 ms, so that the error of a
process has one of two values, and five of them too often the same. And a display of 0.1 W before a truth
of 5.7 W shows 5.7 W off by whole steps, of which the fourth is just beyond the interval.
"""


class Run(NamedTuple):
    """One measured energy against the truth, both in nJ a query."""

    error_nj: float
    expanded_nj: float
    truth_nj: float


class Coverage(NamedTuple):
    """What many runs came to. Shares: of the true energy, or of the expanded uncertainty."""

    held: float
    bias: float
    """Mean error over the mean expanded uncertainty."""
    expanded: float
    """Over the true energy."""


def main() -> int:
    options = _options()
    pairs = list(itertools.product(range(len(KINDS)), range(len(LOADS))))
    kept = []
    with ProcessPoolExecutor(options.jobs) as pool:
        for processes in (PROCESSES, 1):
            found = list(pool.map(_numbered, pairs, itertools.repeat(processes), itertools.repeat(options)))
            for place, kind in enumerate(KINDS):
                of_kind = found[place * len(LOADS) : (place + 1) * len(LOADS)]
                title = f"{kind.name}: {options.runs} runs a line, processes: {processes}"
                kept.append(figures.report(title, _table(kind, of_kind, processes)))
    return 0 if all(kept) else 1


def covered(
    kind: Kind, load: Load, runs: int, processes: int = PROCESSES, spread: float = SPREAD
) -> Coverage:
    """Of so many runs of this meter on this load. Raises ValueError where one of them is refused."""
    every = [measured(kind, load, i, processes, spread) for i in range(runs)]
    return Coverage(
        held=fmean(abs(one.error_nj) <= one.expanded_nj for one in every),
        bias=fmean(one.error_nj for one in every) / fmean(one.expanded_nj for one in every),
        expanded=fmean(one.expanded_nj / one.truth_nj for one in every),
    )


def measured(kind: Kind, load: Load, seed: int, processes: int, spread: float = SPREAD) -> Run:
    """One run: a meter within its accuracy, and fresh processes.

    The truth of several processes is the mean over all that there could be; of one, it is its own energy.
    """
    words = f"{kind.name} {load.name} {processes}".encode()
    generator = numpy.random.default_rng([SEED, zlib.crc32(words), seed])
    every = [
        Process(load, load.queries(kind.window_s), kind.idle_s, 1 + spread * generator.normal())
        for _ in range(processes)
    ]
    meter = metering.metered(kind, kind.unit(generator), every, generator)
    energy = stated(assess([meter], metering.marks(every)))
    truth_j = plant.truth_j(load, every[0].queries) if processes > 1 else every[0].query_j
    assert energy.gross_u_nj is not None
    expanded_nj = energy.gross_u_nj * energy.coverage_factor_milli / 1000
    return Run(energy.gross_per_sample_nj - 1e9 * truth_j, expanded_nj, 1e9 * truth_j)


def stated(energy: Energy | Refused) -> Energy:
    """Raises ValueError with the reason where there is none."""
    if isinstance(energy, Refused):
        raise ValueError(f"refused: {energy.reason}: {energy.says}")  # noqa: TRY004  # a verdict, not a type
    return energy


def _numbered(pair: tuple[int, int], processes: int, options: argparse.Namespace) -> Coverage:
    kind, load = pair
    better = KINDS[kind].better(options.better)
    return covered(better, LOADS[load], options.runs, processes, options.spread)


def _table(kind: Kind, found: Sequence[Coverage], processes: int) -> list[Figure]:
    table = []
    for load, one in zip(LOADS, found, strict=True):
        limits: tuple[float | None, float | None] = (COVERED[0], COVERED[1] if processes > 1 else None)
        if (kind.name, load.name, processes) in BEYOND:
            limits = (None, None)
        table += [
            Figure(f"{load.name}: interval holds", 100 * one.held, "%", *limits),
            Figure("  bias / expanded uncertainty", one.bias, "", -MOST_BIAS, MOST_BIAS),
            Figure("  expanded uncertainty", 100 * one.expanded, "%"),
        ]
    return table


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Coverage of the energy's interval, simulated.")
    parser.add_argument("--runs", type=int, default=RUNS, help=f"a line (default {RUNS})")
    parser.add_argument("--better", type=float, default=1, help="gain and offset known so many times better")
    parser.add_argument("--spread", type=float, default=SPREAD, help=f"of processes (default {SPREAD})")
    parser.add_argument("--jobs", type=int, help="processes at a time (default: one a core)")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
