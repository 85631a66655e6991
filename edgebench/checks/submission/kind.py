"""A result is measured, or it is imported and says from which tool."""

from __future__ import annotations

from edgebench.checks.submitted import Problem, Submitted

RULE = "kind"


def check(submitted: Submitted) -> list[Problem]:
    """Rules ask less of what another tool measured; that must not be claimed without naming it."""
    result = submitted.result
    if result.kind == "derived":
        what, todo = "Nothing of edgebench derives results.", "Submit what it was derived from."
    elif result.kind == "imported" and result.imported is None:
        what, todo = "It is imported, and does not say from where.", "Import it again: edgebench import."
    elif result.kind == "measured" and result.imported is not None:
        what = f"It is measured, and imported from {result.imported.tool}."
        todo = "Submit the file as it was written."
    else:
        return []
    return [submitted.problem(RULE, "$.kind", what, todo)]
