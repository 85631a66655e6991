"""Something else used the processor during the window."""

from __future__ import annotations

from typing import Final

from edgebench import units
from edgebench.checks import Values, facts
from edgebench.model.finding import Finding
from edgebench.model.process import Process
from edgebench.model.result import Result

RULE = "contended"
LEVEL: Final = "warning"
LEAST_CPU_PPM = 900_000
MOST_STEAL_PPM = 10_000
MOST_PRESSURE_PPM = 100_000


def check(result: Result) -> Finding | None:
    """The worst process decides. What the kernel does not show is not judged."""
    values: dict[str, int | str] = {}
    if (cpu := _least_cpu_ppm(result)) < LEAST_CPU_PPM:
        values["cpu-ppm"] = cpu
    if (
        steal := max(_steal_ppm(process, result.sut.threads) for process in result.processes)
    ) > MOST_STEAL_PPM:
        values["steal-ppm"] = steal
    if (pressure := max(map(_pressure_ppm, result.processes))) > MOST_PRESSURE_PPM:
        values["pressure-ppm"] = pressure
    return Finding(RULE, LEVEL, values) if values else None


def text(values: Values) -> str:
    """In plain words."""
    seen = []
    if "cpu-ppm" in values:
        seen.append(f"a process had {units.share(values['cpu-ppm'])} of the CPU time it could use")
    if "steal-ppm" in values:
        seen.append(f"the hypervisor took {units.share(values['steal-ppm'])} of it for others")
    if "pressure-ppm" in values:
        seen.append(f"programs waited for a CPU in {units.share(values['pressure-ppm'])} of the window")
    sentence = ", ".join(seen)
    return (
        f"{sentence[:1].upper()}{sentence[1:]}. "
        "Queries waited for other programs, so the latency is higher than the device's own. "
        "Stop what else runs (see: edgebench doctor) and run again."
    )


def _least_cpu_ppm(result: Result) -> int:
    """Of what a process could use: one thread is always busy; several, as busy as in the best process.

    A runtime that leaves threads idle does so in every process, and that is not contention.
    """
    if not facts.runs_on_cpu(result):
        return 1_000_000
    used = [facts.cpu_milli(process) for process in result.processes]
    usable = 1000 if result.sut.threads == 1 else max(1, *used)
    return min(used) * 1_000_000 // usable


def _steal_ppm(process: Process, threads: int) -> int:
    """Of the time of the worker's own threads: the counter is of all CPUs, but an idle one loses nothing."""
    return (process.steal_ns or 0) * 1_000_000 // (process.window_ns * threads)


def _pressure_ppm(process: Process) -> int:
    return (process.psi_cpu_us or 0) * 1000 * 1_000_000 // process.window_ns
