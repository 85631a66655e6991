"""One stream has more threads than there are cores."""

from __future__ import annotations

from typing import Final

from edgebench import units
from edgebench.checks import Values, facts
from edgebench.model.finding import Finding
from edgebench.model.result import Result

RULE = "more-threads-than-cores"
LEVEL: Final = "info"


def check(result: Result) -> Finding | None:
    """A finding on the CPU; of several streams more-streams-than-cores tells the same."""
    threads, cores = result.sut.threads, facts.usable_cores(result)
    if (result.load.streams or 1) > 1 or threads <= cores or not facts.runs_on_cpu(result):
        return None
    return Finding(RULE, LEVEL, {"cores": cores, "threads": threads})


def text(values: Values) -> str:
    """In plain words."""
    return (
        f"{values['threads']} threads shared {units.counted(values['cores'], 'core')}. "
        "Those beyond one a core take turns or share its units, so this measures the scheduler of the "
        "operating system too. "
        "To measure the device at its best, ask for a thread a core (--threads all)."
    )
