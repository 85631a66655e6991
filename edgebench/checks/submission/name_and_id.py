"""The file name ends in the first 16 digits of the sha256 of the file."""

from __future__ import annotations

from edgebench.checks.submitted import Problem, Submitted

RULE = "name-and-id"


def check(submitted: Submitted) -> list[Problem]:
    """A content that changed after the file was named, or a name that was typed."""
    ending = f"-{submitted.id[:16]}.json"
    if submitted.path.name.endswith(ending):
        return []
    return [
        submitted.problem(
            RULE,
            "",
            f"The name does not end in {ending}: the file is damaged, was edited, or was renamed.",
            "Submit the file as `edgebench run` wrote it. Results are never edited: measure again instead.",
        )
    ]
