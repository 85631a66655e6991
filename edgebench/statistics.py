"""The estimators of NUMBERS.md: geometric means with Student's t on logarithms, their ratio by Welch's t,
Holm's correction, MLPerf's early stopping.

Pure functions of numbers. Vectors: MLPerf LoadGen 6.0.17 for early
stopping; SciPy for the distributions (tests/test_statistics.py compares them).
"""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from numpy.typing import NDArray

EARLY_STOPPING_CONFIDENCE = 0.99
"""MLPerf's c; its tolerance d is 0."""
NORMAL_975 = 1.959963984540054
"""The standard normal distribution is below this with probability 0.975."""
_NORMAL_80 = 0.8416212335729143
_LARGEST_FREEDOM = 10_000.0
"""As good as infinite: t at 0.975 is then 1.9602."""
_LARGEST_EXPONENT = 700
"""exp of more is no float."""


class Interval(NamedTuple):
    """A value and its 95 % interval."""

    value: float
    low: float
    high: float


class EarlyStop(NamedTuple):
    """MLPerf's early-stopping estimate: drop the `discarded` slowest, report the slowest left."""

    discarded: int
    rank: int
    """0-based place of the estimate in the sorted latencies."""


class LogRatio(NamedTuple):
    """The logarithm of one geometric mean over another, and its error as Welch's t has it."""

    value: float
    error: float
    """Standard error: sqrt(s1^2/n1 + s2^2/n2), s the spread of each group's logarithms."""
    freedom: float
    """Of Welch and Satterthwaite: at least the smaller group's n - 1, at most n1 + n2 - 2; more with a common
    error, which is added to the standard error in squares."""

    @property
    def ratio(self) -> float:
        return math.exp(self.value)

    @property
    def p_value(self) -> float:
        """Two-sided, of the hypothesis that the ratio is 1."""
        if self.error == 0:
            return 1.0 if self.value == 0 else 0.0
        t = self.value / self.error
        return incomplete_beta(self.freedom / 2, 0.5, self.freedom / (self.freedom + t * t))

    @property
    def interval(self) -> Interval:
        """The ratio with its 95 % interval."""
        half = t_quantile(0.975, self.freedom) * self.error
        return Interval(*map(math.exp, (self.value, self.value - half, self.value + half)))

    def smallest_detectable(self, least: float, level: float) -> float:
        """The smallest true ratio above 1 that would be found with this error in 80 % of repetitions.

        Found: two-sided p at most `level`, and an estimate of at least `least`. With t = t(1 - level/2, f)
        and z = 0.8416: exp(max(error * (t * (1 - 1/4f) + z * sqrt(1 + t^2/2f)), ln least + z * error)), the
        noncentral t in the normal approximation of Abramowitz and Stegun 26.7.10 (power 0.80 to 0.82 where
        error and freedom are known; estimated from 5 and 5 values, 0.76). Infinite where no float holds it.
        """
        t, f = t_quantile(1 - level / 2, self.freedom), self.freedom
        by_test = t * (1 - 1 / (4 * f)) + _NORMAL_80 * math.sqrt(1 + t * t / (2 * f))
        exponent = max(by_test * self.error, math.log(least) + _NORMAL_80 * self.error)
        return math.exp(exponent) if exponent < _LARGEST_EXPONENT else math.inf


def geometric_mean(values: Sequence[float]) -> float:
    """The exponential of the mean logarithm; every value is above 0."""
    return math.exp(math.fsum(map(math.log, values)) / len(values))


def geometric_interval(values: Sequence[float], common_error: float = 0.0) -> Interval:
    """Geometric mean with its 95 % interval: Student's t on the logarithms of at least 2 values.

    common_error: standard error of the logarithm that all values share, added in squares.
    """
    logs = [math.log(value) for value in values]
    n = len(logs)
    mean = math.fsum(logs) / n
    variance = math.fsum((log - mean) ** 2 for log in logs) / (n - 1)
    half = math.hypot(t_quantile(0.975, n - 1) * math.sqrt(variance / n), NORMAL_975 * common_error)
    return Interval(math.exp(mean), math.exp(mean - half), math.exp(mean + half))


