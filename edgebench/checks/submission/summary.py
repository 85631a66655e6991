"""The summary is what its method gives for these processes."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from edgebench import summary
from edgebench.checks.submitted import Problem, Submitted

RULE = "summary"
ROUNDED = {"value", "low", "high"}
"""May be one unit off: logarithms end in different last bits on different machines."""


def check(submitted: Submitted) -> list[Problem]:
    """One problem a figure."""
    result = submitted.result
    method = summary.METHODS.get(result.summary.method)
    if method is None:
        what = f"This edgebench has no method {result.summary.method}."
        return [submitted.problem(RULE, "$.summary.method", what, "Upgrade edgebench, or measure again.")]
    try:
        computed = method(result.processes, result.load, result.points)
    except (ArithmeticError, ValueError) as error:  # figures no measurement has, such as a percentile of 0
        what = f"It cannot be computed from the processes: {error}."
        return [submitted.problem(RULE, "$.summary", what, "Submit the file as `edgebench run` wrote it.")]
    if computed == result.summary:
        return []
    due = msgspec.to_builtins(computed)
    return [
        submitted.problem(
            RULE,
            place,
            f"{seen} is stored, the processes give {expected}.",
            "Submit the file as `edgebench run` wrote it.",
        )
        for place, seen, expected in _differences(msgspec.to_builtins(result.summary), due, "$.summary")
    ]


def _differences(stored: object, due: object, place: str) -> Iterator[tuple[str, object, object]]:
    if isinstance(stored, dict) and isinstance(due, dict):
        for key, item in stored.items():
            yield from _differences(item, due[key], f"{place}.{key}")
    elif stored != due and not _within_one_unit(stored, due, place):
        yield place, stored, due


def _within_one_unit(stored: object, due: object, place: str) -> bool:
    if not (isinstance(stored, int) and isinstance(due, int)):
        return False
    return place.rpartition(".")[2] in ROUNDED and abs(stored - due) <= 1
