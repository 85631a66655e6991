"""What rules over many files keep of each: a few hundred bytes, so that 100,000 fit in memory."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import msgspec
from msgspec import Struct

from edgebench import comparison, metrics
from edgebench.checks.submitted import Problem, Submitted
from edgebench.model.process import Process
from edgebench.model.result import Result

SAME_FIELDS = (*comparison.RANKING_FIELDS, *comparison.ROW_FIELDS, *comparison.VERSION_FIELDS)
"""Results that agree in these should agree in their figure, whichever unit of the device they are of."""

_SORTED = msgspec.json.Encoder(order="sorted")


class Span(Struct, frozen=True):
    """One process in its session."""

    order: int
    began_ms: int
    window_ns: int


class Trace(Struct, frozen=True):
    """One readable result file."""

    where: str
    """Its path, as `Problem.where` begins."""
    id: str
    processes: tuple[str, ...]
    """A digest of what each measured: its window and latencies, whatever else is said of it."""
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


def trace(submitted: Submitted) -> Trace:
    """Of one file, pure."""
    result, session = submitted.result, submitted.result.session
    measured = result.processes if result.kind == "measured" else []
    return Trace(
        where=ascii(str(submitted.path))[1:-1],
        id=submitted.id,
        processes=tuple(_measured(one) for one in result.processes),
        session=session.id,
        told_of_session=_told(result),
        cells=session.cells,
        spans=tuple(Span(one.order, one.began_ms, one.window_ns) for one in measured),
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


def _measured(one: Process) -> str:
    return _digest([msgspec.json.encode(one.latency), str(one.window_ns).encode()])


def _digest(parts: Iterable[bytes]) -> str:
    return hashlib.sha256(b"\n".join(parts)).hexdigest()[:32]
