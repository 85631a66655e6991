"""Results each of which keeps every rule by itself, and which do not go together."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from msgspec import structs

from edgebench import histogram
from edgebench.model.process import Process
from edgebench.model.result import Result
from tests.build import Changes, edited, processes, result
from tests.redteam.sealed import real, resealed

HOUR_MS = 3_600_000


class Together(NamedTuple):
    """Files, the rule that refuses one of them, and words of its message."""

    rule: str
    message: str
    make: Callable[[], list[Result]]


def later(ms: float = 9.0, changes: Changes | None = None, after_ms: int = HOUR_MS) -> Result:
    """The other cell of the session of `result()`, measured after it."""
    windows = [
        structs.replace(one, order=5 + place, began_ms=one.began_ms + after_ms)
        for place, one in enumerate(processes(ms))
    ]
    return result(ms, changes, processes=windows)


def _again(changes: Changes, keep: int = 5) -> Result:
    """The same measurement with other words around it; only so many of its processes are the same."""
    windows = [*processes(8.0)[:keep], *processes(8.5)[keep:]]
    return result(changes={"session.id": "f" * 16, **changes}, processes=windows)


def _renumbered() -> Result:
    one = later()
    windows = [structs.replace(each, order=place) for place, each in enumerate(one.processes)]
    return result(9.0, processes=windows)


def _longer() -> Result:
    windows = [structs.replace(one, window_ns=one.window_ns + 1) for one in real().processes]
    return _of_another_session(windows)


def _with_other_tails() -> Result:
    """Of each process the slowest query a bucket slower."""
    windows = []
    for one in real().processes:
        slower = histogram.upper_edge(histogram.bucket(one.latency.max_ns) + 1)
        *others, before, _ = one.latency.counts
        counts = [*others, before - 1, 1] if before < 0 else [*others, before, -1, 1]
        latency = structs.replace(
            one.latency, counts=counts, max_ns=slower, sum_ns=one.latency.sum_ns + slower - one.latency.max_ns
        )
        rows = [slower if row == one.latency.max_ns else row for row in one.series.max_ns]
        series = structs.replace(one.series, max_ns=rows)
        windows.append(structs.replace(one, latency=latency, series=series))
    return _of_another_session(windows)


def _of_another_session(windows: list[Process]) -> Result:
    told = {"session.id": "f" * 16, "device.unit": "5eed0002", "provenance.submitter": "mallory"}
    return resealed(edited(structs.replace(real(), processes=windows), told))


TOGETHER: dict[str, Together] = {
    "a measurement under another unit": Together(
        "duplicates", "5 of 5 processes", lambda: [result(), _again({"device.unit": "5eed0002"})]
    ),
    "a measurement dated anew": Together(
        "duplicates", "5 of 5 processes", lambda: [result(), _again({"created": "2026-11-21T10:08Z"})]
    ),
    "a measurement under another version": Together(
        "duplicates", "5 of 5 processes", lambda: [result(), _again({"sut.runtime.version": "2.3.0"})]
    ),
    "one good process in two results": Together(
        "duplicates", "1 of 5 processes", lambda: [result(), _again({}, keep=1)]
    ),
    "a measurement a nanosecond longer": Together(
        "duplicates", "5 of 5 processes", lambda: [real(), _longer()]
    ),
    "a measurement whose slowest query is another": Together(
        "duplicates", "5 of 5 processes", lambda: [real(), _with_other_tails()]
    ),
    "a session on two devices": Together(
        "session-agrees", "device.unit", lambda: [result(), later(changes={"device.unit": "5eed0002"})]
    ),
    "a session of two plans": Together(
        "session-agrees",
        "session.plan_sha256",
        lambda: [result(), later(changes={"session.plan_sha256": "0" * 64})],
    ),
    "a third cell of two": Together(
        "session-agrees",
        "a session of 2 cells",
        lambda: [result(), later(), later(9.5, after_ms=2 * HOUR_MS)],
    ),
    "two cells at once": Together(
        "session-overlap", "before the end of", lambda: [result(), later(after_ms=70_000)]
    ),
    "two cells with one number": Together(
        "session-overlap", "after number", lambda: [result(), _renumbered()]
    ),
}
