"""No process is in two files: a measurement under another name is the same measurement."""

from __future__ import annotations

from collections.abc import Sequence

from edgebench.checks.brief import Brief
from edgebench.checks.submitted import Problem

RULE = "duplicates"


def check(new: Sequence[Brief], known: Sequence[Brief]) -> list[tuple[Brief, Problem]]:
    """The later of two new files is refused; a file is known again by its id, and that is no duplicate."""
    holders = {process: one for one in reversed(known) for process in one.processes}
    found = []
    for one in new:
        other = next((holders[each] for each in one.processes if each in holders), None)
        if other is not None and other.id != one.id:
            shared = sum(each in holders and holders[each].id == other.id for each in one.processes)
            what = f"{shared} of {len(one.processes)} processes are those of {other.where}."
            todo = "Submit one of the two files; to correct a result, measure again."
            found.append((one, one.problem(RULE, "$.processes", what, todo)))
        for process in one.processes:
            holders.setdefault(process, one)
    return found
