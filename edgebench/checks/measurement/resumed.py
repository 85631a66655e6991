"""The session was interrupted and gone on with later."""

from __future__ import annotations

from typing import Final

from edgebench.checks import Values
from edgebench.model.finding import Finding
from edgebench.model.result import Result

RULE = "resumed"
LEVEL: Final = "info"


def check(result: Result) -> Finding | None:
    """A finding when the session was resumed at least once."""
    if not result.session.resumed:
        return None
    return Finding(RULE, LEVEL, {"boots": result.session.boot_count, "resumed": result.session.resumed})


def text(values: Values) -> str:
    """In plain words."""
    times = "once" if values["resumed"] == 1 else f"{values['resumed']} times"
    return (
        f"The session was resumed {times}. "
        "Its processes lie further apart in time, so more of the day's drift is in the interval. "
        "Nothing to do unless a difference to another result is in doubt; then run the session in one piece."
    )
