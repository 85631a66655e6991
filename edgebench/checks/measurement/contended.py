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
LEAST_OF_ONE_PPM = 980_000
"""One thread computes all the time: undisturbed ones had 0.997 to 1.000 of their window."""
LEAST_OF_SEVERAL_PPM = 900_000
"""Several also wait for each other, by a share that varies from process to process."""
MOST_STEAL_PPM = 10_000
MOST_PRESSURE_PPM = 100_000


def check(result: Result) -> Finding | None:
    """The worst process decides. What the kernel does not show is not judged."""
    values: dict[str, int | str] = {}
    least_ppm = LEAST_OF_ONE_PPM if facts.threads_in_all(result) == 1 else LEAST_OF_SEVERAL_PPM
    if (cpu := _least_cpu_ppm(result)) < least_ppm:
        values["cpu-ppm"] = cpu
    threads = min(facts.threads_in_all(result), facts.usable_cpus(result))
    if (steal := max(_steal_ppm(process, threads) for process in result.processes)) > MOST_STEAL_PPM:
        values["steal-ppm"] = steal
    if (pressure := _most_pressure_ppm(result)) > MOST_PRESSURE_PPM:
        values["pressure-ppm"] = pressure
    return Finding(RULE, LEVEL, values) if values else None


def text(values: Values) -> str:
    """In plain words."""
    seen = []
    if "cpu-ppm" in values:
        seen.append(f"a process had {units.share(values['cpu-ppm'])} of the CPU time it could use")
    if "steal-ppm" in values:
        of = "it" if seen else "a process's CPU time"
        seen.append(f"the hypervisor took {units.share(values['steal-ppm'])} of {of} for others")
    if "pressure-ppm" in values:
        seen.append(f"programs waited for a CPU in {units.share(values['pressure-ppm'])} of the window")
    sentence = ", ".join(seen)
    todo = "Stop what else runs (see: edgebench doctor) and run again."
    if values.keys() == {"steal-ppm"}:
        todo = "The others cannot be stopped from here: run again when they rest, or on a machine of its own."
    return (
        f"{sentence[:1].upper()}{sentence[1:]}. "
        "Queries waited for a CPU meanwhile, so the latency is higher than the device's own. "
        f"{todo}"
    )


def _least_cpu_ppm(result: Result) -> int:
    """Of what a process could use: one thread is always busy; several, as busy as in the best process.

    A runtime that leaves threads idle does so in every process, and that is not contention. A worker
    that waits for an accelerator or for the next query to arrive is not kept waiting by others.
    """
    if not (facts.runs_on_cpu(result) and facts.keeps_busy(result)):
        return 1_000_000
    used = list(map(facts.cpu_ppm, result.processes))
    usable = 1_000_000 if facts.threads_in_all(result) == 1 else max(1, *used)
    return min(used) * 1_000_000 // usable


def _steal_ppm(process: Process, threads: int) -> int:
    """Of the time of the worker's own threads: the counter is of all CPUs, but an idle one loses nothing."""
    return (process.steal_ns or 0) * 1_000_000 // (process.window_ns * threads)


def _most_pressure_ppm(result: Result) -> int:
    """Share of the window; 0 where the worker's own threads outnumber the CPUs and wait for each other."""
    if facts.threads_in_all(result) > facts.usable_cpus(result):
        return 0
    return max(
        (process.psi_cpu_us or 0) * 1000 * 1_000_000 // process.window_ns for process in result.processes
    )
