"""What `edgebench doctor` tells: this device, the runtimes that really run, and what mends each problem."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal

from msgspec import Struct

from edgebench import lab, paths
from edgebench.errors import LabError
from edgebench.harness import discover, interpreter
from edgebench.harness.discover import Asked, HarnessFile, Unusable, Usable
from edgebench.harness.interpreter import Unbuilt
from edgebench.lab import Binding
from edgebench.meters import discover as meters
from edgebench.model.meter import Found, MeterError, Specification
from edgebench.probes import device, state
from edgebench.probes.device import DeviceFacts
from edgebench.probes.state import State
from edgebench.runner import remedies
from edgebench.runner.binding import opened
from edgebench.runner.remedies import Trouble
from edgebench.units import duration


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


class MeterFact(Struct, frozen=True):
    """A driver, or a meter that the lab file binds, and whether it gives a reading now."""

    meter: str
    """Its name in the lab file; of a driver that is not bound, the driver's."""
    driver: str
    title: str
    boundary: str
    rate: str
    """How often it has a new value."""
    validated: str
    usable: bool
    says: str
    hint: str

    def verdict(self) -> str:
        """Yes and what it reads, or why not and what would help."""
        return (
            f"yes: {self.says}" if self.usable else "\n".join(filter(None, [f"no: {self.says}", self.hint]))
        )


class Diagnosis(Struct, frozen=True):
    """Everything doctor found. now: before any harness was tried, since trying them is work too."""

    device: DeviceFacts
    now: State
    harnesses: list[HarnessFact]
    meters: list[MeterFact]
    problems: list[Trouble]


def diagnose() -> Diagnosis:
    """Ask every probe, and run the smallest model on every harness."""
    seen = device.describe()
    now = state.read(cpus=device.own_affinity())
    harnesses = harness_facts(discover.shipped().values(), paths.cache())
    return Diagnosis(seen, now, harnesses, meter_facts(), list(problems(seen, now, harnesses)))


def problems(seen: DeviceFacts, now: State, harnesses: Sequence[HarnessFact]) -> Iterator[Trouble]:
    """What lies in the way of a trusted number, each with its mend."""
    for one in harnesses:
        if not one.usable:
            yield Trouble(f"harness {one.harness} does not run: {one.reason}", one.hint or "")
    yield from remedies.troubles(seen, now)


def harness_facts(files: Iterable[HarnessFile], cache: Path) -> list[HarnessFact]:
    """Try each harness with the smallest model, in an environment of its own where that is made."""
    return [_fact(file, interpreter.look(Asked(file), cache)) for file in files]


def meter_facts() -> list[MeterFact]:
    """The meters of the lab file, each read once, then every driver. Raises LabError."""
    bindings = lab.load().meters
    bound = [_bound_fact(name, binding) for name, binding in bindings.items()]
    return bound + [_driver_fact(name) for name in [*meters.shipped(), *meters.outside()]]


def _bound_fact(name: str, binding: Binding) -> MeterFact:
    driver = meters.named(binding.driver)
    try:
        specification = opened(binding)
    except MeterError as error:
        boundary = binding.boundary or driver.boundary
        return _meter_fact(
            name, binding.driver, boundary, None, Found(False, error.message, error.hint or "")
        )
    found = Found(True, specification.total_rule)
    return _meter_fact(name, binding.driver, specification.boundary, specification, found)


def _driver_fact(name: str) -> MeterFact:
    try:
        driver = meters.named(name)
    except LabError as error:
        return MeterFact(name, name, "", "", "", "", usable=False, says=error.message, hint=error.hint or "")
    found, specification = driver.find(Path("/")), None
    if found.usable:
        try:
            specification = opened(Binding(name=name, driver=name))
        except (MeterError, LabError) as error:
            found = Found(False, error.message, error.hint or "")
    return _meter_fact(name, name, driver.boundary, specification, found)


def _meter_fact(
    name: str, driver: str, boundary: str, specification: Specification | None, found: Found
) -> MeterFact:
    update_us = specification.update_period_us if specification else 0
    return MeterFact(
        meter=name,
        driver=driver,
        title=meters.named(driver).title,
        boundary=boundary,
        rate=duration(1000 * update_us) if update_us else meters.named(driver).rate,
        validated=specification.validated if specification else "emulated-only",
        usable=found.usable,
        says=found.says,
        hint=found.hint,
    )


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
