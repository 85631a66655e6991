"""The kind of device is what its slug and its hypervisor say."""

from __future__ import annotations

import re
from collections.abc import Iterator

from edgebench.checks.submitted import Problem, Submitted
from edgebench.model.device import NO_HYPERVISOR

RULE = "device-kind"
HYPERVISORS = frozenset(
    {
        "apple",
        "bhyve",
        "bochs",
        "hyperv",
        "kvm",
        "parallels",
        "qemu",
        "unknown",
        "virtualbox",
        "vmware",
        "xen",
    }
)
"""As edgebench/probes/virtualization.py names them."""
RESERVED = frozenset({"signatures"})
GUEST = re.compile(
    r"(?i)\b(qemu|kvm) |\bvirtual cpu\b|^amd epyc(-\w+)?( processor)?$|^intel (xeon|core) processor \(|"
    r"^intel\(r\) xeon\(r\) (cpu|processor) @"
)
"""Names of processors that only hypervisors give: bare ones have a number."""
MEND = "Submit the file as `edgebench run` wrote it."


def check(submitted: Submitted) -> list[Problem]:
    """A virtual machine is ranked among its own: neither its name nor its kind may hide it."""
    return [submitted.problem(RULE, "$.device.kind", f"{what}.", MEND) for what in _faults(submitted)]


def _faults(submitted: Submitted) -> Iterator[str]:
    device = submitted.result.device
    if device.slug in RESERVED:
        yield f"A device is not named {device.slug}, which is a folder of the results for something else"
    known = submitted.shipped.device(device.slug)
    if known is not None and known.kind != device.kind:
        yield f"It is {device.kind}, {device.slug} is a device of kind {known.kind}"
    if (device.kind == "vm") != device.hypervisor:
        yield f"It is {device.kind}, and the hypervisor is {device.virtual}"
        return
    if device.virtual not in HYPERVISORS | NO_HYPERVISOR:
        yield f"There is no hypervisor {device.virtual}"
    if device.hypervisor or submitted.result.kind != "measured":
        return
    if GUEST.search(device.cpu.model):
        yield f"It is {device.kind}, and only guests of a hypervisor have a {device.cpu.model[:60]!a}"
    if any(one.steal_ns for one in submitted.result.processes):
        yield f"It is {device.kind}, and a hypervisor took CPU time from it"
