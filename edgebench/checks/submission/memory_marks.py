"""Peak memory only rises from start to end, and is no more than the device has."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from edgebench.checks.submitted import Problem, Submitted
from edgebench.model.result import Result

RULE = "memory-marks"


def check(submitted: Submitted) -> list[Problem]:
    """They are readings of one high-water mark of resident memory."""
    return [
        submitted.problem(
            RULE, f"$.processes[{place}].memory", f"{what}.", "Submit the file as `edgebench run` wrote it."
        )
        for place, what in _faults(submitted.result)
    ]


def _faults(result: Result) -> Iterator[tuple[int, str]]:
    most = result.device.memory_bytes
    for place, process in enumerate(result.processes):
        memory = process.memory
        marks = (memory.start, memory.imported, memory.loaded, memory.ran)
        if any(later < one for one, later in itertools.pairwise(marks)):
            yield place, f"Marks of {', '.join(map(str, marks))} bytes do not rise"
        if most is not None and max(marks) > most:
            yield place, f"{max(marks)} bytes do not fit the device's {most}"
