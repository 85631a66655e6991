"""Known laws of latency, each with its distribution function, for the simulated runtime.

A call is an amount of work, drawn from the law in units of a typical call. The pace says how
long the machine takes over it: one that drifts or throttles takes longer over the same work.
Without the pace, p99 over p50 is 1.07 to 1.6; three runtimes on real models had 1.09 to 1.42.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy
from scipy import special, stats

Array = numpy.ndarray[Any, numpy.dtype[numpy.float64]]


class Pace(Protocol):
    """How long work takes that a machine at its first pace does in as many nanoseconds."""

    def time_ns(self, work_ns: Array) -> Array:
        """When this much work since the start of the process is done: the integral of `slowness`."""
        ...

    def slowness(self, work_ns: Array) -> Array:
        """Time per work at this point, 1 or more."""
        ...


@dataclass(frozen=True)
class Steady:
    """A machine that keeps its pace."""

    def time_ns(self, work_ns: Array) -> Array:
        return work_ns

    def slowness(self, work_ns: Array) -> Array:
        return numpy.ones_like(work_ns)


STEADY = Steady()


@dataclass(frozen=True)
class Drift:
    """Slower and slower, evenly, until it has lost its share `rise`."""

    rise: float
    over_ns: float

    def time_ns(self, work_ns: Array) -> Array:
        drifting = numpy.minimum(work_ns, self.over_ns)
        return work_ns + self.rise * (drifting**2 / (2 * self.over_ns) + (work_ns - drifting))

    def slowness(self, work_ns: Array) -> Array:
        return 1 + self.rise * numpy.minimum(work_ns / self.over_ns, 1)


@dataclass(frozen=True)
class Throttle:
    """Full pace, then at once slower by the share `loss`."""

    loss: float
    after_ns: float

    def time_ns(self, work_ns: Array) -> Array:
        return work_ns + self.loss * numpy.maximum(work_ns - self.after_ns, 0)

    def slowness(self, work_ns: Array) -> Array:
        return numpy.where(work_ns < self.after_ns, 1.0, 1 + self.loss)


@dataclass(frozen=True)
class Law:
    """How much work calls hold, and how the pace of a process is drawn."""

    name: str
    draw: Callable[[numpy.random.Generator, int], Array]
    """The work of so many calls in a row, in typical calls."""
    below: Callable[[Array], Array]
    """The share of calls that hold at most this much work."""
    mean: float
    pace: Callable[[numpy.random.Generator], Pace]

    @property
    def is_steady(self) -> bool:
        """The pace never changes, so that every window has the same distribution."""
        return isinstance(self.pace(numpy.random.default_rng(0)), Steady)

    def quantile(self, share: float, slowness: Array | None = None) -> Array:
        """The latency, in typical calls, that this share of queries keeps.

        slowness: [windows, points] of the pace at points spread evenly over the work of each
        window; the answer is [windows]. None: of one steady window.
        """
        factors = numpy.ones((1, 1)) if slowness is None else slowness
        low, high = numpy.zeros(len(factors)), numpy.full(len(factors), 64.0)
        for _ in range(60):
            middle = (low + high) / 2
            too_low = self.below(middle[:, None] / factors).mean(axis=1) < share
            low, high = numpy.where(too_low, middle, low), numpy.where(too_low, high, middle)
        return high


def _lognormal(name: str, sigma: float, pace: Callable[[numpy.random.Generator], Pace]) -> Law:
    return Law(
        name,
        lambda random, count: random.lognormal(0, sigma, count),
        lambda work: _lognormal_below(work, sigma),
        math.exp(sigma**2 / 2),
        pace,
    )


def _lognormal_below(work: Array, sigma: float) -> Array:
    """The share of a lognormal law with median 1; a logarithm of 0 is below every call."""
    return numpy.asarray(special.ndtr(numpy.log(numpy.maximum(work, 1e-300)) / sigma))


def _gamma_with_spikes(shape: float, scale: float, spikes: float, worst: float) -> Law:
    """1 + Gamma(shape, scale); but this share of calls takes from 1.2 to `worst`, all alike."""

    def draw(random: numpy.random.Generator, count: int) -> Array:
        usual = 1 + random.gamma(shape, scale, count)
        return numpy.where(random.random(count) < spikes, random.uniform(1.2, worst, count), usual)

    usual, spike = stats.gamma(shape, loc=1, scale=scale), stats.uniform(1.2, worst - 1.2)
    mean = (1 - spikes) * (1 + shape * scale) + spikes * (1.2 + worst) / 2
    return Law(
        "gamma with spikes",
        draw,
        lambda work: (1 - spikes) * usual.cdf(work) + spikes * spike.cdf(work),
        mean,
        lambda _: STEADY,
    )


def _bimodal(slow_share: float, slower: float, sigma: float) -> Law:
    """Two lognormal modes, the slow one `slower` times the fast one."""

    def draw(random: numpy.random.Generator, count: int) -> Array:
        return random.lognormal(0, sigma, count) * numpy.where(random.random(count) < slow_share, slower, 1.0)

    def below(work: Array) -> Array:
        fast, slow = _lognormal_below(work, sigma), _lognormal_below(work / slower, sigma)
        return (1 - slow_share) * fast + slow_share * slow

    mean = math.exp(sigma**2 / 2) * (1 - slow_share + slow_share * slower)
    return Law("bimodal 80/20", draw, below, mean, lambda _: STEADY)


def _throttle(after_ns: float) -> Callable[[numpy.random.Generator], Throttle]:
    """30 % slower after about this long: a tenth sooner or later, as warm as the board was before."""
    return lambda random: Throttle(0.3, after_ns * random.lognormal(0, 0.1))


LAWS = (
    _lognormal("lognormal", 0.05, lambda _: STEADY),
    _gamma_with_spikes(2, 0.03, 0.02, 2.2),
    _bimodal(0.2, 1.3, 0.02),
    _lognormal("drift", 0.03, lambda _: Drift(0.05, 20e9)),
    _lognormal("throttling", 0.03, _throttle(4e9)),
    _lognormal("throttling halfway", 0.03, _throttle(8e9)),
)
"""The drift is 5 % over 20 s. Halfway through a window of tier standard, the p50 of most processes
lies before the step and that of others behind it; the other throttling law keeps clear of that."""
