"""A device does not contradict the profile that its name stands for: processor, memory, accelerators."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from edgebench.checks.submitted import KnownDevice, Problem, Submitted
from edgebench.model.device import Device

RULE = "device-profile"
THREADS_A_CORE = 2
LEAST_SHARE = 2
"""The kernel and a GPU keep memory for themselves; half of the smallest size sold they leave."""


def check(submitted: Submitted) -> list[Problem]:
    """Of a generic profile the name says how many cores there are; cores may have been switched off."""
    device = submitted.result.device
    known = submitted.shipped.device(device.slug)
    if known is None or submitted.result.kind == "imported":  # whose device is what a person typed
        return []
    faults = _of_generic(device) if device.slug not in submitted.shipped.devices else _of_known(device, known)
    todo = "If it is another device, name it by its own profile: edgebench doctor --write-profile."
    return [submitted.problem(RULE, f"$.device.{name}", f"{what}.", todo) for name, what in faults]


def _of_generic(device: Device) -> Iterator[tuple[str, str]]:
    if not device.slug.endswith(f"-{device.cpu.cores}"):
        yield "cpu.cores", f"{device.cpu.cores} cores, and its name is {device.slug}"
        return
    words = re.findall("[a-z0-9]+", device.cpu.model.lower()) or ["unknown"]
    told = device.slug.split("-")[1:-1]  # the last may have been cut
    if not told or "" in told:
        yield "slug", f"{device.slug} names no processor"
    elif not all(one in words for one in told[:-1]) or not any(one.startswith(told[-1]) for one in words):
        yield "cpu.model", f"{device.cpu.model[:60]!a}, and its name is {device.slug}"


def _strange(model: str, known: Collection[str]) -> str | None:
    """The first of a processor's kinds of cores, fastest first, that is none of these."""
    return next((one for one in model.split(" + ") if not any(each in one for each in known)), None)


def _of_known(device: Device, known: KnownDevice) -> Iterator[tuple[str, str]]:
    if (device.profile_revision or 0) > known.revision:
        yield "profile_revision", f"It is {device.profile_revision}, and {device.slug} is at {known.revision}"
    if known.cores is not None:
        if device.cpu.cores > known.cores:
            yield "cpu.cores", f"{device.cpu.cores} cores, and a {device.slug} has {known.cores}"
        if device.cpu.online > THREADS_A_CORE * known.cores:
            yield "cpu.online", f"{device.cpu.online} CPUs, and a {device.slug} has {known.cores} cores"
    if known.processors and (strange := _strange(device.cpu.model, known.processors)):
        yield "cpu.model", f"{strange[:60]!a}, and a {device.slug} has {' + '.join(known.processors)}"
    memory, sold = device.memory_bytes, known.memory_bytes
    if memory is not None and sold and not min(sold) // LEAST_SHARE < memory <= max(sold):
        yield "memory_bytes", f"{memory}, and a {device.slug} is sold with {', '.join(map(str, sold))}"
    missing = [one for one in known.accelerators if one not in device.accelerators]
    if missing and device.profile_revision == known.revision:
        yield "accelerators", f"There is no {missing[0]}, which every {device.slug} has"
