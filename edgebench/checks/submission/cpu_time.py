"""A process has no more CPU time than its CPUs give, and the threads that took effect follow from it."""

from __future__ import annotations

import statistics
from collections.abc import Iterator

from edgebench.checks.submitted import Problem, Submitted
from edgebench.model.result import Result

RULE = "cpu-time"
SPARE_PERCENT = 10
"""CPU time is counted by another clock than the window."""


def check(submitted: Submitted) -> list[Problem]:
    """Both are of the window's blocks of timed calls."""
    if submitted.result.kind != "measured":
        return []
    return [
        submitted.problem(RULE, place, f"{what}.", "Submit the file as `edgebench run` wrote it.")
        for place, what in _faults(submitted.result)
    ]


def _faults(result: Result) -> Iterator[tuple[str, str]]:
    online = result.device.cpu.online
    counted = any(one.cpu_ns for one in result.processes)
    for place, one in enumerate(result.processes):
        if counted and not one.cpu_ns:
            yield f"$.processes[{place}].cpu_ns", "It is 0, and other processes of the file took CPU time"
        if one.cpu_ns * 100 > one.window_ns * online * (100 + SPARE_PERCENT):
            yield (
                f"$.processes[{place}].cpu_ns",
                f"{one.cpu_ns} ns of CPU time do not fit {online} CPUs for {one.window_ns} ns",
            )
    due = int(statistics.median(one.cpu_ns * 1000 // one.window_ns for one in result.processes))
    if result.sut.threads_effective_milli != due:
        stored = result.sut.threads_effective_milli
        yield "$.sut.threads_effective_milli", f"{stored} is stored, the processes give {due}"
