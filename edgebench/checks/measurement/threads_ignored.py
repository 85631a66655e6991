"""The number of threads that ran is not the number that was asked for."""

from __future__ import annotations

from typing import Final

from edgebench.checks import Values, facts
from edgebench.model.finding import Finding
from edgebench.model.result import Result

RULE = "threads-ignored"
LEVEL: Final = "warning"
ONE_AT_MOST_MILLI = 1200
"""CPU time over wall time of what still counts as one thread."""


def check(result: Result) -> Finding | None:
    """A finding when one was asked and more ran, or several were asked and one ran (on the CPU)."""
    asked, used_milli = result.sut.threads, result.sut.threads_effective_milli
    too_many = asked == 1 and used_milli > ONE_AT_MOST_MILLI
    too_few = asked > 1 and used_milli < ONE_AT_MOST_MILLI and facts.runs_on_cpu(result)
    if not (too_many or too_few):
        return None
    return Finding(RULE, LEVEL, {"asked": asked, "used-milli": used_milli})


def text(values: Values) -> str:
    """In plain words."""
    asked = "one thread was" if values["asked"] == 1 else f"{values['asked']} threads were"
    return (
        f"On average {values['used-milli'] / 1000:.1f} threads were busy while {asked} asked for. "
        "The runtime, or a limit on its processor time, decided otherwise, "
        "so the result is not what its thread setting says. "
        "Check the harness's thread option and the CPUs this process may use."
    )
