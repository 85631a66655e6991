"""A figure far from those of the same device, runtime and variant is looked at by a person."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from msgspec import structs

from edgebench.checks.submitted import Problem
from edgebench.checks.trace import Trace

RULE = "drift"
FEWEST_PEERS = 5
"""Of fewer the median absolute deviation says too little."""
MOST_Z = 3.5
"""Iglewicz and Hoaglin, How to detect and handle outliers (1993)."""
SCALE = 1.4826
"""Of a normal distribution: standard deviation over median absolute deviation."""
LEAST_SHARE = 0.02
"""Of the median, for the deviation: peers may agree better than two sessions of one device do."""


def check(new: Sequence[Trace], known: Sequence[Trace]) -> list[tuple[Trace, Problem]]:
    """A request for review, never a refusal: the device may be the one that is right."""
    groups: dict[str, dict[str, int]] = {}
    for one in (*known, *new):
        if one.figure is not None:
            groups.setdefault(one.same, {})[one.id] = one.figure
    found = []
    for one in new:
        peers = [figure for id_, figure in groups.get(one.same, {}).items() if id_ != one.id]
        z = None if one.figure is None else robust_z(one.figure, peers)
        if z is not None and abs(z) > MOST_Z:
            what = (
                f"{one.figure} is {abs(z):.1f} robust standard deviations {'above' if z > 0 else 'below'} "
                f"{round(statistics.median(peers))}, the median of {len(peers)} results of the same kind."
            )
            todo = (
                "Say in the pull request what is different: cooling, power supply, other work on the machine."
            )
            problem = one.problem(RULE, "$.summary", what, todo)
            found.append((one, structs.replace(problem, level="review")))
    return found


def robust_z(figure: float, peers: Sequence[float]) -> float | None:
    """(figure - median) / (1.4826 median absolute deviation), of at least FEWEST_PEERS others."""
    if len(peers) < FEWEST_PEERS:
        return None
    median = statistics.median(peers)
    deviation = SCALE * statistics.median(abs(one - median) for one in peers)
    scale = max(deviation, LEAST_SHARE * median)
    return (figure - median) / scale if scale > 0 else None
