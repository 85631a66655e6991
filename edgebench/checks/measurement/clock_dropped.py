"""The CPU clock fell by more than 10 % from the first to the last third of a window."""

from __future__ import annotations

from typing import Final

from edgebench.checks import Values, facts
from edgebench.checks.measurement import latency_rose
from edgebench.model.finding import Finding
from edgebench.model.process import Process
from edgebench.model.result import Result

RULE = "clock-dropped"
LEVEL: Final = "warning"
FEWEST_ROWS = 6
MOST_LEFT_PERCENT = 90


def check(result: Result) -> Finding | None:
    """A finding from the process whose clock fell most; none where the clock is not shown.

    None either where latency-rose tells of such a fall: it says all of this, and what it cost.
    """
    changes = [change for change in map(_thirds, result.processes) if change is not None]
    if not changes:
        return None
    first, last = min(changes, key=lambda change: change[1] / change[0])
    if last * 100 >= first * MOST_LEFT_PERCENT or is_told_by(latency_rose.check(result)):
        return None
    return Finding(RULE, LEVEL, {"first-khz": first, "last-khz": last})


def text(values: Values) -> str:
    """In plain words."""
    first, last = values["first-khz"] / 1e6, values["last-khz"] / 1e6
    return (
        f"The CPU clock fell from {first:.2f} to {last:.2f} GHz within a window. "
        "The device could not hold its clock, so the figures depend on how long it ran before. "
        "Improve the cooling, or set a fixed lower clock, and run again."
    )


def is_told_by(risen: Finding | None) -> bool:
    """Whether a finding of latency-rose holds a fall of the clock that would be one of this rule."""
    match risen:
        case Finding(latency_rose.RULE, values={"first-khz": int(first), "last-khz": int(last)}):
            return last * 100 < first * MOST_LEFT_PERCENT
    return False


def _thirds(process: Process) -> tuple[int, int] | None:
    """Median clock of the window's first and last third."""
    clocks = [khz for khz in process.series.cpu_khz or () if khz is not None]
    if len(clocks) < FEWEST_ROWS:
        return None
    return facts.first_and_last(clocks, 3)
