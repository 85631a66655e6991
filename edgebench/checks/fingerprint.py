"""A digest of what a process measured, by which a copy is known whatever else is said of it."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable
from typing import Protocol

import msgspec

from edgebench.model.process import Histogram

_LOG2_TAU = math.log2(2 * math.pi)
REACH = 32
"""Entries of a histogram on each side of the fullest bucket."""
ENOUGH_BITS = 64
"""Of 2^40 pairs of processes one in 2^24 collections then has a pair that is alike by chance."""


class Window(Protocol):
    """A process, or the part of one."""

    @property
    def latency(self) -> Histogram: ...
    @property
    def window_ns(self) -> int: ...


def fingerprint(one: Window, kind: str = "measured") -> str:
    """A digest of the latencies: two runs never have the same number of them in each of many buckets.

    Only the fullest bucket and those around it count, wherever they lie and whatever is said of the tails.
    Where they tell too little, extremes, sum and window count as well.
    """
    counts = one.latency.counts
    place = counts.index(max(counts))
    middle = counts[max(0, place - REACH) : place + REACH]
    if kind == "measured" and bits(middle) >= ENOUGH_BITS:
        return digest([msgspec.json.encode(middle)])
    return digest([msgspec.json.encode(one.latency), str(one.window_ns).encode()])


def bits(counts: Iterable[int]) -> float:
    """How much these counts tell: -log2 of the chance that another run gives the same ones.

    Of n latencies that fall into buckets with the shares seen, by Stirling's formula, which is enough here:
    half the sum of log2(2 pi n_i), less half of log2(2 pi n).
    """
    filled = [one for one in counts if one > 0]
    if not filled:
        return 0.0
    return ((len(filled) - 1) * _LOG2_TAU + math.log2(math.prod(filled)) - math.log2(sum(filled))) / 2


def digest(parts: Iterable[bytes]) -> str:
    """128 bits of them, in hexadecimal digits."""
    return hashlib.sha256(b"\n".join(parts)).hexdigest()[:32]
