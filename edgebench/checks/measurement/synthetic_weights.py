"""The weights are a seeded stand-in, not the trained ones."""

from __future__ import annotations

from typing import Final

from edgebench.checks import Values
from edgebench.model.finding import Finding
from edgebench.model.result import Result

RULE = "synthetic-weights"
LEVEL: Final = "info"


def check(result: Result) -> Finding | None:
    """A finding from the variant's own word."""
    if result.variant.weights != "synthetic":
        return None
    return Finding(RULE, LEVEL, {"variant": result.variant.name})


def text(values: Values) -> str:
    """In plain words."""
    return (
        f"The weights of {values['variant']} are random numbers from a fixed seed. "
        "Speed and memory are the architecture's, the answers mean nothing, and the result is not ranked. "
        "Fetch the real weights (edgebench prepare) or set EDGEBENCH_MIRROR, and run again."
    )
