"""Another provider or accelerator ran the network than was asked for, or ran a part of it."""

from __future__ import annotations

from typing import Final

from edgebench.checks import Values
from edgebench.model.finding import Finding
from edgebench.model.result import Result
from edgebench.model.sut import Sut

RULE = "provider-fell-back"
LEVEL: Final = "warning"
LEAST_ON_ACCELERATOR_PPM = 900_000
"""Arithmetic on shapes and a last softmax stay on the CPU by design; more than a tenth is the network's."""
WHATEVER = "default"
"""The provider of a harness that asks its runtime for none."""


def check(result: Result) -> Finding | None:
    """A finding from the accelerator, else from the provider; and from the operators, where they are told."""
    values: dict[str, int | str] = {}
    sut, accelerator = result.sut, result.provenance.repeat.accelerator
    if not _is(accelerator, sut.accelerator):
        values |= {"asked": accelerator, "used": sut.accelerator}
    elif sut.provider != WHATEVER and not any(_is(sut.provider, one) for one in sut.provider_used.split(",")):
        values |= {"asked": sut.provider, "used": sut.provider_used}
    if accelerator != "cpu" and (few := _too_few(sut)):
        values |= {"accelerator": accelerator, **few}
    return Finding(RULE, LEVEL, values) if values else None


def text(values: Values) -> str:
    """In plain words."""
    seen, means = [], []
    if "asked" in values:
        seen.append(f"{values['asked']} was asked for and {values['used']} ran")
        means.append(f"The result is one of {values['used']}, not of {values['asked']}.")
    if "operators" in values:
        moved, total = values["on-accelerator"], values["operators"]
        seen.append(f"{moved} of {total} operators ran on {values['accelerator']}")
        means.append("What is left ran on the CPU, and the time holds the way between the two.")
    todo = "Mend the runtime's installation or its driver (edgebench doctor shows what it can use here)"
    if "asked" not in values:
        todo = "Choose a variant whose operators the accelerator has (another precision or format)"
    return f"{', and '.join(seen)}. {' '.join(means)} {todo}, or run without --accelerator."


def _too_few(sut: Sut) -> dict[str, int]:
    """The operators on the accelerator and all of them, where more than a tenth stayed away."""
    total, moved = sut.operators_total, sut.operators_on_accelerator
    if total is None or moved is None or moved * 1_000_000 >= total * LEAST_ON_ACCELERATOR_PPM:
        return {}
    return {"on-accelerator": moved, "operators": total}


def _is(asked: str, used: str) -> bool:
    """Whether `used` is what was asked for or tells it more exactly: GPU.0 is a GPU, GPU.10 is no GPU.1."""
    asked, used = asked.casefold(), used.strip().casefold()
    return used == asked or used.startswith((f"{asked}.", f"{asked}:", f"{asked} "))
