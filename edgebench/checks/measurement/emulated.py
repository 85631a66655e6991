"""The processor is imitated in software."""

from __future__ import annotations

from typing import Final

from edgebench.checks import Values
from edgebench.model.finding import Finding
from edgebench.model.result import Result

RULE = "emulated"
LEVEL: Final = "warning"


def check(result: Result) -> Finding | None:
    """A finding for user-mode and for whole-system emulation."""
    if result.device.emulated == "none":
        return None
    return Finding(RULE, LEVEL, {"emulated": result.device.emulated})


def text(values: Values) -> str:
    """In plain words."""
    what = {"user": "this program's", "system": "the whole machine's"}[values["emulated"]]
    return (
        f"An emulator imitates {what} processor. "
        "Times say nothing about the processor it imitates, so the result is not ranked. "
        "Run on the real device; answers and accuracy may be used as they are."
    )
