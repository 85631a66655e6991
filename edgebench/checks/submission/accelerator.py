"""An accelerator is one that its harness uses and that the device has."""

from __future__ import annotations

from collections.abc import Iterator

from edgebench.checks import facts, harnesses
from edgebench.checks.submitted import Problem, Submitted
from edgebench.model.device import Device

RULE = "accelerator"
MEND = "Submit the file as `edgebench run` wrote it; edgebench doctor lists the accelerators it sees."
ANY = "any"
DRIVERS = {"tegra": "NVIDIA", "microsoft": ANY}
"""Words in a kernel's name -> whose accelerators it drives without naming them: Jetsons' GPU, and any that
Windows lends to its subsystem for Linux."""


def check(submitted: Submitted) -> list[Problem]:
    """The bounds of an accelerator are thousands of times those of a CPU."""
    result = submitted.result
    if result.kind != "measured" or facts.runs_on_cpu(result):
        return []
    faults = _faults(result.sut.harness, result.sut.accelerator, result.device)
    return [submitted.problem(RULE, "$.sut.accelerator", f"{what}.", MEND) for what in faults]


def _faults(harness: str, asked: str, device: Device) -> Iterator[str]:
    known = harnesses.OWN.get(harness)
    if known is not None and not known.takes(asked):
        yield f"{known.runtime} runs on {known.told()} in harness {harness}, not on {asked[:40]!a}"
    elif not (_makers(device) if known is None else _makers(device) & {known.maker, ANY}):
        there = ", ".join(device.accelerators) or "none"
        yield f"It is {asked[:40]!a}, and the accelerators of the device are: {there}"


def _makers(device: Device) -> set[str]:
    told = {maker for word, maker in DRIVERS.items() if word in device.kernel.lower()}
    return told | {harnesses.maker_of(one) for one in device.accelerators}
