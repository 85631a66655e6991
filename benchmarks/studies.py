"""Simulated studies: sessions of a system whose true percentiles are known."""

from __future__ import annotations

import functools
import math
import zlib

import numpy
from msgspec import Struct

from benchmarks import simulation
from benchmarks.laws import LAWS, Array, Law
from benchmarks.simulation import Runtime
from edgebench import histogram
from edgebench.model.process import Process
from edgebench.model.scenario import Load

SEED = 2026
TYPICAL_NS = 40_000_000
"""A typical call: about 330 queries a process in tier standard, 1,650 in tier reference."""
PERCENTILES_PPM = (500_000, 900_000)
TRUTH_WINDOWS, TRUTH_POINTS = 4000, 256


class Session(Struct, frozen=True):
    """One session of a system, drawn from all that it could have; its name is its seed.

    Processes differ by a lognormal factor with median 1 and this standard deviation of the logarithm,
    sessions by another one that is as large.
    """

    name: str
    law: str
    tier: str
    sd: float

    @property
    def load(self) -> Load:
        """SingleStream in the session's tier."""
        return simulation.single_stream(self.tier)

    @property
    def factor(self) -> float:
        """What all processes of this session share."""
        return math.exp(self._generator(0).normal(0, self.sd))

    def runtimes(self, k: int, cell: int = 1, slower: float = 1.0) -> list[Runtime]:
        """So many fresh processes of one of the session's cells, not yet measured."""
        typical_ns, law = TYPICAL_NS * slower * self.factor, named(self.law)
        return [
            Runtime(law, typical_ns * math.exp(generator.normal(0, self.sd)), generator)
            for generator in (self._generator(cell, i) for i in range(k))
        ]

    def processes(self, k: int, cell: int = 1, slower: float = 1.0) -> list[Process]:
        """What so many processes of one of the session's cells measure."""
        return [
            simulation.process(simulation.shortened(runtime, self.load))
            for runtime in self.runtimes(k, cell, slower)
        ]

    def p90s_ns(self, k: int, cell: int = 1, slower: float = 1.0) -> list[float]:
        """The p90 of each of these processes."""
        return [histogram.percentile(one.latency, 900_000) for one in self.processes(k, cell, slower)]

    def _generator(self, *place: int) -> numpy.random.Generator:
        words = f"{self.name} {self.law} {self.tier} {self.sd}".encode()
        return numpy.random.default_rng([SEED, zlib.crc32(words), *place])


@functools.cache
def truths_ns(law: str, tier: str) -> tuple[float, ...]:
    """The true percentiles (PERCENTILES_PPM) of a law in a session of factor 1.

    The geometric mean, over all processes, of the percentile that endless queries with the distribution of
    the process's window would have. Factors of processes have geometric mean 1 and drop out, so
    for a steady law that is the law's own percentile. Where the pace changes, windows differ in
    when warm-up ended and when the pace changed: then it is the geometric mean over 4,000 windows, whose
    ends the worker's own warm-up sets, each with its percentile from the law's distribution function.
    """
    chosen = named(law)
    slowness = None
    if not chosen.is_steady:
        load = simulation.single_stream(tier)
        slowness = numpy.stack([_slowness(chosen, load, seed) for seed in range(TRUTH_WINDOWS)])
    percentiles = [chosen.quantile(ppm / 1e6, slowness) for ppm in PERCENTILES_PPM]
    return tuple(TYPICAL_NS * math.exp(float(numpy.log(each).mean())) for each in percentiles)


def named(law: str) -> Law:
    """The law of this name."""
    return next(one for one in LAWS if one.name == law)


def _slowness(law: Law, load: Load, seed: int) -> Array:
    """Of the pace, at points evenly spread over the work of one window."""
    runtime = Runtime(law, TYPICAL_NS, numpy.random.default_rng([SEED, 0, seed]))
    _, median_ns = simulation.warm_up(runtime)
    until_now = numpy.linspace(
        0, runtime.now_ns, TRUTH_POINTS
    )  # work is never done in less time than at first
    began = numpy.interp(runtime.now_ns, runtime.pace.time_ns(until_now), until_now)
    work = simulation.planned(load, median_ns) * law.mean * TYPICAL_NS
    return runtime.pace.slowness(began + work * (numpy.arange(TRUTH_POINTS) + 0.5) / TRUTH_POINTS)
