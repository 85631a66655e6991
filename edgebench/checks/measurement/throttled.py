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
        f"{_meaning(values['flags'].split())} and run again."
    )


def _meaning(flags: list[str]) -> str:
    """By what was short: power, cooling, or either (a capped clock may come of both)."""
    short_of_power = [flag.startswith("under_voltage") for flag in flags]
    if all(short_of_power):
        return (
            "This measures the power supply as much as the processor. "
            "Use a stronger supply and a shorter cable, or lower the power mode,"
        )
    if any(short_of_power):
        return (
            "This measures cooling and power supply as much as the processor. "
            "Add a heatsink or a fan and use a stronger supply, or lower the power mode,"
        )
    return "This measures cooling as much as the processor. Add a heatsink or a fan, or lower the power mode,"


def _raised(throttle: Throttle) -> set[str]:
    """Flags that came in the window, and those of the moment. One that only says `since boot` may be old."""
    came = set(throttle.after) - set(throttle.before)
    moment = {flag for flag in throttle.before + throttle.after if not _lasts(flag)}
    return {flag.partition("=")[0] for flag in came | moment}


def _lasts(flag: str) -> bool:
    """A mark or a counter that stays until a reboot (edgebench/probes/throttle.py)."""
    return flag.endswith("_since_boot") or "=" in flag
