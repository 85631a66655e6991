"""Scope pipeline names its stages, whose times fill the latencies; scope model names none."""

from __future__ import annotations

from edgebench.checks import facts
from edgebench.checks.submitted import Problem, Submitted
from edgebench.model.process import Process
from edgebench.model.result import Result

RULE = "stages-fit-latency"
LEAST_PERCENT = 80
"""Of the latencies: around the stages the clock is read and sums are kept, about 1 us a query."""


def check(submitted: Submitted) -> list[Problem]:
    """A query's stages follow each other within its latency, and no time of it is left to none of them.

    Where queries arrive by the clock their latency holds the time they waited, which is no stage's.
    """
    seen = ((place, _fault(submitted.result, one)) for place, one in enumerate(submitted.result.processes))
    return [
        submitted.problem(
            RULE, f"$.processes[{place}].stages", f"{fault}.", "Submit the file as `edgebench run` wrote it."
        )
        for place, fault in seen
        if fault
    ]


def _fault(result: Result, process: Process) -> str | None:
    stages, scope = process.stages, result.load.scope
    if (stages is None) != (scope == "model"):
        return f"Stages are {'missing' if stages is None else 'stored'} in scope {scope}"
    if stages is None:
        return None
    total_ns = stages.preprocess_ns + stages.inference_ns + stages.postprocess_ns
    if total_ns > process.latency.sum_ns:
        return f"Stages of {total_ns} ns do not fit latencies of {process.latency.sum_ns} ns"
    if facts.keeps_busy(result) and total_ns * 100 < process.latency.sum_ns * LEAST_PERCENT:
        return f"Stages of {total_ns} ns are less than {LEAST_PERCENT} % of {process.latency.sum_ns} ns"
    return None
