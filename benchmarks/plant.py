"""A simulated device whose energy is known exactly, at every moment of a process.

A process idles with its model loaded, warms up, is measured, is audited (a tenth below the window's
power) and idles again. Times are seconds from the window's beginning, energies joules. Nothing here
measures a machine: benchmarks/metering.py puts meters on it.
"""

from __future__ import annotations

import math
from typing import Any

import numpy
from msgspec import Struct

Array = numpy.ndarray[Any, numpy.dtype[numpy.float64]]

IDLE_W = 2.5
LONGEST_WARM_UP_S = 2.0
AUDITED = 0.9
"""Power of the audit over that of the window."""


class Load(Struct, frozen=True):
    """Power above idling: high_w for the first part of every query, low_w for the rest; more, as it warms."""

    name: str
    low_w: float
    high_w: float
    query_s: float
    busy: float
    """Share of a query at high_w."""
    rise: float = 0.0
    """How much more it takes at the window's end than at its beginning."""

    def queries(self, about_s: float) -> int:
        """Queries of a window that is about so long; it then is so many of them."""
        return max(1, round(about_s / self.query_s))

    def above_idle_j(self, since_s: Array, window_s: float) -> Array:
        """Energy above idling from the window's beginning on, exactly; negative before it."""
        queries = numpy.floor(since_s / self.query_s)
        busy_s = self.busy * self.query_s
        high_s = queries * busy_s + numpy.minimum(since_s - queries * self.query_s, busy_s)
        risen = numpy.clip(since_s, 0, window_s)
        warming_s = risen**2 / 2 / window_s + numpy.maximum(since_s - window_s, 0)
        return self.low_w * (since_s + self.rise * warming_s) + (self.high_w - self.low_w) * high_s

    def above_idle_w(self, since_s: Array, window_s: float) -> Array:
        """Power above idling."""
        is_high = since_s % self.query_s < self.busy * self.query_s
        risen = 1 + self.rise * numpy.clip(since_s / window_s, 0, 1)
        return numpy.where(is_high, self.high_w - self.low_w, 0.0) + self.low_w * risen


LOADS = (
    Load("constant", 3.5, 3.5, 0.0237, 1.0),
    Load("square wave", 2.0, 6.0, 0.037, 0.3),
    Load("ramp", 3.5, 3.5, 0.0237, 1.0, rise=0.15),
    Load("idle/busy", 0.0, 5.5, 0.130, 0.35),
)
"""None resonates with ten samples a second. The ramp rises by 9 % of the whole power, idling included."""


class Process(Struct, frozen=True):
    """One process of a load: it takes `factor` times the load's power above idling."""

    load: Load
    queries: int
    idle_s: float
    factor: float = 1.0

    @property
    def window_s(self) -> float:
        return self.queries * self.load.query_s

    @property
    def warm_up_s(self) -> float:
        return min(LONGEST_WARM_UP_S, self.window_s / 10)

    @property
    def audited_s(self) -> float:
        """When the audit, half as long as the warm-up, ends."""
        return self.window_s + self.warm_up_s / 2

    @property
    def began_s(self) -> float:
        """When idling began."""
        return -self.warm_up_s - self.idle_s

    @property
    def ended_s(self) -> float:
        return self.audited_s + self.idle_s

    def energy_j(self, at_s: Array) -> Array:
        """Since the window began."""
        window = self.window_s
        active = self.load.above_idle_j(numpy.clip(at_s, -self.warm_up_s, window), window)
        audited = self.load.above_idle_j(numpy.clip(at_s, window, self.audited_s), window)
        audited -= self.load.above_idle_j(numpy.array(window), window)
        return IDLE_W * at_s + self.factor * (active + AUDITED * audited)

    @property
    def query_j(self) -> float:
        """What a query of the window took, exactly."""
        return float(self.energy_j(numpy.array(self.window_s))) / self.queries

    def power_w(self, at_s: Array) -> Array:
        """At these moments."""
        active = self.factor * self.load.above_idle_w(at_s, self.window_s)
        active = numpy.where(at_s < self.window_s, active, AUDITED * active)
        idles = (at_s < -self.warm_up_s) | (at_s >= self.audited_s)
        return IDLE_W + numpy.where(idles, 0.0, active)


def truth_j(load: Load, queries: int) -> float:
    """Energy a query, the mean over all processes: their factors have a mean of 1."""
    window_s = queries * load.query_s
    mean_w = load.low_w * (1 + load.rise / 2) + (load.high_w - load.low_w) * load.busy
    return math.fsum((IDLE_W, mean_w)) * window_s / queries
