"""The bytes are the one way to write this content: sorted keys, no spaces, UTF-8."""

from __future__ import annotations

from edgebench.checks.submitted import Problem, Submitted

RULE = "canonical-bytes"


def check(submitted: Submitted) -> list[Problem]:
    """Whatever an editor or a formatter touched."""
    if submitted.data == submitted.canonical:
        return []
    at = next(
        (
            i
            for i, (seen, due) in enumerate(zip(submitted.data, submitted.canonical, strict=False))
            if seen != due
        ),
        min(len(submitted.data), len(submitted.canonical)),
    )
    return [
        submitted.problem(
            RULE,
            "",
            f"From byte {at} on this is not what edgebench writes for the same content.",
            "Submit the file as `edgebench run` wrote it; editors and formatters must not touch it.",
        )
    ]
