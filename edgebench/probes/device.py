"""The device as a result describes it: every probe's answer in one struct."""

from __future__ import annotations

import os
import re
from collections.abc import Collection
from pathlib import Path

from msgspec import Struct

from edgebench import paths
from edgebench.model.device import DeviceKind, Emulated
from edgebench.model.reason import Reason
from edgebench.probes import (
    accelerators,
    clocks,
    cpu,
    emulation,
    identity,
    memory,
    operating_system,
    power_mode,
    recognition,
    virtualization,
)
from edgebench.probes.identity import Identity
from edgebench.probes.profile import Profile, Shows, load_profiles

__all__ = ["DeviceFacts", "Profile", "describe", "load_profiles", "slug"]

_SLUG_LENGTH = 48

# What a CPU's name carries besides its name.
_NOISE = re.compile(r"\((r|tm|c)\)|\bcpu\b|\bprocessor\b|\b\d+-core\b|@.*|\b(with|w/).*", re.IGNORECASE)


class DeviceFacts(Struct, frozen=True):
    """The `device` object of a result, less what only a person knows (cooling, power supply).

    Where a name cannot be found out it is "unknown"; a number is None, its reason beside it.
    virtual: none, a hypervisor's name or container. emulated: none, user or system.
    """

    slug: str
    profile: str
    """The slug of the profile; for a known board the two are the same."""
    name: str
    profile_revision: int
    kind: DeviceKind
    virtual: str
    virtual_evidence: tuple[str, ...]
    container: str
    emulated: Emulated
    emulated_evidence: tuple[str, ...]
    cpu: cpu.Cpu
    memory_bytes: int | None
    accelerators: tuple[str, ...]
    os: str
    kernel: str
    firmware: str | None
    power_mode: str | None
    governor: str | None
    cpu_max_khz: int | None
    gpu_max_khz: int | None
    identity: Identity
    recognised_by: str
    contradicted_by: tuple[str, ...]
    """Profiles that other signs of this machine name."""
    shows: Shows
    memory_bytes_reason: Reason | None = None
    firmware_reason: Reason | None = None
    power_mode_reason: Reason | None = None
    governor_reason: Reason | None = None
    cpu_max_khz_reason: Reason | None = None
    gpu_max_khz_reason: Reason | None = None


def describe(
    root: Path = Path("/"),
    affinity: Collection[int] | None = None,
    machine: str | None = None,
    profiles: Collection[Profile] | None = None,
) -> DeviceFacts:
    """Asks every probe once.

    affinity: CPUs that may be used; None = those of this process for root /, else all online.
    machine: what the process believes to run on (`aarch64`); None = ask Python.
    profiles: None = the shipped ones. Raises CatalogueError when one of them is wrong.
    """
    usable = own_affinity() if affinity is None and root == Path("/") else affinity
    seen_cpu = cpu.read(root, usable)
    seen_virtual = virtualization.read(root)
    seen_emulation = emulation.read(root, machine)
    system = operating_system.read(root)
    clock = clocks.read(root, usable)
    power = power_mode.read(root)
    ram = memory.read(root)
    known = load_profiles(paths.devices()) if profiles is None else profiles
    seen = identity.read(root)
    match = recognition.recognise(known, seen, seen_virtual)
    chosen = match.profile
    return DeviceFacts(
        slug=slug(chosen, seen_cpu),
        profile=chosen.slug,
        name=chosen.name,
        profile_revision=chosen.revision,
        kind=chosen.kind,
        virtual=seen_virtual.name,
        virtual_evidence=seen_virtual.evidence,
        container=system.container,
        emulated=seen_emulation.kind,
        emulated_evidence=seen_emulation.evidence,
        cpu=seen_cpu,
        memory_bytes=ram.total_bytes,
        accelerators=tuple(dict.fromkeys((*chosen.accelerators, *accelerators.read(root)))),
        os=system.name or "unknown",
        kernel=system.kernel or "unknown",
        firmware=system.firmware,
        power_mode=power.name,
        governor=clock.governor,
        cpu_max_khz=clock.cpu_max_khz,
        gpu_max_khz=clock.gpu_max_khz,
        identity=seen,
        recognised_by=match.by,
        contradicted_by=match.against,
        shows=chosen.shows,
        memory_bytes_reason=ram.reason,
        firmware_reason=system.firmware_reason,
        power_mode_reason=power.reason,
        governor_reason=clock.governor_reason,
        cpu_max_khz_reason=clock.cpu_max_khz_reason,
        gpu_max_khz_reason=clock.gpu_max_khz_reason,
    )


def slug(chosen: Profile, seen: cpu.Cpu) -> str:
    """`pi4` for a known board; `vm-amd-epyc-2` for a generic one: profile, CPU, cores."""
    if not chosen.generic:
        return chosen.slug
    words = re.sub(r"[^a-z0-9]+", "-", _NOISE.sub(" ", seen.model).lower()).strip("-")
    room = _SLUG_LENGTH - len(f"{chosen.slug}--{seen.cores}")
    return f"{chosen.slug}-{words[:room].strip('-') or 'unknown'}-{seen.cores}"


def own_affinity() -> Collection[int]:
    """The CPUs that this process may run on."""
    # sched_getaffinity is Linux only; elsewhere a process may use every CPU.
    try:
        return os.sched_getaffinity(0)
    except AttributeError:
        return range(os.cpu_count() or 1)
