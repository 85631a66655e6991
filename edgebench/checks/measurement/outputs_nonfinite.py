"""The network answered with NaN or infinity."""

from __future__ import annotations

from typing import Final

from edgebench.checks import Values
from edgebench.model.finding import Finding
from edgebench.model.result import Result

RULE = "outputs-nonfinite"
LEVEL: Final = "error"


def check(result: Result) -> Finding | None:
    """A finding when the audit of the sample set's outputs counted any."""
    count = result.audit.nonfinite
    return Finding(RULE, LEVEL, {"values": count}) if count else None


def text(values: Values) -> str:
    """In plain words."""
    return (
        f"The outputs for the sample set hold {values['values']} values that are NaN or infinite. "
        "The answers are wrong, so the time to get them means nothing. "
        "Check the model file and its preprocessing, or try another precision or harness."
    )
