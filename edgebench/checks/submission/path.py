"""The file lies where its content says: device/workload/harness-variant-scenario-id.json."""

from __future__ import annotations

from pathlib import PurePosixPath

from edgebench.checks.submitted import Problem, Submitted

RULE = "path"
_ID_AND_SUFFIX = len("0123456789abcdef.json")


def check(submitted: Submitted) -> list[Problem]:
    """The id at the end of the name is the rule name-and-id's."""
    if _without_id(submitted.path) == _without_id(submitted.proper_path):
        return []
    return [submitted.problem(RULE, "", f"Its content belongs at {submitted.proper_path}.", "Move it there.")]


def _without_id(path: PurePosixPath) -> PurePosixPath:
    return path.with_name(path.name[:-_ID_AND_SUFFIX] or path.name)
