"""The kind of device is what its slug and its hypervisor say."""

from __future__ import annotations

from collections.abc import Iterator

from edgebench.checks.submitted import Problem, Submitted

RULE = "device-kind"
MEND = "Submit the file as `edgebench run` wrote it."


def check(submitted: Submitted) -> list[Problem]:
    """A virtual machine is ranked among its own: neither its name nor its kind may hide it."""
    return [submitted.problem(RULE, "$.device.kind", f"{what}.", MEND) for what in _faults(submitted)]


def _faults(submitted: Submitted) -> Iterator[str]:
    device = submitted.result.device
    known = submitted.shipped.device(device.slug)
    if known is not None and known.kind != device.kind:
        yield f"It is {device.kind}, {device.slug} is a device of kind {known.kind}"
    if (device.kind == "vm") != device.hypervisor:
        yield f"It is {device.kind}, and the hypervisor is {device.virtual}"
