"""A result file in brief, for rules over many files: a few hundred bytes, so that 100,000 fit in memory."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from edgebench import comparison, metrics
from edgebench.checks.fingerprint import digest, fingerprint
from edgebench.checks.submitted import Problem, Submitted
from edgebench.model.process import Histogram
from edgebench.model.result import Result

SAME_FIELDS = (*comparison.RANKING_FIELDS, *comparison.ROW_FIELDS, *comparison.VERSION_FIELDS)
"""Results that agree in these should agree in their figure, whichever unit of the device they are of."""

_SORTED = msgspec.json.Encoder(order="sorted")


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
    """A digest of what each measured, whatever else is said of it (fingerprint.py)."""
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
        processes=submitted.fingerprints,
        session=session.id,
        told_of_session=_told(result),
        cells=session.cells,
        spans=tuple(Span(one.order, one.began_ms, one.window_ns) for one in timed),
        same=digest([_SORTED.encode(comparison.values_of(result, SAME_FIELDS))]),
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


class OfSession(Struct, frozen=True):
    """Its name."""

    id: str


class OfProcess(Struct, frozen=True):
    """The part of a process that has a fingerprint."""

    latency: Histogram
    window_ns: int


class Outline(Struct, frozen=True):
    """What says whether two result files have to do with each other, at a part of the time."""

    kind: str
    session: OfSession
    processes: list[OfProcess]

    def digests(self) -> set[str]:
        """As a Brief has them."""
        return {fingerprint(one, self.kind) for one in self.processes if one.latency.counts}


_OUTLINE = msgspec.json.Decoder(Outline)


def outline(data: bytes) -> Outline | None:
    """Of a file's bytes; None of what is no result."""
    try:
        return _OUTLINE.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
