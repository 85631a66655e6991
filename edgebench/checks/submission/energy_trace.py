"""Every meter names the file of its raw readings, with as many bytes as so many readings may have."""

from __future__ import annotations

from edgebench.checks.submitted import Problem, Submitted
from edgebench.model.energy import Meter

RULE = "energy-trace"
FEWEST_READINGS = 2
"""Of a window: where it begins and where it ends."""
MOST_BYTES = 200
"""Of a reading: a line of whole numbers, before it is packed."""
HEAD_BYTES = 4096


def check(submitted: Submitted) -> list[Problem]:
    """An energy that is doubted is computed again from them."""
    energy = submitted.result.energy
    if energy is None or submitted.result.kind != "measured":
        return []
    least = FEWEST_READINGS * len(submitted.result.processes)
    return [
        submitted.problem(
            RULE, f"$.energy.meters[{place}].raw", f"{fault}.", "Submit the file as `edgebench run` wrote it."
        )
        for place, one in enumerate(energy.meters)
        if (fault := _fault(one, least))
    ]


def _fault(meter: Meter, least: int) -> str | None:
    if meter.raw is None:
        return "It names no readings"
    if meter.raw.samples < least or meter.raw.bytes == 0:
        return f"{meter.raw.samples} readings in {meter.raw.bytes} bytes are fewer than {least}"
    if meter.raw.bytes > HEAD_BYTES + MOST_BYTES * meter.raw.samples:
        return f"{meter.raw.bytes} bytes are more than {meter.raw.samples} readings have"
    return None
