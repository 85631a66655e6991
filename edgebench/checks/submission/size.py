"""The file has at most 96 KiB, in tier reference with its ten processes 192 KiB."""

from __future__ import annotations

from edgebench.checks.submitted import Problem, Submitted
from edgebench.model.scenario import TierName

RULE = "size"
KIB = {"smoke": 96, "standard": 96, "reference": 192}
"""Latencies of five processes on a busy machine took 51 of 66 KiB; an idle one's file has 22 to 51."""


def largest_bytes(tier: TierName) -> int:
    """What a file of this tier may have."""
    return KIB[tier] * 1024


def check(submitted: Submitted) -> list[Problem]:
    """A repository of results lasts when each is small."""
    largest = largest_bytes(submitted.result.load.tier)
    if len(submitted.data) <= largest:
        return []
    return [
        submitted.problem(
            RULE,
            "",
            f"It has {len(submitted.data)} bytes; at most {largest} are accepted.",
            "Run again on an idle machine with the tier's own number of processes (without --repeats): the "
            "latencies of a disturbed run lie in thousands of buckets.",
        )
    ]
