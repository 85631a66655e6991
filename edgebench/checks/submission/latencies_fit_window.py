"""The latencies of a process add up to no more than its window, times the streams."""

from __future__ import annotations

from edgebench.checks.submitted import Problem, Submitted

RULE = "latencies-fit-window"


def check(submitted: Submitted) -> list[Problem]:
    """Not asked where queries arrive by a clock of their own and wait for each other."""
    load = submitted.result.load
    if load.scenario == "server" or load.period_ns:
        return []
    streams = load.streams or 1
    return [
        submitted.problem(
            RULE,
            f"$.processes[{place}].latency.sum_ns",
            f"Latencies of {process.latency.sum_ns} ns do not fit {streams} x {process.window_ns} ns.",
            "Submit the file as `edgebench run` wrote it.",
        )
        for place, process in enumerate(submitted.result.processes)
        if process.latency.sum_ns > process.window_ns * streams
    ]
