"""The runtime says it computes in another precision than the model's own, or than the one asked for."""

from __future__ import annotations

from typing import Final

from edgebench.checks import Values
from edgebench.model.finding import Finding
from edgebench.model.result import Result

RULE = "precision-other-than-claimed"
LEVEL: Final = "warning"
OWN = "own"
"""What `--precision` is unless it is given: the model's."""
SAME = {"uint8": "int8"}
"""Two names of one class: arithmetic on eight bits."""


def check(result: Result) -> Finding | None:
    """A finding where the runtime reports something else; one that reports nothing is not judged.

    What OpenVINO reports is the precision of its floating-point kernels. An int8 model needs none, so
    there it means that some operators, or all, found no integer kernel. A model of int8 weights and fp32
    activations may claim either.
    """
    reported, asked = result.sut.execution_precision, result.provenance.repeat.precision
    tensors = result.variant.precision
    claimed = {tensors.weights, tensors.activations} if asked == OWN else {asked}
    if reported is None or tensors.activations == "mixed" or _class(reported) in map(_class, claimed):
        return None
    values: dict[str, int | str] = {"reported": reported, "runtime": result.sut.runtime.name}
    if asked == OWN:
        return Finding(RULE, LEVEL, {**values, "tensors": tensors.activations})
    return Finding(RULE, LEVEL, {**values, "asked": asked})


def text(values: Values) -> str:
    """In plain words."""
    runtime, reported = values["runtime"], values["reported"]
    if "asked" in values:
        return (
            f"--precision {values['asked']} was asked for, and {runtime} says it computes in {reported}. "
            f"The result is one of {reported}, whatever its settings say. "
            "Leave --precision out, or run where the processor and the runtime have it (edgebench doctor "
            "shows the processor's instructions)."
        )
    seen = f"The model's activations are {values['tensors']}, and {runtime} says it computes in {reported}. "
    if _class(values["tensors"]) == "int8":
        return (
            f"{seen}"
            "Operators for which it has no integer kernel ran in floating point, "
            "so the time is not what the quantised model could take on this device. "
            "Look at the fp32 variant, and at another format or runtime, beside it."
        )
    return (
        f"{seen}"
        "Another precision takes another time and gives other answers, so this is not what the variant says. "
        "Ask for it with --precision if it is meant; if it is not, make the harness forbid it."
    )


def _class(precision: str) -> str:
    folded = precision.casefold()
    return SAME.get(folded, folded)
