"""The streams have more threads together than there are cores."""

from __future__ import annotations

from typing import Final

from edgebench.checks import Values, facts
from edgebench.model.finding import Finding
from edgebench.model.result import Result

RULE = "more-streams-than-cores"
LEVEL: Final = "info"


def check(result: Result) -> Finding | None:
    """A finding on the CPU; in front of an accelerator streams wait, and need no core each."""
    streams, cores = result.load.streams or 1, facts.usable_cores(result)
    if streams == 1 or facts.threads_in_all(result) <= cores or not facts.runs_on_cpu(result):
        return None
    return Finding(RULE, LEVEL, {"cores": cores, "streams": streams, "threads": result.sut.threads})


def text(values: Values) -> str:
    """In plain words."""
    threads, cores = values["threads"], values["cores"]
    each = "one thread" if threads == 1 else f"{threads} threads"
    todo = "To measure the model alone, bound the streams by the cores"
    return (
        f"{values['streams']} streams of {each} each shared {cores} core{'' if cores == 1 else 's'}. "
        "They took turns, so this measures the scheduler of the operating system too. "
        f"{todo}{'' if threads == 1 else ', or give each one thread (--threads 1)'}."
    )
