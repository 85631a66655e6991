"""Figures of a result or a process that more than one rule needs."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from edgebench import histogram
from edgebench.model.process import Process
from edgebench.model.result import Result


def typical_ns(process: Process) -> int:
    """Median latency of a query; where calls were timed in groups, of the groups' mean calls."""
    return histogram.percentile(process.latency, 500_000)


def cpu_ppm(process: Process) -> int:
    """CPU time over wall time of the window: 1 970 000 is two busy threads."""
    return process.cpu_ns * 1_000_000 // process.window_ns


def runs_on_cpu(result: Result) -> bool:
    """Elsewhere the worker's threads wait for the accelerator, and their CPU time says little."""
    return result.sut.accelerator == "cpu"


def keeps_busy(result: Result) -> bool:
    """Whether the next query follows at once; where queries arrive by the clock the worker sleeps between."""
    return result.load.scenario != "server" and result.load.period_ns is None


def threads_in_all(result: Result) -> int:
    """Threads that were asked for, of all streams together: each stream has its own."""
    return result.sut.threads * (result.load.streams or 1)


def usable_cpus(result: Result) -> int:
    """CPUs that the worker's threads share: those it was pinned to, else all of the device."""
    return len(result.sut.affinity or ()) or result.device.cpu.online


def usable_cores(result: Result) -> int:
    """Physical cores for the worker's threads: those it was pinned to, else all of the device."""
    return len(result.sut.affinity or ()) or result.device.cpu.cores


def first_and_last(values: Sequence[int], parts: int) -> tuple[int, int]:
    """Medians of the first and the last of so many equal parts; there are at least `parts` values."""
    part = len(values) // parts
    return statistics.median_low(values[:part]), statistics.median_low(values[-part:])
