"""Results each of which keeps every rule by itself, and which do not go together."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from msgspec import structs

from edgebench.model.result import Result
from tests.build import Changes, processes, result

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
