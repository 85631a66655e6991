"""Processes follow each other: each began after the one before it had ended, in the session's order."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from edgebench.checks.submitted import Problem, Submitted
from edgebench.model.result import Result

RULE = "windows-in-session"
ROUNDED_MS = 2
"""Of a window's beginning and end, each rounded to 1 ms."""
CLOCK_PPM = 1000
"""Windows are timed by a clock that runs freely, their beginnings by one that is set while it runs."""


def check(submitted: Submitted) -> list[Problem]:
    """Two at once would share the device, and one written twice would overlap itself."""
    if submitted.result.kind != "measured":
        return []
    return [
        submitted.problem(
            RULE,
            f"$.processes[{place}]",
            f"{what}.",
            "If the clock was set during the session, run it again; else submit the file as it was written.",
        )
        for place, what in _faults(submitted.result)
    ]


def overlap_ms(began_ms: int, window_ns: int, next_began_ms: int) -> int:
    """How far the next window lies inside this one, beyond rounding and the clock's own error."""
    end_ns = began_ms * 1_000_000 + window_ns - window_ns * CLOCK_PPM // 1_000_000
    return max(0, end_ns // 1_000_000 - ROUNDED_MS - next_began_ms)


def _faults(result: Result) -> Iterator[tuple[int, str]]:
    for place, (one, later) in enumerate(itertools.pairwise(result.processes), start=1):
        if later.order <= one.order:
            yield place, f"It is number {later.order} of the session, the one before it number {one.order}"
        elif overlap_ms(one.began_ms, one.window_ns, later.began_ms):
            end_ms = one.began_ms + one.window_ns // 1_000_000
            yield place, f"It began at {later.began_ms} ms, when the one before it ran until {end_ms} ms"
