"""The median latency rose by more than 5 % from the first to the last fifth of the window."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from edgebench import units
from edgebench.checks import Values, facts
from edgebench.model.finding import Finding
from edgebench.model.result import Result

RULE = "latency-rose"
LEVEL: Final = "warning"
PARTS = 5
FEWEST_ROWS = 3 * PARTS
"""Three rows at each end: with two, one disturbed second would be half of an end."""
EXPECTED_IN = "sustained"
"""Made to show the change."""
STEADY_PERCENT = 98
"""Of a clock that did not fall: a boosted one wanders by a percent or two."""


class Change(Struct, frozen=True):
    """A figure's median in the first and in the last fifth of a window."""

    first: int
    last: int


def check(result: Result) -> Finding | None:
    """A finding from the process in the middle: a neighbour slows one or two, a device that heats up all."""
    if result.load.scenario == EXPECTED_IN or not facts.keeps_busy(result):  # there it holds a queue
        return None
    changes = [(_change(one.series.p50_ns), one) for one in result.processes]
    judged = [(latency, one) for latency, one in changes if latency is not None and latency.first > 0]
    if not judged:
        return None
    judged.sort(key=lambda pair: pair[0].last / pair[0].first)
    latency, process = judged[(len(judged) - 1) // 2]
    if latency.last * 100 <= latency.first * 105:
        return None
    values = {"first-ns": latency.first, "last-ns": latency.last}
    if facts.runs_on_cpu(result):  # beside an accelerator the CPU's clock falls because it has nothing to do
        values |= _ends("khz", process.series.cpu_khz)
    return Finding(RULE, LEVEL, {**values, **_ends("mc", process.series.temperature_mc)})


def text(values: Values) -> str:
    """In plain words."""
    first, last = values["first-ns"], values["last-ns"]
    seen = (
        f"The median latency rose by {100 * last / first - 100:.0f} % within a window, "
        f"from {units.duration(first)} to {units.duration(last)}"
    )
    meanwhile = []
    if "last-khz" in values:
        meanwhile.append(_moved("clock", values["first-khz"] / 1e6, values["last-khz"] / 1e6, 2, "GHz"))
    if "last-mc" in values:
        meanwhile.append(_moved("temperature", values["first-mc"] / 1e3, values["last-mc"] / 1e3, 1, "°C"))
    return f"{seen}{', while ' if meanwhile else ''}{' and '.join(meanwhile)}. {_meaning(values)}"


def _meaning(values: Values) -> str:
    if "last-khz" not in values:
        return (
            "The device was not steady, so the figures depend on how long it had run before. "
            "Improve its cooling, stop other programs (see: edgebench doctor) and run again."
        )
    if values["last-khz"] * 100 < values["first-khz"] * STEADY_PERCENT:
        return (
            "The device could not hold its clock, so this measures its cooling and its power supply "
            "as much as its processor. "
            "Add a heatsink or a fan, or lower the power mode, and run again."
        )
    return (
        "The clock does not explain it, so something else took the time: "
        "other programs, memory, or a limit that the clock does not show. "
        "Stop other programs (see: edgebench doctor) and run again."
    )


def _ends(unit: str, column: Sequence[int | None] | None) -> dict[str, int]:
    """The column at the same ends, where the device shows it."""
    change = _change(column or ())
    return {} if change is None else {f"first-{unit}": change.first, f"last-{unit}": change.last}


def _change(column: Sequence[int | None]) -> Change | None:
    known = [value for value in column if value is not None]
    return Change(*facts.first_and_last(known, PARTS)) if len(known) >= FEWEST_ROWS else None


def _moved(name: str, first: float, last: float, places: int, unit: str) -> str:
    """`the clock fell from 1.50 to 1.00 GHz`; one that reads the same at both ends stayed."""
    begin, end = f"{first:.{places}f}", f"{last:.{places}f}"
    if begin == end:
        return f"the {name} stayed at {end} {unit}"
    return f"the {name} {'fell' if last < first else 'rose'} from {begin} to {end} {unit}"
