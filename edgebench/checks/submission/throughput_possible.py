"""No process computes more multiply-accumulates a second than the device's cores and clock allow."""

from __future__ import annotations

from edgebench.checks import ceilings
from edgebench.checks.submitted import Problem, Submitted

RULE = "throughput-possible"


def check(submitted: Submitted) -> list[Problem]:
    """Where the multiply-accumulates of a sample are known; an accelerator's bound is that of its kind."""
    result = submitted.result
    macs, most = result.resources.macs, ceilings.macs_a_second(result)
    if macs is None:
        return []
    return [
        submitted.problem(
            RULE,
            f"$.processes[{place}].window_ns",
            f"{process.samples} samples of {macs} multiply-accumulates in {process.window_ns} ns are more "
            f"than the {most} a second that this device can compute.",
            "Check that the harness waits for the outputs, and run again.",
        )
        for place, process in enumerate(result.processes)
        if macs * process.samples * 10**9 > most * process.window_ns
    ]
