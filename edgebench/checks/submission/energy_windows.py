"""Every meter has one window of each process, as long as the process's own and of the same queries."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from edgebench.checks.submitted import Problem, Submitted
from edgebench.model.energy import EnergyWindow
from edgebench.model.result import Result

RULE = "energy-windows"


def check(submitted: Submitted) -> list[Problem]:
    """Energy and speed come from the same queries; windows of one meter do not overlap."""
    return [
        submitted.problem(RULE, place, f"{what}.", "Submit the file as `edgebench run` wrote it.")
        for place, what in _faults(submitted.result)
    ]


def _faults(result: Result) -> Iterator[tuple[str, str]]:
    if result.energy is None:
        return
    for place, window in enumerate(result.energy.windows):
        for what in _of_window(result, window):
            yield f"$.energy.windows[{place}]", what
    for number in range(len(result.energy.meters)):
        windows = [one for one in result.energy.windows if one.meter == number]
        processes = sorted(one.process for one in windows)
        if processes != list(range(len(result.processes))):
            seen = ", ".join(map(str, processes)) or "none"
            yield "$.energy.windows", f"Meter {number} has windows of these processes: {seen}"
        elif _overlap(windows):
            yield "$.energy.windows", f"Windows of meter {number} overlap"


def _of_window(result: Result, window: EnergyWindow) -> Iterator[str]:
    if window.process >= len(result.processes):
        yield f"It is of process {window.process}, and there are {len(result.processes)}"
        return
    process = result.processes[window.process]
    if window.queries != process.queries:
        yield f"It has {window.queries} queries, its process {process.queries}"
    length_us = window.ended_us - window.began_us
    if (length_us + 1) * 1000 < process.window_ns:  # a part of a microsecond is left out
        yield f"It has {length_us} us, its process's window {process.window_ns} ns"


def _overlap(windows: list[EnergyWindow]) -> bool:
    in_time = sorted(windows, key=lambda one: one.began_us)
    return any(one.ended_us > later.began_us for one, later in itertools.pairwise(in_time))
