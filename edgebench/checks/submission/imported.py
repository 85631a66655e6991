"""A result of another tool says so, names what is missing, and claims nothing only edgebench measures."""

from __future__ import annotations

from collections.abc import Iterator

from edgebench import missing
from edgebench.checks.submitted import Problem, Submitted
from edgebench.model.result import Result

RULE = "imported"
MEND = "Import it again with edgebench import; an imported result is never edited."


def check(submitted: Submitted) -> list[Problem]:
    """Rules that ask less of such a result, and rankings, go by `kind`, which the rule of that name holds."""
    return [submitted.problem(RULE, place, f"{what}.", MEND) for place, what in _faults(submitted.result)]


def _faults(result: Result) -> Iterator[tuple[str, str]]:
    if result.kind != "imported" or result.imported is None:
        return
    for place, seen, due in (
        ("$.workload.division", result.workload.division, "open"),
        ("$.tool.harness_known", result.tool.harness_known, False),
        ("$.sut.harness", result.sut.harness, result.imported.tool),
        ("$.session.id", result.session.id, result.imported.file_sha256[:16]),
        ("$.processes", len(result.processes), 1),
        ("$.energy", result.energy is not None, False),
        ("$.accuracy", result.accuracy is not None, False),
        ("$.agreement", result.agreement is not None, False),
    ):
        if seen != due:
            yield place, f"It is {seen}, of another tool's run it is {due}"
    for field, what in missing.faults(result):
        yield f"$.imported.missing: {field}", what
