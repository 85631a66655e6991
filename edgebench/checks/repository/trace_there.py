"""The readings of a new result's meters lie beside it, unless their file is larger than a trace may be."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from edgebench.checks.changed import Proposal
from edgebench.checks.repository.file_size import LARGEST_TRACE
from edgebench.checks.submitted import Problem
from edgebench.model.result import Result

RULE = "trace-there"
TODO = "Submit it with the result, as `edgebench run` wrote both."


def check(proposal: Proposal) -> list[Problem]:
    """Of the results that were read: an energy is computed again from its readings, or it is a claim."""
    there = {*proposal.base, *(one.path for one in proposal.present())}
    return [
        one.problem(RULE, f"The readings of its meter are not there: {missing}.", TODO)
        for one in proposal.at("result")
        if (result := proposal.results.get(one.path))
        for missing in _traces(one.path, result)
        if missing not in there
    ]


def _traces(path: str, result: Result) -> Iterator[str]:
    folder = PurePosixPath(path).parent
    for meter in result.energy.meters if result.energy is not None else ():
        if meter.raw is not None and meter.raw.bytes <= LARGEST_TRACE:
            yield str(folder / meter.raw.file_name)
