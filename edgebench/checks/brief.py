"""A result file in brief, for rules over many files: a few hundred bytes, so that 100,000 fit in memory."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable
from typing import Protocol

import msgspec
from msgspec import Struct

from edgebench import comparison, metrics
from edgebench.checks.submitted import Problem, Submitted
from edgebench.model.process import Histogram
from edgebench.model.result import Result

SAME_FIELDS = (*comparison.RANKING_FIELDS, *comparison.ROW_FIELDS, *comparison.VERSION_FIELDS)
"""Results that agree in these should agree in their figure, whichever unit of the device they are of."""

_SORTED = msgspec.json.Encoder(order="sorted")


_LOG2_TAU = math.log2(2 * math.pi)
REACH = 32
"""Entries of a histogram on each side of the fullest bucket."""
ENOUGH_BITS = 64
"""Of 2^40 pairs of processes one in 2^24 collections then has a pair that is alike by chance."""


class Span(Struct, frozen=True):
    """One process in its session."""

    order: int
    began_ms: int
    window_ns: int


class Brief(Struct, frozen=True):
    """One readable result file."""

    where: str
    """Its path, as `Problem.where` begins."""
    id: str
    processes: tuple[str, ...]
    """A digest of what each measured, whatever else is said of it (`measured`)."""
    session: str
    told_of_session: tuple[tuple[str, str], ...]
    """Fields in which all files of a session agree, with their values."""
    cells: int
    spans: tuple[Span, ...]
    """Empty: not measured here."""
    same: str
    """A digest of SAME_FIELDS."""
    figure: int | None
    """What the scenario is judged by."""

    def problem(self, rule: str, place: str, what: str, todo: str) -> Problem:
        """A problem of this file, as Submitted has it."""
        return Problem(
            rule=rule, where=f"{self.where}: {place}" if place else self.where, what=what, todo=todo
        )


def brief(submitted: Submitted) -> Brief:
    """Of one file, pure."""
    result, session = submitted.result, submitted.result.session
    timed = result.processes if result.kind == "measured" else []
    return Brief(
        where=ascii(str(submitted.path))[1:-1],
        id=submitted.id,
        processes=tuple(measured(one, result.kind) for one in result.processes),
        session=session.id,
        told_of_session=_told(result),
        cells=session.cells,
        spans=tuple(Span(one.order, one.began_ms, one.window_ns) for one in timed),
        same=_digest([_SORTED.encode(comparison.values_of(result, SAME_FIELDS))]),
        figure=metrics.judged_by(result.load.scenario).read(result).value,
    )


def _told(result: Result) -> tuple[tuple[str, str], ...]:
    return (
        ("device.slug", result.device.slug),
        ("device.unit", result.device.unit),
        ("session.cells", str(result.session.cells)),
        ("session.plan_sha256", result.session.plan_sha256),
        ("session.seed", str(result.session.seed)),
        ("tool.edgebench", result.tool.edgebench),
        ("tool.worker_sha256", result.tool.worker_sha256),
    )


def measured(one: Window, kind: str = "measured") -> str:
    """A digest of the latencies: two runs never have the same number of them in each of many buckets.

    Only the fullest bucket and those around it count, wherever they lie and whatever is said of the tails.
    Where they tell too little, extremes, sum and window count as well.
    """
    counts = one.latency.counts
    place = counts.index(max(counts))
    middle = counts[max(0, place - REACH) : place + REACH]
    if kind == "measured" and bits(middle) >= ENOUGH_BITS:
        return _digest([msgspec.json.encode(middle)])
    return _digest([msgspec.json.encode(one.latency), str(one.window_ns).encode()])


def bits(counts: Iterable[int]) -> float:
    """How much these counts tell: -log2 of the chance that another run gives the same ones.

    Of n latencies that fall into buckets with the shares seen, by Stirling's formula, which is enough here:
    half the sum of log2(2 pi n_i), less half of log2(2 pi n).
    """
    filled = [one for one in counts if one > 0]
    if not filled:
        return 0.0
    return ((len(filled) - 1) * _LOG2_TAU + math.log2(math.prod(filled)) - math.log2(sum(filled))) / 2


class OfSession(Struct, frozen=True):
    """Its name."""

    id: str


class OfProcess(Struct, frozen=True):
    """The part of a process that `measured` looks at."""

    latency: Histogram
    window_ns: int


class Window(Protocol):
    """A process, or the part of one."""

    @property
    def latency(self) -> Histogram: ...
    @property
    def window_ns(self) -> int: ...


class Outline(Struct, frozen=True):
    """What says whether two result files have to do with each other, at a part of the time."""

    kind: str
    session: OfSession
    processes: list[OfProcess]

    def digests(self) -> set[str]:
        """As a Brief has them."""
        return {measured(one, self.kind) for one in self.processes if one.latency.counts}


_OUTLINE = msgspec.json.Decoder(Outline)


def outline(data: bytes) -> Outline | None:
    """Of a file's bytes; None of what is no result."""
    try:
        return _OUTLINE.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def _digest(parts: Iterable[bytes]) -> str:
    return hashlib.sha256(b"\n".join(parts)).hexdigest()[:32]
