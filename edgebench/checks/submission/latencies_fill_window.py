"""Where one query follows the other, their latencies fill the window."""

from __future__ import annotations

from edgebench.checks import facts
from edgebench.checks.submitted import Problem, Submitted
from edgebench.model.process import Process

RULE = "latencies-fill-window"
LEAST_PERCENT = 80
SPARE_NS = 20_000
"""Between two queries: reading the clock, and asking the engine for its own time, on a slow board."""


def check(submitted: Submitted) -> list[Problem]:
    """Else latencies were made smaller than the throughput tells.

    Of one stream: several wait for each other between their calls. Where queries arrive by the clock
    the window is longer.
    """
    result = submitted.result
    if result.kind != "measured" or not facts.keeps_busy(result) or (result.load.streams or 1) > 1:
        return []
    return [
        submitted.problem(
            RULE,
            f"$.processes[{place}].latency.sum_ns",
            f"Latencies of {process.latency.sum_ns} ns leave most of {process.window_ns} ns to nothing.",
            "Submit the file as `edgebench run` wrote it.",
        )
        for place, process in enumerate(result.processes)
        if _idle_ns(process) > 0
    ]


def _idle_ns(process: Process) -> int:
    """What of the window is neither a latency nor a share or time that may lie between them."""
    least_ns = process.window_ns * LEAST_PERCENT // 100 - process.queries * SPARE_NS
    return least_ns - process.latency.sum_ns
