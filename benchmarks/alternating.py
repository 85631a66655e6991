"""Times several ways of doing the same work by turns, so that all of them see the same machine.

A shared or throttled machine makes absolute times worthless; what two ways cost relative to
each other, in blocks of some hundredths of a second that alternate in one process, stays.
"""

from __future__ import annotations

import gc
import os
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

Block = Callable[[int], float]
"""Takes a number of clock readings; returns the median time of one call, in ns."""

BLOCK_NS = 25_000_000
FIRST_READINGS = 8
"""Enough to see how many readings fill a block."""


@dataclass(frozen=True)
class Spread:
    """The median over pairs, and between which values eight pairs in ten lie."""

    median: float
    low: float
    high: float


@dataclass(frozen=True)
class Pairs:
    """Two ways of doing the same work, in ns; `ours[i]` was taken beside `theirs[i]`."""

    ours: Sequence[float]
    theirs: Sequence[float]

    def ratio(self) -> Spread:
        """Of the ratios within a pair: a change of clock between pairs cancels."""
        return spread([a / b for a, b in zip(self.ours, self.theirs, strict=True)])

    def difference_ns(self) -> Spread:
        """Of the differences within a pair."""
        return spread([a - b for a, b in zip(self.ours, self.theirs, strict=True)])


def spread(values: Sequence[float]) -> Spread:
    """Of at least two values."""
    tenths = statistics.quantiles(values, n=10, method="inclusive")
    return Spread(statistics.median(values), tenths[0], tenths[-1])


def rounds(blocks: Mapping[str, Block], count: int, group: int) -> dict[str, list[float]]:
    """The median call of each of `count` blocks a way, in ns; the i-th of one ran beside the others' i-th.

    group: calls that each way makes for one reading of the clock.
    """
    medians: dict[str, list[float]] = {name: [] for name in blocks}
    readings = {name: _readings(block, group) for name, block in blocks.items()}
    order = list(blocks)
    gc.collect()
    gc.freeze()
    gc.disable()
    for _ in range(count):
        for name in order:
            medians[name].append(blocks[name](readings[name]))
        order.reverse()  # drift within a round then falls on each of them alike
    gc.enable()
    return medians


def pairs(count: int, ours: Callable[[], float], theirs: Callable[[], float]) -> Pairs:
    """The same of two ways that are not divided into blocks; who goes first alternates."""
    taken: dict[Callable[[], float], list[float]] = {ours: [], theirs: []}
    order = [ours, theirs]
    for _ in range(count):
        for way in order:
            taken[way].append(way())
        order.reverse()
    return Pairs(taken[ours], taken[theirs])


def pin(core: int | None) -> int:
    """Keep this process, and what it starts, on one core: this one, or the last it may use."""
    chosen = max(os.sched_getaffinity(0)) if core is None else core
    os.sched_setaffinity(0, {chosen})
    return chosen


def _readings(block: Block, group: int) -> int:
    """How many readings last for BLOCK_NS. The first call warms up, the second is timed."""
    block(FIRST_READINGS)
    return max(FIRST_READINGS, round(BLOCK_NS / (group * block(FIRST_READINGS))))
