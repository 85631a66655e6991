"""No more outputs differ than were compared, and some were."""

from __future__ import annotations

from edgebench.checks.submitted import Problem, Submitted

RULE = "audit-counts"


def check(submitted: Submitted) -> list[Problem]:
    """Outputs of the timed run are compared with those of the same samples afterwards."""
    if submitted.result.kind != "measured":
        return []
    audit = submitted.result.audit
    if 0 < audit.timed_outputs_checked >= audit.timed_outputs_differ:
        return []
    what = f"{audit.timed_outputs_differ} of {audit.timed_outputs_checked} outputs differ."
    todo = "Submit the file as `edgebench run` wrote it."
    return [submitted.problem(RULE, "$.audit.timed_outputs_checked", what, todo)]
