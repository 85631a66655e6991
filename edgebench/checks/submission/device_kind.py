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
    due = submitted.shipped.kind_of_device(device.slug)
    if due is not None and due != device.kind:
        yield f"It is {device.kind}, {device.slug} is a device of kind {due}"
    if (device.kind == "vm") != device.hypervisor:
        yield f"It is {device.kind}, and the hypervisor is {device.virtual}"
