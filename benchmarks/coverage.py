"""What the intervals and the difference test are worth, on simulated systems whose truth is known.

    python -m benchmarks.coverage

For each law of latency: how often the published 95 % intervals of p50 and p90 hold the truth;
how often two equal configurations are called different; how often a slowdown of 3 % is found.
Every number is simulated and depends on the seed alone. docs/coverage.md says what it shows.
"""

from __future__ import annotations

import argparse
import itertools
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from statistics import fmean

import numpy

from benchmarks import figures, simulation, studies
from benchmarks.figures import Figure
from benchmarks.laws import LAWS
from benchmarks.studies import PERCENTILES_PPM, Session
from edgebench import histogram, statistics, summary
from edgebench.difference import MINIMUM_EFFECT, SESSIONS_TO_TEST, SIGNIFICANCE, reaches
from edgebench.model.result import Estimate
from edgebench.model.scenario import TIERS

STUDIES = 1000
TIERS_SHOWN = ("standard", "reference")
SPREADS = (0.003, 0.03)
"""About the least and the most that fresh processes of three runtimes differed (0.25, 0.37 and 2.8 %)."""
COVERED = (93.0, 97.0)
MOST_FALSE, LEAST_FOUND = 5.0, 95.0
SLOWER, QUIET = 1.03, 0.005
BEYOND = ("throttling halfway", "standard", 500_000)
"""Shown without a limit: the p50 of one process in seven lies behind the step, and half of all sessions of
five have no such process."""
THROUGH_WORKER = 2
"""Sessions of each tier that are measured by the worker's own loop as well."""

EQUAL_IN_ONE = "equal, one session: called different"
EQUAL_IN_THREE = "equal, three sessions each: called different"
EDGE_STUDIES, EDGE_NS, EDGE_SPREADS = 5000, 34_000_000, (0.0025, 0.005, 0.01)
"""34 ms is just above a power of two in ns, where a bucket is widest for its values: 0.096 %."""

PerProcess = Sequence[float]


def called_different(a: Sequence[PerProcess], b: Sequence[PerProcess], *, interleaved: bool) -> bool | None:
    """The difference test of two cells as `edgebench compare` makes it; each is a list of sessions' values.

    None: not testable.
    interleaved: both cells ran in one session, so that processes are the unit.
    """
    if interleaved:
        ((one,), (other,)) = a, b
    elif min(len(a), len(b)) >= SESSIONS_TO_TEST:
        one, other = ([statistics.geometric_mean(session) for session in cell] for cell in (a, b))
    else:
        return None
    found = statistics.welch(one, other)
    return reaches(found.ratio, MINIMUM_EFFECT) and found.p_value < SIGNIFICANCE


def main() -> int:
    options = _options()
    count, laws = options.studies, [law.name for law in LAWS]
    with ProcessPoolExecutor() as pool:
        of_laws = list(pool.map(_table, laws, [count] * len(laws)))
    tables = {f"{law}: {count} studies a line": table for law, table in zip(laws, of_laws, strict=True)}
    tables[f"all laws together: {count * len(laws)} studies a line"] = _together(of_laws)
    tables[f"the histogram alone: {EDGE_STUDIES} studies a line"] = _upper_edges()
    kept = [figures.report(title, table) for title, table in tables.items()]
    return 0 if all(kept) else 1


def _table(law: str, count: int) -> list[Figure]:
    """All figures of one law."""
    coverage = [_coverage(law, tier, sd, count) for tier, sd in itertools.product(TIERS_SHOWN, SPREADS)]
    return [
        *itertools.chain.from_iterable(coverage),
        *_false_differences(law, count),
        _slowdowns_found(law, count),
        _same_as_the_worker(law),
    ]


def _together(tables: Sequence[Sequence[Figure]]) -> list[Figure]:
    """What is judged over all laws: a law's own 1,000 studies tell a rate of 5 % to 1.4 % only."""
    return [
        Figure(
            name, fmean(one.value for table in tables for one in table if one.name == name), "%", None, most
        )
        for name, most in ((EQUAL_IN_ONE, MOST_FALSE), (EQUAL_IN_THREE, MOST_FALSE))
    ]


