"""The accelerator took no more operators than there are."""

from __future__ import annotations

from edgebench.checks.submitted import Problem, Submitted

RULE = "operators"


def check(submitted: Submitted) -> list[Problem]:
    """Where the runtime reports both."""
    total = submitted.result.sut.operators_total
    took = submitted.result.sut.operators_on_accelerator
    if total is None or took is None or took <= total:
        return []
    what, todo = f"{took} of {total} operators.", "Submit the file as `edgebench run` wrote it."
    return [submitted.problem(RULE, "$.sut.operators_on_accelerator", what, todo)]