def wilson(successes: int, n: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927), in 0..1; n is at least 1."""
    z2 = NORMAL_975**2
    share = successes / n
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = math.sqrt(z2 * (share * (1 - share) / n + z2 / (4 * n * n))) / (1 + z2 / n)
    return max(0.0, centre - half), min(1.0, centre + half)


class Logs(NamedTuple):
    """Of a group of values the logarithms: their mean, its squared standard error, how many there are.

    All that Welch's t needs of a group. squared_error: 0 where one value is all there is.
    """

    mean: float
    squared_error: float
    n: int


def logs_of(values: Sequence[float]) -> Logs:
    """Of values above 0."""
    logs = [math.log(value) for value in values]
    if len(logs) == 1:
        return Logs(logs[0], 0.0, 1)
    return Logs(*_mean_and_squared_error(logs), len(logs))


def welch(a: Sequence[float], b: Sequence[float], common_error: float = 0.0) -> LogRatio:
    """Geometric mean of `a` over that of `b` (Welch 1947), on the logarithms; at least 2 values a group.

    common_error: standard error of the logarithm of the ratio that all values share, so that no number of
    them averages it away, such as the gains of two meters. Added in squares, its freedom infinite (GUM G.4).
    """
    return welch_of(logs_of(a), logs_of(b), common_error)


def welch_of(a: Logs, b: Logs, common_error: float = 0.0) -> LogRatio:
    """The same of groups of which only this is kept."""
    (m1, s1, n1), (m2, s2, n2) = a, b
    freedom: float = n1 + n2 - 2
    if s1 + s2 > 0:
        share = s1 / (s1 + s2)
        freedom = 1 / (share * share / (n1 - 1) + (1 - share) * (1 - share) / (n2 - 1))
    if common_error == 0:
        return LogRatio(m1 - m2, math.sqrt(s1 + s2), freedom)
    whole = s1 + s2 + common_error * common_error
    scattered = (s1 + s2) / whole
    known = freedom / (scattered * scattered) if scattered > 0 else _LARGEST_FREEDOM
    return LogRatio(m1 - m2, math.sqrt(whole), min(known, _LARGEST_FREEDOM))


class LogRatios(NamedTuple):
    """Many a LogRatio: an array of each of its parts."""

    value: NDArray[Any]
    error: NDArray[Any]
    freedom: NDArray[Any]

    def singly(self) -> list[LogRatio]:
        return list(map(LogRatio, self.value.tolist(), self.error.tolist(), self.freedom.tolist()))


def welch_of_many(a: NDArray[Any], b: NDArray[Any], common_error: NDArray[Any]) -> LogRatios:
    """`welch_of` of each pair, to the last bit. a, b: the three parts of Logs in columns, a row a pair."""
    import numpy

    (m1, s1, n1), (m2, s2, n2) = a.T, b.T
    scatter = s1 + s2
    share = s1 / numpy.where(scatter > 0, scatter, 1)
    estimated = 1 / (share * share / (n1 - 1) + (1 - share) * (1 - share) / (n2 - 1))
    freedom = numpy.where(scatter > 0, estimated, n1 + n2 - 2)
    whole = scatter + common_error * common_error
    scattered = scatter / numpy.where(whole > 0, whole, 1)
    known = freedom / numpy.where(scattered > 0, scattered * scattered, 1)
    known = numpy.where(scattered > 0, numpy.minimum(known, _LARGEST_FREEDOM), _LARGEST_FREEDOM)
    return LogRatios(m1 - m2, numpy.sqrt(whole), numpy.where(common_error == 0, freedom, known))


def p_values(ratios: LogRatios) -> NDArray[Any]:
    """`LogRatio.p_value` of many, in arrays, to a relative 1e-12."""
    import numpy

    value, error, freedom = ratios
    exact = error == 0
    t = value / numpy.where(exact, 1, error)
    made = _beta_tail(freedom / 2, freedom / (freedom + t * t))
    made[exact] = value[exact] == 0
    return made


def holm(p_values: Sequence[float], level: float = 0.05) -> list[bool]:
    """Which hypotheses to reject so that one false rejection among all has at most probability `level`.

    Holm 1979: the smallest p against level/m, the next against level/(m - 1) ..., up to the first that fails.
    """
    rejected = [False] * len(p_values)
    for place, index in enumerate(sorted(range(len(p_values)), key=p_values.__getitem__)):
        if p_values[index] > level / (len(p_values) - place):
            break
        rejected[index] = True
    return rejected


@functools.lru_cache(maxsize=4096)
def early_stop(n: int, percentile_ppm: int) -> EarlyStop | None:
    """What MLPerf's estimator reports of n sorted latencies; None when n is too small for the percentile.

    The largest t with P(Binomial(n, 1-p) <= t) <= 1-c; t-1 values are dropped. A one-sided
    99 % upper bound on the percentile, for independent queries.
    """
    import numpy

    p, limit = percentile_ppm / 1e6, 1 - EARLY_STOPPING_CONFIDENCE
    spread = math.sqrt(n * p * (1 - p))
    t = max(0, int(n * (1 - p) - 12 * spread) - 1)
    terms = min(n - t + 1, int(10 * spread) + 10)  # to 2 spreads below the mean, where the sum is 0.02
    first = _binomial(n, t, 1 - p)
    # Products and sums run from left to right, so that the last bit is that of a plain loop.
    following = numpy.arange(t, t + terms - 1)
    ratios = (n - following) / (following + 1) * (1 - p) / p
    probabilities = numpy.multiply.accumulate(numpy.concatenate([[first], ratios]))
    largest = t - 1 + int(numpy.add.accumulate(probabilities).searchsorted(limit, side="right"))
    return EarlyStop(largest - 1, n - largest) if largest >= 1 and largest >= t else None


@functools.cache
def fewest_for(percentile_ppm: int) -> int:
    """The fewest latencies of which MLPerf's estimator reports this percentile: 64 for p90."""
    enough = 1
    while early_stop(enough, percentile_ppm) is None:
        enough *= 2
    few = enough // 2
    while enough - few > 1:
        middle = (few + enough) // 2
        few, enough = (few, middle) if early_stop(middle, percentile_ppm) else (middle, enough)
    return enough


