"""Figures of a process that more than one rule needs."""

from __future__ import annotations

from edgebench import histogram
from edgebench.model.process import Process
from edgebench.model.result import Result


def typical_ns(process: Process) -> int:
    """Median latency of a query; where calls were timed in groups, of the groups' mean calls."""
    return histogram.percentile(process.latency, 500_000)


def cpu_milli(process: Process) -> int:
    """CPU time over wall time of the window in thousandths: 1970 is two busy threads."""
    return process.cpu_ns * 1000 // process.window_ns


def runs_on_cpu(result: Result) -> bool:
    """Elsewhere the worker's threads wait for the accelerator, and their CPU time says little."""
    return result.sut.accelerator == "cpu"
