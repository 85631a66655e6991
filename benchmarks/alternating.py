"""Times several ways of doing the same work by turns, so that all of them see the same machine.

A shared or throttled machine makes absolute times worthless; what two ways cost relative to
each other, in blocks of a few hundredths of a second that alternate in one process, stays.
"""

from __future__ import annotations

import gc
import os
import statistics
import time
from collections.abc import Callable, Mapping, Sequence

Block = Callable[[int], Sequence[int]]
"""Takes a number of clock readings; returns as many times of one call, in ns."""

BLOCK_NS = 60_000_000
FIRST_READINGS = 16
"""Enough to see how many readings fill a block."""


def medians(blocks: Mapping[str, Block], seconds: float) -> dict[str, float]:
    """The median over blocks of each block's median call, in ns. The collector of garbage is off."""
    readings = {name: _readings(block) for name, block in blocks.items()}
    found: dict[str, list[float]] = {name: [] for name in blocks}
    order = list(blocks)
    gc.collect()
    gc.freeze()
    gc.disable()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for name in order:
            found[name].append(statistics.median(blocks[name](readings[name])))
        order.reverse()  # drift within a round then falls on each of them alike
    gc.enable()
    return {name: statistics.median(values) for name, values in found.items()}


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
