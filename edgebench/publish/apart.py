"""Whether two lines differ, by the rules of the ranking (edgebench/ranking.py), from what lines keep.

Tested is, by Welch's t on logarithms: with three or more sessions a side one mean a session, else the
processes of the latest session in which both were interleaved. All that are asked at once are one family
of Holm's. Where nothing can be tested, a guard band of 5 % stands in for significance, or what the errors of
two meters can bring. compare/ratios.py asks it of devices, from less; site/scripts/ratios.js does the same.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal, NamedTuple

from msgspec import Struct

from edgebench import statistics
from edgebench.difference import MINIMUM_EFFECT, SESSIONS_TO_TEST, SIGNIFICANCE, reaches
from edgebench.metrics import METRICS
from edgebench.pairwise import GUARD_BAND
from edgebench.publish.line import Line, LineSession
from edgebench.statistics import LogRatio, Logs

By = Literal["judged", "energy"]


class Pair(NamedTuple):
    """Two lines of one table, or of two versions of one system."""

    a: Line
    b: Line


class Apart(Struct, frozen=True):
    """How many times better b is than a: 2 means half the latency or twice the rate.

    low, high: its 95 % interval, of a tested pair; of another what the guard band leaves open.
    """

    better: float
    low: float
    high: float
    tested: bool
    differs: bool

    @property
    def a_wins(self) -> bool:
        return self.differs and self.better < 1


def differ(pairs: Sequence[Pair], by: By = "judged") -> list[bool]:
    """Whether they do, without the intervals, which take longer than all the rest."""
    found = [_tested(pair, by) for pair in pairs]
    rejected = iter(statistics.holm([one.p_value for one in found if one], SIGNIFICANCE))
    return [
        next(rejected) and reaches(one.ratio, MINIMUM_EFFECT) if one else _untested(pair, by).differs
        for pair, one in zip(pairs, found, strict=True)
    ]


def verdicts(pairs: Sequence[Pair], by: By = "judged") -> list[Apart]:
    """In the order of the pairs; each line has a value of what is compared."""
    found = [_tested(pair, by) for pair in pairs]
    told = iter(of_family([one for one in found if one]))
    return [next(told) if one else _untested(pair, by) for pair, one in zip(pairs, found, strict=True)]


def of_family(tested: Sequence[LogRatio]) -> list[Apart]:
    """Ratios that are asked at once, turned so that more is better."""
    rejected = statistics.holm([one.p_value for one in tested], SIGNIFICANCE)
    return [
        Apart(ratio, low, high, tested=True, differs=significant and reaches(ratio, MINIMUM_EFFECT))
        for (ratio, low, high), significant in zip((one.interval for one in tested), rejected, strict=True)
    ]


def within_guard_band(ratio: float, common_error: float) -> Apart:
    """What is said of a ratio that nothing can test. common_error: of two meters, as a share."""
    least = max(GUARD_BAND, math.exp(statistics.NORMAL_975 * common_error))
    return Apart(ratio, ratio / least, ratio * least, tested=False, differs=reaches(ratio, least))


def _untested(pair: Pair, by: By) -> Apart:
    ratio = math.exp(_turned(pair, by) * (math.log(_value(pair.b, by)) - math.log(_value(pair.a, by))))
    return within_guard_band(ratio, _common_error(pair, by))


def _tested(pair: Pair, by: By) -> LogRatio | None:
    """The ratio of b over a, turned so that more is better; None where no test is allowed."""
    groups = _groups(pair, by)
    if groups is None:
        return None
    found = statistics.welch_of(groups[1], groups[0], _common_error(pair, by))
    return found._replace(value=_turned(pair, by) * found.value)


def _groups(pair: Pair, by: By) -> tuple[Logs, Logs] | None:
    a, b = ({one.session: one for one in line.sessions} for line in pair)
    if min(len(a), len(b)) >= SESSIONS_TO_TEST:
        return _of_sessions(list(a.values()), by), _of_sessions(list(b.values()), by)
    together = [name for name in a if name in b and a[name].interleaved and b[name].interleaved]
    for name in reversed(together):
        first, second = _logs(a[name], by), _logs(b[name], by)
        if first and second and min(first.n, second.n) >= 2:
            return first, second
    return None


def _of_sessions(sessions: Sequence[LineSession], by: By) -> Logs:
    return statistics.logs_of([math.exp(logs.mean) for one in sessions if (logs := _logs(one, by))])


def _logs(session: LineSession, by: By) -> Logs | None:
    return session.judged_logs if by == "judged" else session.energy_logs


def session_logs(line: Line, by: By) -> Logs | None:
    """Over the sessions of a line, one mean each: what a test against another device has. None without."""
    by_session = {one.session: one for one in line.sessions}
    known = [one for one in by_session.values() if _logs(one, by)]
    return _of_sessions(known, by) if known else None


def _value(line: Line, by: By) -> int:
    value = line.judged.value if by == "judged" else line.energy_nj.value
    assert value, f"{line.path}: asked of a line without {by}"
    return value


def _turned(pair: Pair, by: By) -> int:
    """-1 where less is better."""
    return -1 if by == "energy" or METRICS[pair.a.metric].better == "lower" else 1


def _common_error(pair: Pair, by: By) -> float:
    """Of two meters, whose own errors no repetition averages away; on one machine one meter is taken. Of
    judged values what their whole queries leave open.
    """
    if by == "judged":
        return math.hypot(pair.a.counting_error, pair.b.counting_error)
    if _units(pair.a) == _units(pair.b):
        return 0.0
    return math.hypot(pair.a.energy_share or 0.0, pair.b.energy_share or 0.0)


def _units(line: Line) -> tuple[set[str], str | None]:
    return {one.unit for one in line.sessions}, line.meter
