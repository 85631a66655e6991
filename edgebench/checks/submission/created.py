"""The date is a real one: after the project began, and not after tomorrow."""

from __future__ import annotations

import datetime

from edgebench.checks.submitted import Problem, Submitted

RULE = "created"
PROJECT_BEGAN = datetime.datetime(2026, 11, 21, tzinfo=datetime.timezone.utc)
AHEAD = datetime.timedelta(days=1)
"""A clock may be in another zone than it believes."""
_PARTS = ((0, 4), (5, 2), (8, 2), (11, 2), (14, 2))
"""Where year, month, day, hour and minute begin, and how many digits they have."""
MEND = "Set the device's clock (timedatectl), then measure again."


def check(submitted: Submitted) -> list[Problem]:
    """A board without a battery begins in 1970; results of tomorrow would stay the newest for ever."""
    created = submitted.result.created
    try:
        when = _moment(created)
    except ValueError:
        return [submitted.problem(RULE, "$.created", f"There is no {created}.", MEND)]
    if PROJECT_BEGAN <= when <= submitted.now + AHEAD:
        return []
    bound = f"{PROJECT_BEGAN:%Y-%m-%d}, when the project began" if when < PROJECT_BEGAN else "today and a day"
    side = "before" if when < PROJECT_BEGAN else "after"
    return [submitted.problem(RULE, "$.created", f"{created} is {side} {bound}.", MEND)]


def _moment(minute: str) -> datetime.datetime:
    """Of `2026-11-21T10:07Z`, whose form its type holds, at a tenth of strptime's time. Raises ValueError."""
    year, month, day, hour, past = (int(minute[at : at + size]) for at, size in _PARTS)
    return datetime.datetime(year, month, day, hour, past, tzinfo=datetime.timezone.utc)
