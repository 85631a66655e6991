"""The number of threads that ran is not the number that was asked for."""

from __future__ import annotations

from typing import Final

from edgebench.checks import Values, facts
from edgebench.checks.measurement import contended
from edgebench.model.finding import Finding
from edgebench.model.result import Result

RULE = "threads-ignored"
LEVEL: Final = "warning"
ONE_AT_MOST_MILLI = 1200
"""CPU time over wall time of what still counts as one thread."""


def check(result: Result) -> Finding | None:
    """A finding when more ran than were asked for, or several were asked for and one ran (on the CPU).

    Of several threads that were busy in part nothing is said: they may have waited for each other.
    Around the model one thread works, so that in scope pipeline few say nothing. Nor do they where there
    is one CPU for all, or where others had the CPUs: contended says so.
    """
    asked, used_milli = facts.threads_in_all(result), result.sut.threads_effective_milli
    too_many = used_milli > asked * ONE_AT_MOST_MILLI
    possible = min(asked, facts.usable_cpus(result))
    too_few = possible > 1 and used_milli < ONE_AT_MOST_MILLI and _computes_only(result)
    if not too_many and (not too_few or contended.check(result)):
        return None
    streams = {"streams": result.load.streams} if result.load.streams else {}
    return Finding(RULE, LEVEL, {"asked": asked, "used-milli": used_milli, **streams})


def _computes_only(result: Result) -> bool:
    """Whether the window's time is the runtime's, and spent on the CPU."""
    return facts.runs_on_cpu(result) and facts.keeps_busy(result) and result.load.scope == "model"


def text(values: Values) -> str:
    """In plain words."""
    asked = (
        "one thread was asked for" if values["asked"] == 1 else f"{values['asked']} threads were asked for"
    )
    if (streams := values.get("streams", 1)) > 1:
        asked += f", those of {streams} streams"
    return (
        f"On average {values['used-milli'] / 1000:.1f} threads were busy while {asked}. "
        "The runtime, or a limit on its processor time, decided otherwise, "
        "so the result is not what its thread setting says. "
        "Check the harness's thread option and the CPUs this process may use."
    )
