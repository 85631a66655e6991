"""A figure far from those of the same device, runtime and variant is looked at by a person."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from msgspec import Struct, structs

from edgebench.checks.brief import Brief
from edgebench.checks.submitted import Problem

RULE = "drift"
FEWEST_PEERS = 5
"""Of fewer the median absolute deviation says too little."""
MOST_Z = 3.5
"""Iglewicz and Hoaglin, How to detect and handle outliers (1993)."""
SCALE = 1.4826
"""Of a normal distribution: standard deviation over median absolute deviation."""
LARGE_GROUP = 50
"""Of more, the one that is looked at stays among its peers: it moves their median by one place at the most,
and a hundred thousand results are still looked at in seconds."""
LEAST_SHARE = 0.02
"""Of the median, for the deviation: peers may agree better than two sessions of one device do."""


class Typical(Struct, frozen=True):
    """Of the figures of a group: how many, their median, and the scale of their scatter."""

    count: int
    median: float
    scale: float


def check(new: Sequence[Brief], known: Sequence[Brief]) -> list[tuple[Brief, Problem]]:
    """A request for review, never a refusal: the device may be the one that is right."""
    groups: dict[str, dict[str, int]] = {}
    for one in (*known, *new):
        if one.figure is not None:
            groups.setdefault(one.same, {})[one.id] = one.figure
    large = {
        same: typical(list(group.values())) for same, group in groups.items() if len(group) > LARGE_GROUP
    }
    found = []
    for one in new:
        if one.figure is None:
            continue
        peers = large.get(one.same) or typical([v for id_, v in groups[one.same].items() if id_ != one.id])
        z = None if peers is None else (one.figure - peers.median) / peers.scale
        if peers is not None and z is not None and abs(z) > MOST_Z:
            side = "above" if z > 0 else "below"
            what = (
                f"{one.figure} is {abs(z):.1f} robust standard deviations {side} {round(peers.median)}, "
                f"the median of {peers.count} results of the same kind."
            )
            todo = (
                "Say in the pull request what is different: cooling, power supply, other work on the machine."
            )
            problem = one.problem(RULE, "$.summary", what, todo)
            found.append((one, structs.replace(problem, level="review")))
    return found


def typical(figures: Sequence[float]) -> Typical | None:
    """Median and 1.4826 median absolute deviations, of at least FEWEST_PEERS figures that are not all 0."""
    if len(figures) < FEWEST_PEERS:
        return None
    median = statistics.median(figures)
    deviation = SCALE * statistics.median(abs(one - median) for one in figures)
    scale = max(deviation, LEAST_SHARE * median)
    return Typical(len(figures), median, scale) if scale > 0 else None
