"""Size, operations and parameters of the model are those of its files and of the catalogue."""

from __future__ import annotations

import math
from collections.abc import Iterator

from edgebench.checks.submitted import Problem, Submitted
from edgebench.model.result import Result
from edgebench.model.workload import Workload

RULE = "resources"
BYTES_OF = {"uint8": 1, "int8": 1, "float32": 4}


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
        if (due := _input_bytes(result, of)) is not None:
            yield "resources.input_bytes_per_sample", result.resources.input_bytes_per_sample, due
        yield "resources.macs", result.resources.macs, of.macs
        yield "resources.parameters", result.resources.parameters, of.parameters


def _input_bytes(result: Result, of: Workload) -> int | None:
    """Of scope model: the sample, or of a clip a chunk, as the variant takes it; encoded files differ."""
    variant = next((one for one in of.variant if one.name == result.variant.name), None)
    if variant is None or result.load.scope != "model":
        return None
    ((_, sample),) = of.inputs.items()
    own = sample[1:] if of.chunk_ns is not None else sample
    values = math.prod(variant.input.shape) if variant.input.shape else math.prod(own) + variant.input.context
    return values * BYTES_OF[variant.input.dtype]
