"""Every sample got the same output."""

from __future__ import annotations

from typing import Final

from edgebench.checks import Values
from edgebench.model.finding import Finding
from edgebench.model.result import Result

RULE = "outputs-constant"
LEVEL: Final = "error"


def check(result: Result) -> Finding | None:
    """A finding when the audit saw one output for all samples."""
    if not result.audit.constant_outputs:
        return None
    return Finding(RULE, LEVEL, {"samples": result.workload.sample_set.samples})


def text(values: Values) -> str:
    """In plain words."""
    return (
        f"Every sample that was checked, of a set of {values['samples']}, got the same output. "
        "The inputs did not reach the network, or nothing was computed. "
        "Check that the harness hands over each sample and reads the outputs after the call."
    )
