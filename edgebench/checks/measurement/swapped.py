"""Part of the worker's memory was swapped out."""

from __future__ import annotations

from typing import Final

from edgebench import units
from edgebench.checks import Values
from edgebench.model.finding import Finding
from edgebench.model.result import Result

RULE = "swapped"
LEVEL: Final = "warning"


def check(result: Result) -> Finding | None:
    """A finding from the process that had most in swap."""
    most = max(process.swapped_bytes for process in result.processes)
    return Finding(RULE, LEVEL, {"swapped-bytes": most}) if most else None


def text(values: Values) -> str:
    """In plain words."""
    return (
        f"{units.size(values['swapped-bytes'])} of the worker's memory was in swap. "
        "Queries may have waited for storage. "
        "Free memory, or choose a smaller variant, and run again."
    )
