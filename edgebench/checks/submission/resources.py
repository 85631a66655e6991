"""Size, operations and parameters of the model are those of its files and of the catalogue."""

from __future__ import annotations

from collections.abc import Iterator

from edgebench.checks.submitted import Problem, Submitted

RULE = "resources"


def check(submitted: Submitted) -> list[Problem]:
    """Whoever may choose the operations of a model makes every speed possible."""
    if submitted.result.kind != "measured":
        return []
    return [
        submitted.problem(
            RULE,
            f"$.{place}",
            f"{seen} is stored, {due} is due.",
            "Submit the file as `edgebench run` wrote it.",
        )
        for place, seen, due in _figures(submitted)
        if seen != due
    ]


def _figures(submitted: Submitted) -> Iterator[tuple[str, object, object]]:
    result, of = submitted.result, submitted.shipped.workload_of(submitted.result)
    yield (
        "resources.model_bytes",
        result.resources.model_bytes,
        sum(one.bytes for one in result.variant.files),
    )
    if of is not None and result.workload.division == "closed":
        yield "resources.macs", result.resources.macs, of.macs
        yield "resources.parameters", result.resources.parameters, of.parameters
