"""Files of one session tell the same of it: one device, one plan, one edgebench, and no cell too many."""

from __future__ import annotations

from collections.abc import Sequence

from edgebench.checks.brief import Brief
from edgebench.checks.submitted import Problem

RULE = "session-agrees"
MEND = "Submit the files as `edgebench run` wrote them."


def check(new: Sequence[Brief], known: Sequence[Brief]) -> list[tuple[Brief, Problem]]:
    """Differences are claimed to be significant within a session only, so nothing may join one later."""
    groups: dict[str, list[Brief]] = {}
    for one in known:
        if one.spans:
            groups.setdefault(one.session, []).append(one)
    found = []
    for one in new:
        if not one.spans:
            continue
        group = groups.setdefault(one.session, [])
        others = [other for other in group if other.id != one.id]
        if others and (fault := _fault(one, others[0], 1 + len({other.id for other in others}))):
            found.append((one, one.problem(RULE, "$.session", fault, MEND)))
        group.append(one)
    return found


def _fault(one: Brief, first: Brief, cells: int) -> str | None:
    if one.told_of_session != first.told_of_session:
        pairs = zip(one.told_of_session, first.told_of_session, strict=True)
        name, seen, due = next((name, a, b) for (name, a), (_, b) in pairs if a != b)
        return f"Its {name} is {seen}; {first.where}, of the same session, has {due}."
    return f"It is file {cells} of a session of {one.cells} cells." if cells > one.cells else None
