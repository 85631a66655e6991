"""The firmware or the kernel limited the clock during the run."""

from __future__ import annotations

from typing import Final

from edgebench.checks import Values
from edgebench.model.finding import Finding
from edgebench.model.process import Throttle
from edgebench.model.result import Result

RULE = "throttled"
LEVEL: Final = "warning"
TEXT_LENGTH = 200


def check(result: Result) -> Finding | None:
    """A finding from flags that appeared in a window or held at one of its ends."""
    raised = [_raised(process.throttle) for process in result.processes]
    flags = sorted(set().union(*raised))
    if not flags:
        return None
    throttled = sum(map(bool, raised))
    return Finding(
        RULE,
        LEVEL,
        {
            "flags": " ".join(flags)[:TEXT_LENGTH],
            "processes": len(raised),
            "throttled": throttled,
        },
    )


def text(values: Values) -> str:
    """In plain words."""
    return (
        f"The device limited its clock in {values['throttled']} of {values['processes']} processes "
        f"({values['flags']}). "
        "This measures cooling or power supply as much as the processor. "
        "Add a heatsink, a fan or a stronger supply, or lower the power mode, and run again."
    )


def _raised(throttle: Throttle) -> set[str]:
    """Flags that came in the window, and those of the moment. One that only says `since boot` may be old."""
    came = set(throttle.after) - set(throttle.before)
    moment = {flag for flag in throttle.before + throttle.after if not _lasts(flag)}
    return {flag.partition("=")[0] for flag in came | moment}


def _lasts(flag: str) -> bool:
    """A mark or a counter that stays until a reboot (edgebench/probes/throttle.py)."""
    return flag.endswith("_since_boot") or "=" in flag
