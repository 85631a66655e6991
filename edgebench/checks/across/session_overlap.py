"""Processes of one session do not overlap, in whichever files they are."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from edgebench.checks.brief import Brief, Span
from edgebench.checks.submission.windows_in_session import overlap_ms
from edgebench.checks.submitted import Problem

RULE = "session-overlap"


def check(new: Sequence[Brief], known: Sequence[Brief]) -> list[tuple[Brief, Problem]]:
    """A session measures one process after the other; within a file it is windows-in-session's."""
    groups: dict[str, dict[str, Brief]] = {}
    for one in (*known, *new):
        groups.setdefault(one.session, {}).setdefault(one.id, one)
    fresh = {one.id for one in new}
    return [
        pair for group in groups.values() if len(group) > 1 for pair in _faults(list(group.values()), fresh)
    ]


def _faults(files: Sequence[Brief], fresh: set[str]) -> list[tuple[Brief, Problem]]:
    spans = sorted(
        ((span, one) for one in files for span in one.spans),
        key=lambda pair: (pair[0].began_ms, pair[0].order),
    )
    found = []
    for (span, one), (later, other) in itertools.pairwise(spans):
        if one.id == other.id or not (what := _fault(span, later)):
            continue
        blamed, beside = (other, one) if other.id in fresh else (one, other)
        if blamed.id in fresh:
            todo = "If the clock was set during the session, run it again; else submit what was written."
            found.append((blamed, blamed.problem(RULE, "$.processes", f"{what} of {beside.where}.", todo)))
    return found


def _fault(one: Span, later: Span) -> str | None:
    if later.order <= one.order:
        return f"Number {later.order} of the session began at {later.began_ms} ms, after number {one.order}"
    if overlap := overlap_ms(one.began_ms, one.window_ns, later.began_ms):
        return f"Number {later.order} of the session began {overlap} ms before the end of number {one.order}"
    return None