@functools.lru_cache(maxsize=4096)
def early_stopping_holds(n: int, late: int, percentile_ppm: int) -> bool:
    """MLPerf's gate of Server: `late` of n latencies above the bound are few enough for the percentile.

    P(Binomial(n, 1-p) <= late) <= 1-c, the same as n >= h(late) + late: 459 queries of p99 with none late.
    """
    p = percentile_ppm / 1e6
    if late >= n * (1 - p):  # as many as the percentile itself allows; the sum below would be long
        return False
    return math.fsum(_binomial(n, k, 1 - p) for k in range(late + 1)) <= 1 - EARLY_STOPPING_CONFIDENCE


def t_distribution(t: float, freedom: float) -> float:
    """P(T <= t) of Student's distribution, through the regularized incomplete beta function."""
    tail = incomplete_beta(freedom / 2, 0.5, freedom / (freedom + t * t)) / 2
    return 1 - tail if t >= 0 else tail


@functools.lru_cache(maxsize=4096)
def t_quantile(probability: float, freedom: float) -> float:
    """The t with P(T <= t) = probability, for probability above one half."""
    low, high = 0.0, 1.0
    while t_distribution(high, freedom) < probability:
        high *= 2
    for _ in range(200):
        middle = (low + high) / 2
        if t_distribution(middle, freedom) < probability:
            low = middle
        else:
            high = middle
        if high - low < 1e-12 * high:
            break
    return (low + high) / 2


def incomplete_beta(a: float, b: float, x: float) -> float:
    """I_x(a, b): its continued fraction (DLMF 8.17.22) by Lentz's method."""
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    if x > (a + 1) / (a + b + 2):
        return 1 - incomplete_beta(b, a, 1 - x)
    front = math.exp(
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    )
    tiny = 1e-300
    c, d = 1.0, 1 / max(1 - (a + b) * x / (a + 1), tiny)
    fraction = d
    for m in range(1, 500):
        for step in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / (1 + step * d or tiny)
            c = 1 + step / c or tiny
            fraction *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return front * fraction / a


def _beta_tail(a: NDArray[Any], x: NDArray[Any]) -> NDArray[Any]:
    """`incomplete_beta(a, 0.5, x)` of arrays."""
    import numpy

    half = numpy.full_like(a, 0.5)
    turned = x > (a + 1) / (a + 2.5)
    first, second = numpy.where(turned, half, a), numpy.where(turned, a, half)
    made = _beta_fraction(first, second, numpy.where(turned, 1 - x, x))
    return numpy.where(turned, 1 - made, made)


def _beta_fraction(a: NDArray[Any], b: NDArray[Any], x: NDArray[Any]) -> NDArray[Any]:
    """The same continued fraction as `incomplete_beta`'s."""
    import numpy

    tiny, inside = 1e-300, numpy.clip(x, 1e-300, 1 - 1e-16)
    gammas = [
        math.lgamma(p + q) - math.lgamma(p) - math.lgamma(q)
        for p, q in zip(a.tolist(), b.tolist(), strict=True)
    ]
    front = numpy.exp(numpy.array(gammas) + a * numpy.log(inside) + b * numpy.log1p(-inside))
    c, d = numpy.ones_like(a), 1 / numpy.maximum(1 - (a + b) * inside / (a + 1), tiny)
    fraction = d
    for m in range(1, 500):
        for step in (
            m * (b - m) * inside / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * inside / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d, c = 1 + step * d, 1 + step / c
            d, c = 1 / numpy.where(d == 0, tiny, d), numpy.where(c == 0, tiny, c)
            fraction = fraction * (c * d)
        if (abs(c * d - 1) < 1e-15).all():
            break
    return numpy.where(x <= 0, 0.0, numpy.where(x >= 1, 1.0, front * fraction / a))


def _binomial(n: int, k: int, q: float) -> float:
    choose = math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
    return math.exp(choose + k * math.log(q) + (n - k) * math.log1p(-q))


def _mean_and_squared_error(values: Sequence[float]) -> tuple[float, float]:
    n = len(values)
    mean = math.fsum(values) / n
    return mean, math.fsum((value - mean) ** 2 for value in values) / (n - 1) / n


class Typical(NamedTuple):
    """Of a group of values above 0 what outliers do not move: median and scatter of their logarithms."""

    middle: float
    spread: float
    n: int

    def z(self, value: float) -> float:
        """How many robust standard deviations a value above 0 lies above the middle, on the logarithms."""
        return (math.log(value) - self.middle) / self.spread


def typical(values: Sequence[float]) -> Typical:
    """Of values above 0, at least one.

    spread: 1.4826 times the median distance from the median (Rousseeuw and Croux 1993), which of a normal
    distribution is its standard deviation; at least 2 %, since peers may agree better than two sessions of
    one device do.
    """
    from statistics import median

    logs = [math.log(value) for value in values]
    middle = median(logs)
    return Typical(middle, max(1.4826 * median(abs(log - middle) for log in logs), 0.02), len(logs))
