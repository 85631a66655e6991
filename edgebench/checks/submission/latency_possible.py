"""No query is answered sooner than the device's cores and clock allow."""

from __future__ import annotations

from edgebench.checks import ceilings
from edgebench.checks.submitted import Problem, Submitted

RULE = "latency-possible"


def check(submitted: Submitted) -> list[Problem]:
    """The least latency, also by the engine's own time; where a sample's multiply-accumulates are known."""
    result = submitted.result
    macs, most = result.resources.macs, ceilings.macs_a_second(result)
    if macs is None:
        return []
    least_ns = macs * result.load.samples_per_query * 10**9 // most
    return [
        submitted.problem(
            RULE,
            f"$.processes[{place}].{name}.min_ns",
            f"A query in {one.min_ns} ns, where {macs * result.load.samples_per_query} multiply-accumulates "
            f"take this device {least_ns} ns at the least.",
            "Check that the harness waits for the outputs, and run again.",
        )
        for place, process in enumerate(result.processes)
        for name, one in (("latency", process.latency), ("engine_latency", process.engine_latency))
        if one is not None and one.min_ns < least_ns
    ]
