"""What doctor found, in lines for a terminal."""

from __future__ import annotations

import platform
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from edgebench import units
from edgebench.model.reason import TEXT, Reason
from edgebench.probes import throttle

if TYPE_CHECKING:
    from edgebench.probes.device import DeviceFacts
    from edgebench.probes.identity import Identity
    from edgebench.probes.state import State
    from edgebench.runner.diagnosis import Diagnosis, HarnessFact


def facts(found: Diagnosis) -> list[list[str]]:
    """Name and value, one pair a line."""
    return [
        [name, value] for name, value in (*_identity(found.device), *_now(found), *_floor(found.harnesses))
    ]


def _identity(seen: DeviceFacts) -> Iterator[tuple[str, str]]:
    yield "device", f"{seen.slug}: {seen.name}"
    yield "recognised by", seen.recognised_by
    if seen.identity.model:
        yield "calls itself", _own_name(seen.identity)
    yield "virtual", _with_evidence(seen.virtual, seen.virtual_evidence)
    yield "container", seen.container
    yield "emulated", _with_evidence(seen.emulated, seen.emulated_evidence)
    yield "system", f"{seen.os}, kernel {seen.kernel}, Python {platform.python_version()}"
    yield "firmware", _or(seen.firmware, seen.firmware_reason)
    yield "processor", f"{seen.cpu.model}, cores {seen.cpu.cores}, usable CPUs {seen.cpu.online}"
    yield "instructions", ", ".join(seen.cpu.isa) or "none that matter"
    allowed = seen.cpu.quota_milli
    yield "CPU quota", "none" if allowed is None else f"{allowed / 1000:g} CPUs"
    yield "accelerators", ", ".join(seen.accelerators) or "none that the kernel names"


def _now(found: Diagnosis) -> Iterator[tuple[str, str]]:
    now = found.now
    yield "memory", _memory(now)
    yield "swap", _swap(now)
    yield "governor", _or(now.clocks.governor, now.clocks.governor_reason)
    yield "CPU clock", _clock(now)
    gpu = now.clocks.gpu_max_khz
    yield "GPU clock", _or(gpu and f"limit {gpu / 1e6:.2f} GHz", now.clocks.gpu_max_khz_reason)
    mode = now.power_mode
    yield "power mode", _or(mode.name and f"{mode.name} ({mode.source})", mode.reason)
    heat = now.temperature
    celsius = None if heat.value_mc is None else f"{heat.value_mc / 1000:.1f} °C ({heat.zone})"
    yield "temperature", _or(celsius, heat.reason)
    held = now.throttle
    yield "throttling", _flags(held.of_heat, held.sources & throttle.OF_HEAT)
    yield "power supply", _flags(held.of_supply, held.sources & throttle.OF_SUPPLY)
    load = now.load.load_average_milli
    load_text = None if load is None else f"{load / 1000:.2f}"
    yield "load average", _or(load_text, now.load.load_average_milli_reason)
    yield "waiting (PSI)", _pressure(now)
    stolen = None if now.stolen_ppm is None else f"{units.share(now.stolen_ppm)} of the CPU time"
    yield "stolen", _or(stolen, now.stolen_ppm_reason)
    usable = [one.meter for one in found.meters if one.usable]
    yield "meters", ", ".join(usable) or TEXT[Reason.NO_METER].cell


def _floor(harnesses: list[HarnessFact]) -> Iterator[tuple[str, str]]:
    floors = {one.harness: one.floor_ns for one in harnesses if one.floor_ns is not None}
    yield "own floor", ", ".join(f"{name} {ns} ns" for name, ns in floors.items()) or "unknown"


def _own_name(identity: Identity) -> str:
    """A device tree's model begins with its maker; a PC's product name mostly does not."""
    model, vendor = identity.model or "", identity.dmi_vendor or ""
    return model if identity.device_tree_model or model.startswith(vendor) else f"{vendor} {model}"


def _memory(now: State) -> str:
    seen = now.memory
    parts = [_or(seen.total_bytes and units.size(seen.total_bytes), seen.reason)]
    if seen.available_bytes is not None:
        parts.append(f"{units.size(seen.available_bytes)} available")
    if seen.limit_bytes is not None:
        parts.append(f"limit of the control group {units.size(seen.limit_bytes)}")
    return ", ".join(parts)


def _swap(now: State) -> str:
    seen = now.memory
    if seen.swap_bytes is None:
        return TEXT[Reason.UNKNOWN].cell
    used = "unknown" if seen.swap_used_bytes is None else units.size(seen.swap_used_bytes)
    return f"{used} of {units.size(seen.swap_bytes)} in use" if seen.swap_bytes else "none"


def _clock(now: State) -> str:
    seen = now.clocks
    named = (("now", seen.cpu_now_khz), ("limit", seen.cpu_max_khz), ("hardware", seen.cpu_hardware_khz))
    known = [f"{name} {khz / 1e6:.2f} GHz" for name, khz in named if khz]
    return _or(", ".join(known), seen.cpu_max_khz_reason)


def _flags(raised: Sequence[str], sources: Collection[str]) -> str:
    """`under voltage since boot (vcgencmd)`; none only where something watches."""
    if not sources:
        return TEXT[Reason.NO_SENSOR].cell
    words = ", ".join(flag.replace("_", " ") for flag in raised) or "no complaint"
    return f"{words} ({', '.join(sorted(sources))})"


def _pressure(now: State) -> str:
    seen = now.pressure
    named = (("CPU", seen.cpu_ppm), ("memory", seen.memory_ppm), ("disk", seen.io_ppm))
    known = [f"{name} {units.share(ppm)}" for name, ppm in named if ppm is not None]
    return _or(", ".join(known) and f"{', '.join(known)} of the last 10 s", seen.reason)


def _with_evidence(name: str, evidence: tuple[str, ...]) -> str:
    return f"{name} ({', '.join(evidence)})" if evidence else name


def _or(value: str | int | None, reason: Reason | None) -> str:
    return str(value) if value else TEXT[reason or Reason.UNKNOWN].cell
