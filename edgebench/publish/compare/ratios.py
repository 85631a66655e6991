"""How many times better one device is than another, and whether that may be said.

site/scripts/ratios.js does the same. Devices never share a session, so a difference is tested where both have
three sessions or more; edgebench/publish/apart.py also tells lines of one device apart.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from msgspec import Struct

from edgebench import statistics
from edgebench.difference import MINIMUM_EFFECT, SESSIONS_TO_TEST, SIGNIFICANCE, reaches
from edgebench.pairwise import GUARD_BAND
from edgebench.publish.compare.candidates import Candidate
from edgebench.statistics import LogRatio, Logs

Found = Candidate | None
"""Of a device in one ranking; None where it has none."""


class Ratio(Struct, frozen=True):
    """How many times better than the baseline.

    low, high: its 95 % interval where it was tested, else what the guard band leaves open.
    """

    better: float
    low: float
    high: float
    tested: bool
    differs: bool


class Shared(NamedTuple):
    """A ranking that two devices or more are in; the ratios are to the baseline, whose own is None."""

    candidates: Sequence[Found]
    ratios: Sequence[Ratio | None]
    energies: Sequence[Ratio | None]

    @property
    def first(self) -> Candidate:
        return next(one for one in self.candidates if one)


class _Side(NamedTuple):
    """What is compared of a candidate. table: values of another may not be compared with it."""

    value: int
    logs: Logs
    lower: bool
    share: float
    table: str


def with_ratios(shared: Sequence[Sequence[Found]], baseline: int) -> list[Shared]:
    """All ratios of a page are one family of Holm's, those of energies another."""
    pairs = [(row[baseline], one) for row in shared for one in row]
    judged, energies = _ratios(pairs, _judged), _ratios(pairs, _energy)
    width = len(shared[0]) if shared else 0
    slices = [slice(place * width, (place + 1) * width) for place in range(len(shared))]
    return [Shared(row, judged[own], energies[own]) for row, own in zip(shared, slices, strict=True)]


def _judged(one: Candidate) -> _Side:
    return _Side(one.value, Logs(one.mean, one.error, one.sessions), one.lower, 0.0, one.table)


def _energy(one: Candidate) -> _Side | None:
    if not one.energy or one.energy_table is None:
        return None
    logs = Logs(one.energy_mean, one.energy_error, one.energy_sessions)
    return _Side(one.energy, logs, lower=True, share=one.energy_share, table=one.energy_table)


def _ratios(
    pairs: Sequence[tuple[Found, Found]], read: Callable[[Candidate], _Side | None]
) -> list[Ratio | None]:
    sides = [_sides(a, b, read) for a, b in pairs]
    tested = [_tested(*both) if both else None for both in sides]
    rejected = iter(statistics.holm([one.p_value for one in tested if one], SIGNIFICANCE))
    answers: list[Ratio | None] = []
    for both, one in zip(sides, tested, strict=True):
        if one is None:
            answers.append(_untested(*both) if both else None)
        else:
            ratio, low, high = one.interval
            differs = next(rejected) and reaches(ratio, MINIMUM_EFFECT)
            answers.append(Ratio(ratio, low, high, tested=True, differs=differs))
    return answers


def _sides(a: Found, b: Found, read: Callable[[Candidate], _Side | None]) -> tuple[_Side, _Side] | None:
    """None where there is nothing to compare, and of the baseline with itself."""
    if a is None or b is None or a is b:
        return None
    first, second = read(a), read(b)
    return (first, second) if first and second and first.table == second.table else None


def _tested(a: _Side, b: _Side) -> LogRatio | None:
    if min(a.logs.n, b.logs.n) < SESSIONS_TO_TEST:
        return None
    found = statistics.welch_of(b.logs, a.logs, math.hypot(a.share, b.share))
    return found._replace(value=-found.value if a.lower else found.value)


def _untested(a: _Side, b: _Side) -> Ratio:
    ratio = a.value / b.value if a.lower else b.value / a.value
    least = max(GUARD_BAND, math.exp(statistics.NORMAL_975 * math.hypot(a.share, b.share)))
    return Ratio(ratio, ratio / least, ratio * least, tested=False, differs=reaches(ratio, least))