def _coverage(law: str, tier: str, sd: float, count: int) -> list[Figure]:
    """How often the intervals that a session publishes hold the truth of that session."""
    k, held = TIERS[tier].processes, numpy.zeros(len(PERCENTILES_PPM))
    for i in range(count):
        session = Session(f"coverage {i}", law, tier, sd)
        found = summary.method_1(session.processes(k), session.load, None)
        truths = [session.factor * truth for truth in studies.truths_ns(law, tier)]
        held += [_holds(found.latency_p50_ns, truths[0]), _holds(found.latency_p90_ns, truths[1])]
    return [
        Figure(
            f"p{ppm // 10_000} interval holds, k {k}, processes {sd:.1%}",
            share,
            "%",
            *(COVERED if (law, tier, ppm) != BEYOND else ()),
        )
        for ppm, share in zip(PERCENTILES_PPM, 100 * held / count, strict=True)
    ]


def _holds(estimate: Estimate, truth: float) -> bool:
    if estimate.low is None or estimate.high is None:
        raise ValueError(f"no interval: {estimate.low_reason}")
    return estimate.low <= truth <= estimate.high


def _false_differences(law: str, count: int) -> list[Figure]:
    """How often p90s of two equal configurations are called different, where processes differ most."""
    k, sd = TIERS["standard"].processes, SPREADS[-1]
    called = {"one session": 0, "one session each": 0, "three sessions each": 0, "unit": 0}
    for i in range(count):
        one, *others = [Session(f"difference {i} {j}", law, "standard", sd) for j in range(6)]
        a, b = one.p90s_ns(k), one.p90s_ns(k, cell=2)
        rest = [other.p90s_ns(k) for other in others]
        called["one session"] += called_different([a], [b], interleaved=True) is True
        called["one session each"] += called_different([a], rest[:1], interleaved=False) is not None
        called["three sessions each"] += called_different([a, *rest[:2]], rest[2:], interleaved=False) is True
        called["unit"] += called_different([a], rest[:1], interleaved=True) is True
    share = {name: 100 * times / count for name, times in called.items()}
    return [
        Figure(EQUAL_IN_ONE, share["one session"], "%"),
        Figure(EQUAL_IN_THREE, share["three sessions each"], "%"),
        Figure("equal, one session each: tested", share["one session each"], "%", None, 0.0),
        Figure("  if processes were the unit", share["unit"], "%"),
    ]


def _slowdowns_found(law: str, count: int) -> Figure:
    """How often 3 % more is called different: 10 against 10 processes that differ by 0.5 %."""
    k, found = TIERS["reference"].processes, 0
    for i in range(count):
        session = Session(f"slowdown {i}", law, "reference", QUIET)
        a, b = session.p90s_ns(k), session.p90s_ns(k, cell=2, slower=SLOWER)
        found += called_different([a], [b], interleaved=True) is True
    return Figure("3 % slower, k 10, processes 0.5%: found", 100 * found / count, "%", LEAST_FOUND)


def _same_as_the_worker(law: str) -> Figure:
    """Whether the worker's own loop gives the windows that the short way gives."""
    same = []
    for tier, i in itertools.product(TIERS_SHOWN, range(THROUGH_WORKER)):
        session = Session(f"coverage {i}", law, tier, SPREADS[0])
        pairs = zip(session.runtimes(5), session.runtimes(5), strict=True)
        same += [
            simulation.through_worker(a, session.load) == simulation.shortened(b, session.load)
            for a, b in pairs
        ]
    return Figure(
        f"equal through the worker's loop, {len(same)} windows", 100 * sum(same) / len(same), "%", 100.0
    )


def _upper_edges() -> list[Figure]:
    """Intervals of ten processes whose medians are known exactly, but for the bucket's upper edge."""
    generator, table = numpy.random.default_rng(studies.SEED), []
    for sd in EDGE_SPREADS:
        medians_ns = EDGE_NS * numpy.exp(generator.normal(0, sd, (EDGE_STUDIES, 10)))
        exact = [summary.estimate(session) for session in medians_ns.tolist()]
        edges = [
            summary.estimate([histogram.upper_edge(histogram.bucket(int(one))) for one in session])
            for session in medians_ns
        ]
        for name, estimates in (("exact", exact), ("upper edge", edges)):
            held = fmean(100.0 * _holds(one, EDGE_NS) for one in estimates)
            table.append(Figure(f"{name}: interval holds, k 10, processes {sd:.2%}", held, "%"))
    return table


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Coverage and power of the statistics, simulated.")
    parser.add_argument("--studies", type=int, default=STUDIES, help=f"a line (default {STUDIES})")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
