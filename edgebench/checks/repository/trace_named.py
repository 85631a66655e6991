"""A power trace is named, by its hash and its size, by a result that the same branch adds beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from edgebench.checks.changed import Proposal
from edgebench.checks.submitted import Problem
from edgebench.energy.trace_file import TraceFile
from edgebench.model.energy import RawTrace, trace_name

RULE = "trace-named"


def check(proposal: Proposal) -> list[Problem]:
    """Of the traces that were read: what nobody names is nobody's measurement."""
    return [
        one.problem(
            RULE, f"{fault}.", "Submit it with the result that it is of, as `edgebench run` wrote both."
        )
        for one in proposal.at("trace")
        if (read := proposal.traces.get(one.path)) and (fault := _fault(one.path, read, proposal))
    ]


def _fault(path: str, read: TraceFile, proposal: Proposal) -> str | None:
    if not path.endswith(f"/{trace_name(read.sha256)}"):
        return f"Its SHA-256 begins with {read.sha256[:16]}, not with what the name says"
    named = next((raw for raw in named_beside(path, proposal) if raw.sha256 == read.sha256), None)
    if named is None:
        return "No result of this branch in the same folder names it"
    return None if named.bytes == read.bytes else f"It has {read.bytes} bytes, its result says {named.bytes}"


def named_beside(path: str, proposal: Proposal) -> Iterator[RawTrace]:
    """What the results of the same folder name."""
    folder = PurePosixPath(path).parent
    for place, result in proposal.results.items():
        if PurePosixPath(place).parent == folder and result.energy is not None:
            yield from (meter.raw for meter in result.energy.meters if meter.raw is not None)
