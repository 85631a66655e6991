"""No process computes more than 10^15 multiply-accumulates a second."""

from __future__ import annotations

from edgebench.checks.submitted import Problem, Submitted

RULE = "throughput-possible"
MOST_MACS_PER_S = 10**15
"""Several times the fastest accelerator that fits a desk; an edge device stays far below."""


def check(submitted: Submitted) -> list[Problem]:
    """Where the multiply-accumulates of a sample are known."""
    macs = submitted.result.resources.macs
    if macs is None:
        return []
    return [
        submitted.problem(
            RULE,
            f"$.processes[{place}].window_ns",
            f"{process.samples} samples of {macs} multiply-accumulates in {process.window_ns} ns cannot be.",
            "Check that the harness waits for the outputs, and run again.",
        )
        for place, process in enumerate(submitted.result.processes)
        if macs * process.samples * 10**9 > MOST_MACS_PER_S * process.window_ns
    ]
