"""Times several ways of doing the same work by turns, so that all of them see the same machine.

A shared or throttled machine makes absolute times worthless; what two ways cost relative to
each other, in blocks of a few hundredths of a second that alternate in one process, stays.
"""

from __future__ import annotations

import gc
import os
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence

Block = Callable[[int], Sequence[int]]
"""Takes a number of clock readings; returns as many times of one call, in ns."""

BLOCK_NS = 60_000_000
FIRST_READINGS = 8
"""Enough to see how many readings fill a block."""


class Rounds:
    """The median call of every block, in ns; block i of one way ran beside block i of any other."""

    def __init__(self, blocks: Mapping[str, Block], seconds: float) -> None:
        self._medians: dict[str, list[float]] = {name: [] for name in blocks}
        readings = {name: _readings(block) for name, block in blocks.items()}
        order = list(blocks)
        gc.collect()
        gc.freeze()
        gc.disable()
        end = time.monotonic() + seconds
        while time.monotonic() < end or not self._medians[order[0]]:
            for name in order:
                self._medians[name].append(statistics.median(blocks[name](readings[name])))
            order.reverse()  # drift within a round then falls on each of them alike
        gc.enable()

    def median_ns(self, name: str) -> float:
        """The median over this way's blocks."""
        return statistics.median(self._medians[name])

    def ratio(self, name: str, to: str) -> float:
        """The median over rounds of the ratio within a round: a change of clock between rounds cancels."""
        return statistics.median(a / b for a, b in self._pairs(name, to))

    def difference_ns(self, name: str, to: str) -> float:
        """The median over rounds of the difference within a round."""
        return statistics.median(a - b for a, b in self._pairs(name, to))

    def _pairs(self, name: str, to: str) -> Iterator[tuple[float, float]]:
        return zip(self._medians[name], self._medians[to], strict=True)


def pin(core: int | None) -> int:
    """Keep this process, and what it starts, on one core: this one, or the last it may use."""
    chosen = max(os.sched_getaffinity(0)) if core is None else core
    os.sched_setaffinity(0, {chosen})
    return chosen


def _readings(block: Block) -> int:
    """How many readings last for BLOCK_NS. The first call warms up, the second is timed."""
    block(FIRST_READINGS)
    began = time.perf_counter_ns()
    block(FIRST_READINGS)
    return max(FIRST_READINGS, FIRST_READINGS * BLOCK_NS // (time.perf_counter_ns() - began))
