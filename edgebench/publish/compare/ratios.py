"""How many times better one device is than another, and whether that may be said.

site/scripts/ratios.js does the same. Devices never share a session, so a difference is tested where both have
three sessions or more; edgebench/publish/apart.py also tells lines of one device apart.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from edgebench import statistics
from edgebench.difference import SESSIONS_TO_TEST
from edgebench.publish import apart
from edgebench.publish.apart import Apart
from edgebench.publish.compare.candidates import Candidate
from edgebench.statistics import LogRatio, Logs

Found = Candidate | None
"""Of a device in one ranking; None where it has none."""


class Shared(NamedTuple):
    """A ranking that two devices or more are in; the ratios are to the baseline, whose own is None."""

    candidates: Sequence[Found]
    ratios: Sequence[Apart | None]
    energies: Sequence[Apart | None]

    @property
    def first(self) -> Candidate:
        return next(one for one in self.candidates if one)


class _Side(NamedTuple):
    """What is compared of a candidate. table: values of another may not be compared with it.

    common_error: of the logarithm, which no repetition averages away: whole queries, or a meter's own.
    """

    value: int
    logs: Logs
    lower: bool
    common_error: float
    table: str


def with_ratios(shared: Sequence[Sequence[Found]], baseline: int) -> list[Shared]:
    """All ratios of a page are one family of Holm's, those of energies another."""
    pairs = [(row[baseline], one) for row in shared for one in row]
    judged, energies = _ratios(pairs, _judged), _ratios(pairs, _energy)
    width = len(shared[0]) if shared else 0
    slices = [slice(place * width, (place + 1) * width) for place in range(len(shared))]
    return [Shared(row, judged[own], energies[own]) for row, own in zip(shared, slices, strict=True)]


def _judged(one: Candidate) -> _Side:
    logs = Logs(one.mean, one.error, one.sessions)
    return _Side(one.value, logs, one.lower, one.counting_error, one.table)


def _energy(one: Candidate) -> _Side | None:
    if not one.energy or one.energy_table is None:
        return None
    logs = Logs(one.energy_mean, one.energy_error, one.energy_sessions)
    return _Side(one.energy, logs, lower=True, common_error=one.energy_share, table=one.energy_table)


def _ratios(
    pairs: Sequence[tuple[Found, Found]], read: Callable[[Candidate], _Side | None]
) -> list[Apart | None]:
    sides = [_sides(a, b, read) for a, b in pairs]
    tested = [_tested(*both) if both else None for both in sides]
    told = iter(apart.of_family([one for one in tested if one]))
    return [
        next(told) if one else _untested(*both) if both else None
        for both, one in zip(sides, tested, strict=True)
    ]


def _sides(a: Found, b: Found, read: Callable[[Candidate], _Side | None]) -> tuple[_Side, _Side] | None:
    """None where there is nothing to compare, and of the baseline with itself."""
    if a is None or b is None or a is b:
        return None
    first, second = read(a), read(b)
    return (first, second) if first and second and first.table == second.table else None


def _tested(a: _Side, b: _Side) -> LogRatio | None:
    if min(a.logs.n, b.logs.n) < SESSIONS_TO_TEST:
        return None
    found = statistics.welch_of(b.logs, a.logs, math.hypot(a.common_error, b.common_error))
    return found._replace(value=-found.value if a.lower else found.value)


def _untested(a: _Side, b: _Side) -> Apart:
    ratio = a.value / b.value if a.lower else b.value / a.value
    return apart.within_guard_band(ratio, math.hypot(a.common_error, b.common_error))
