"""One sample again and again is more than 10 % faster than changing samples (MLPerf TEST04)."""

from __future__ import annotations

from typing import Final

from edgebench.checks import Values
from edgebench.model.finding import Finding
from edgebench.model.result import Result

RULE = "repeated-sample-faster"
LEVEL: Final = "warning"


def check(result: Result) -> Finding | None:
    """A finding above a ratio of 1.1; none where the ratio was not measured."""
    ratio = result.audit.fresh_over_repeated_ppm
    if ratio is None or ratio <= 1_100_000:
        return None
    return Finding(RULE, LEVEL, {"fresh-over-repeated-ppm": ratio})


def text(values: Values) -> str:
    """In plain words."""
    percent = (values["fresh-over-repeated-ppm"] - 1_000_000) / 10_000
    return (
        f"Changing samples take {percent:.0f} % longer than one sample repeated. "
        "Answers may come from a cache, or the time depends on the content of the sample. "
        "Read the harness for results kept between calls; if there are none, "
        "the figures hold for this sample set only."
    )
