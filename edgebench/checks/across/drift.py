"""A figure far from those of the same device, runtime and variant is looked at by a person."""

from __future__ import annotations

import math
from collections.abc import Sequence

from msgspec import structs

from edgebench import statistics
from edgebench.checks.brief import Brief
from edgebench.checks.submitted import Problem
from edgebench.statistics import Typical

RULE = "drift"
FEWEST_PEERS = 5
"""Of fewer the median absolute deviation says too little."""
MOST_Z = 3.5
"""Iglewicz and Hoaglin, How to detect and handle outliers (1993)."""
LARGE_GROUP = 50
"""Of more, the one that is looked at stays among its peers: it moves their median by one place at the most,
and a hundred thousand results are still looked at in seconds."""


def check(new: Sequence[Brief], known: Sequence[Brief]) -> list[tuple[Brief, Problem]]:
    """A request for review, never a refusal: the device may be the one that is right.

    A figure of 0, which has no logarithm, neither asks nor is a peer.
    """
    groups: dict[str, dict[str, int]] = {}
    for one in (*known, *new):
        if one.figure:
            groups.setdefault(one.same, {})[one.id] = one.figure
    large = {
        same: _typical(list(group.values())) for same, group in groups.items() if len(group) > LARGE_GROUP
    }
    found = []
    for one in new:
        if not one.figure:
            continue
        peers = large.get(one.same) or _typical([v for id_, v in groups[one.same].items() if id_ != one.id])
        if peers is not None and abs(peers.z(one.figure)) > MOST_Z:
            found.append((one, _problem(one, one.figure, peers)))
    return found


def _typical(figures: Sequence[int]) -> Typical | None:
    return statistics.typical(figures) if len(figures) >= FEWEST_PEERS else None


def _problem(one: Brief, figure: int, peers: Typical) -> Problem:
    z = peers.z(figure)
    side = "above" if z > 0 else "below"
    what = (
        f"{figure} is {abs(z):.1f} robust standard deviations {side} {round(math.exp(peers.middle))}, "
        f"the median of {peers.n} results of the same kind."
    )
    todo = "Say in the pull request what is different: cooling, power supply, other work on the machine."
    return structs.replace(one.problem(RULE, "$.summary", what, todo), level="review")
