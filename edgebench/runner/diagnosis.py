"""What `edgebench doctor` tells: this device, the runtimes that really run, and what mends each problem."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal

from msgspec import Struct

from edgebench import paths, units
from edgebench.harness import discover, interpreter
from edgebench.harness.discover import Asked, HarnessFile, Unusable, Usable
from edgebench.harness.interpreter import Unbuilt
from edgebench.model.reason import TEXT, Reason
from edgebench.probes import contention, device, temperature, throttle
from edgebench.probes.contention import Contention
from edgebench.probes.device import DeviceFacts

BUSY_SHARE_MILLI = 200
"""A load average above this many thousandths a core disturbs a measurement."""


class Fact(Struct, frozen=True):
    """One line about this device."""

    name: str
    value: str


class HarnessFact(Struct, frozen=True):
    """Whether a harness ran a model on this machine, and in which interpreter."""

    harness: str
    title: str
    formats: tuple[str, ...]
    usable: bool
    where: Literal["here", "environment"] | None
    """The interpreter of edgebench, or an environment that was made for this harness."""
    runtime: str | None
    version: str | None
    accelerators: list[str]
    """What it could use here, by the names its runtime gives them."""
    floor_ns: int | None
    """What the timed loop adds to a call: the median over an empty one."""
    reason: str | None
    hint: str | None

    def runtime_text(self) -> str:
        """`LiteRT 2.3.0`; of one that does not run, what its file says."""
        return f"{self.runtime} {self.version}" if self.usable else self.title

    def verdict(self) -> str:
        """Yes and where, or what is wrong and the command that mends it."""
        if self.usable:
            return "yes" if self.where == "here" else "yes, in an environment of its own"
        return f"no: {self.reason}\n{self.hint}"


class Trouble(Struct, frozen=True):
    """What stands in the way of a number that can be trusted, and the next step."""

    seen: str
    mend: str


class Diagnosis(Struct, frozen=True):
    """Everything doctor found."""

    device: DeviceFacts
    facts: list[Fact]
    harnesses: list[HarnessFact]
    problems: list[Trouble]


def diagnose() -> Diagnosis:
    """Ask every probe, and run the smallest model on every harness."""
    seen, now = device.describe(), contention.read()
    harnesses = harness_facts(discover.shipped().values(), paths.cache())
    flags = throttle.read().flags
    return Diagnosis(
        seen, list(_facts(seen, now, harnesses)), harnesses, list(problems(seen, now, flags, harnesses))
    )


def problems(
    seen: DeviceFacts, now: Contention, throttled: Sequence[str], harnesses: Sequence[HarnessFact]
) -> Iterator[Trouble]:
    """A pure function of what was seen. throttled: the flags of probes/throttle.py."""
    for one in harnesses:
        if not one.usable:
            yield Trouble(f"harness {one.harness}: {one.reason}", one.hint or "")
    if seen.emulated != "none":
        yield Trouble(
            f"emulated processor ({'; '.join(seen.emulated_evidence)})",
            "measure on the device itself: emulated results are stored and never ranked",
        )
    if seen.virtual != "none":
        yield Trouble(
            f"virtual machine or container ({seen.virtual})",
            "nothing to mend: results rank among virtual machines only",
        )
    load = now.load_average_milli
    if load is not None and load > BUSY_SHARE_MILLI * seen.cpu.cores:
        yield Trouble(
            f"other work is running: load average {load / 1000:.2f} on {seen.cpu.cores} cores",
            "end it before measuring, or use --threads 1, which suffers least",
        )
    if seen.governor not in (None, "performance"):
        yield Trouble(
            f"the clock governor is {seen.governor}: clocks drop between queries",
            "echo performance | sudo tee /sys/devices/system/cpu/cpu*/cpufreq/scaling_governor",
        )
    if throttled:
        yield Trouble(f"throttled: {', '.join(throttled)}", "cool it, or use a stronger power supply")


def _facts(seen: DeviceFacts, now: Contention, harnesses: Sequence[HarnessFact]) -> Iterator[Fact]:
    heat = temperature.read()
    yield Fact("device", f"{seen.slug}: {seen.name}")
    yield Fact("processor", f"{seen.cpu.model}, {seen.cpu.cores} cores, {seen.cpu.online} usable")
    yield Fact("instructions", ", ".join(seen.cpu.isa) or "none that matter")
    yield Fact("memory", units.size(seen.memory_bytes))
    yield Fact("system", f"{seen.os}, kernel {seen.kernel}, Python {platform.python_version()}")
    yield Fact("virtual", seen.virtual)
    yield Fact("emulated", seen.emulated)
    yield Fact("governor", _or_reason(seen.governor, seen.governor_reason))
    khz = seen.cpu_max_khz
    yield Fact("clock limit", _or_reason(khz and f"{khz / 1e6:.2f} GHz", seen.cpu_max_khz_reason))
    celsius = None if heat.value_mc is None else f"{heat.value_mc / 1000:.1f} °C"
    yield Fact("temperature", _or_reason(celsius, heat.reason))
    load = now.load_average_milli
    yield Fact("load average", _or_reason(None if load is None else f"{load / 1000:.2f}", Reason.NO_SENSOR))
    yield Fact("meters", TEXT[Reason.NO_METER].cell)
    floors = {one.harness: one.floor_ns for one in harnesses if one.floor_ns is not None}
    yield Fact("own floor", ", ".join(f"{name} {ns} ns" for name, ns in floors.items()) or "unknown")


def harness_facts(files: Iterable[HarnessFile], cache: Path) -> list[HarnessFact]:
    """Try each harness with the smallest model, in an environment of its own where that is made."""
    return [_fact(file, interpreter.look(Asked(file), cache)) for file in files]


def _fact(file: HarnessFile, looked: Usable | Unusable | Unbuilt) -> HarnessFact:
    probed = looked.here if isinstance(looked, Unbuilt) else looked
    loaded = probed.loaded if isinstance(probed, Usable) else None
    return HarnessFact(
        harness=file.name,
        title=file.title,
        formats=file.formats,
        usable=loaded is not None,
        where=interpreter.place(probed) if isinstance(probed, Usable) else None,
        runtime=loaded.runtime if loaded else None,
        version=loaded.version if loaded else None,
        accelerators=loaded.accelerators if loaded else [],
        floor_ns=probed.floor_ns if isinstance(probed, Usable) else None,
        reason=None if isinstance(probed, Usable) else probed.reason,
        hint=None if isinstance(probed, Usable) else probed.hint,
    )


def _or_reason(value: str | int | None, reason: Reason | None) -> str:
    return str(value) if value else TEXT[reason or Reason.UNKNOWN].cell
