"""One system measured with several versions of its runtime, and what changed from each to the next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from msgspec import Struct

from edgebench.leaderboard import version_order
from edgebench.publish import apart
from edgebench.publish.apart import Apart, Pair
from edgebench.publish.device.matrix import ONE_AFTER_THE_OTHER
from edgebench.publish.line import Line
from edgebench.publish.wording import amounts, words
from edgebench.unranked import Unranked


class Step(Struct, frozen=True):
    """From the version before to this line's; None of the first."""

    line: Line
    change: Apart | None

    @property
    def regressed(self) -> bool:
        """Significantly slower: tested, not only beyond the guard band."""
        return self.change is not None and self.change.tested and self.change.a_wins

    @property
    def time_ratio(self) -> tuple[float, float, float]:
        """Time a sample over that of the version before, with its interval."""
        assert self.change is not None
        return 1 / self.change.better, 1 / self.change.high, 1 / self.change.low

    @property
    def text(self) -> str:
        """`8 ± 3 % slower`, `no significant change`."""
        if self.change is None:
            return "the oldest here"
        if self.change.tested:
            return amounts.time_change(*self.time_ratio) if self.change.differs else words.NOT_SIGNIFICANT
        if not self.change.differs:
            return f"not tested, {amounts.within_guard_band(self.change.better, self.change.low)}"
        return f"not tested, {amounts.about_time_change(*self.time_ratio)}"


class Series(Struct, frozen=True):
    """The same device, variant and options on one board; versions from old to new, two at least."""

    steps: tuple[Step, ...]

    @property
    def newest(self) -> Line:
        return self.steps[-1].line

    @property
    def regressed(self) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if step.regressed)


def series_of(lines: Iterable[Line]) -> list[Series]:
    """lines: of one harness. Of each workload on a device the one system with most versions.

    Every step of them is told apart in one family.
    """
    chosen = _one_each([_by_version(group) for group in _systems(lines)])
    pairs = [Pair(a, b) for group in chosen for a, b in pairwise(group)]
    changes = iter(apart.verdicts(pairs))
    return [
        Series((Step(group[0], None), *(Step(line, next(changes)) for line in group[1:]))) for group in chosen
    ]


def _systems(lines: Iterable[Line]) -> list[list[Line]]:
    """Lines that differ in nothing but the version, each ranked or superseded."""
    found: dict[tuple[object, ...], list[Line]] = {}
    for line in lines:
        if line.judged.value and (line.table or line.why_unranked is Unranked.OLDER_VERSION):
            place = (line.workload, line.board, line.tier, line.device)
            around = (round((line.memory_bytes or 0) / 2**30), line.cooling, line.governor)
            found.setdefault((*place, *around, *line.system), []).append(line)
    return list(found.values())


def _by_version(group: Sequence[Line]) -> list[Line]:
    """Old to new; of two builds of one version the later measured."""
    newest = {line.runtime_version: line for line in sorted(group, key=lambda line: line.created)}
    return sorted(newest.values(), key=lambda line: version_order(line.runtime_version))


def _one_each(groups: Iterable[Sequence[Line]]) -> list[Sequence[Line]]:
    """Of each workload and device, in this order: with most versions, first asked one query after another."""

    def preference(group: Sequence[Line]) -> tuple[object, ...]:
        newest = group[-1]
        return -len(group), newest.scenario != ONE_AFTER_THE_OTHER, newest.rank or (10**9,), newest.path

    best: dict[tuple[str, str], Sequence[Line]] = {}
    for group in sorted((group for group in groups if len(group) > 1), key=preference):
        best.setdefault((group[0].workload, group[0].device), group)
    return [best[key] for key in sorted(best)]
