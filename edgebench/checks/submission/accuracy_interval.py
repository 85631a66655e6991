"""An accuracy lies inside its own interval."""

from __future__ import annotations

from edgebench.checks.submitted import Problem, Submitted

RULE = "accuracy-interval"


def check(submitted: Submitted) -> list[Problem]:
    """Every interval that edgebench stores is drawn around its value; a missing end bounds nothing."""
    accuracy = submitted.result.accuracy
    if accuracy is None:
        return []
    value = accuracy.value_ppm
    low = 0 if accuracy.low_ppm is None else accuracy.low_ppm
    high = 1_000_000 if accuracy.high_ppm is None else accuracy.high_ppm
    if low <= value <= high:
        return []
    what = f"{value} is stored with an interval of {low} to {high}."
    todo = "Submit the file as `edgebench run` wrote it."
    return [submitted.problem(RULE, "$.accuracy.value_ppm", what, todo)]
