"""What a submission rule looks at, and what it answers."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Collection, Mapping
from pathlib import PurePosixPath
from typing import Literal

from msgspec import Struct

from edgebench.checks import texts
from edgebench.checks.fingerprint import fingerprint
from edgebench.energy.readings import Readings
from edgebench.model.device import DeviceKind
from edgebench.model.result import Result
from edgebench.model.workload import Workload


class KnownDevice(Struct, frozen=True):
    """What a profile says that a result of the device may not contradict."""

    kind: DeviceKind
    revision: int
    cores: int | None = None
    """Physical ones; None: not known, or of a generic profile."""
    memory_bytes: tuple[int, ...] = ()
    """The sizes sold; empty: any."""
    accelerators: tuple[str, ...] = ()
    processors: tuple[str, ...] = ()
    """What the name of its processor holds, of each kind of its cores; empty: not known."""


class Shipped(Struct, frozen=True):
    """What this edgebench ships, beside which the closed division is checked."""

    workloads: Mapping[str, Workload]
    versions: Collection[str]
    """Of edgebench: those that were released, and this one."""
    workers: Collection[str]
    """sha256 of each worker that was released, and of this one."""
    harnesses: Mapping[str, Collection[str]]
    """sha256 of each file of a harness that was released, and of this one, by its name."""
    meters: Collection[str]
    """Names of the drivers."""
    devices: Mapping[str, KnownDevice]
    """By the device's slug; of a generic profile by how those begin: `vm-`, `pc-`."""

    def device(self, slug: str) -> KnownDevice | None:
        """The profile that the slug names."""
        starts = (start for start in self.devices if start.endswith("-") and slug.startswith(start))
        return self.devices.get(slug if slug in self.devices else next(starts, ""))

    def workload_of(self, result: Result) -> Workload | None:
        """The workload, if the catalogue has the revision that was measured."""
        found = self.workloads.get(result.workload.name)
        return found if found is not None and found.revision == result.workload.revision else None


class Submitted(Struct, frozen=True, dict=True):
    """A result file beside what `edgebench.store` would make of its content."""

    path: PurePosixPath
    """Where it lies, from the results folder."""
    data: bytes
    result: Result
    canonical: bytes
    """The content, encoded."""
    id: str
    """sha256 of `data`."""
    proper_path: PurePosixPath
    """Where this content belongs."""
    shipped: Shipped
    now: datetime.datetime
    """When it is checked."""
    readings: Mapping[str, Readings | str] = {}
    """Of its meters, where their files lie beside it: by their sha256; a text says why one cannot be read."""

    @functools.cached_property
    def fingerprints(self) -> tuple[str, ...]:
        """Of its processes."""
        return tuple(fingerprint(one, self.result.kind) for one in self.result.processes)

    @functools.cached_property
    def texts(self) -> frozenset[str]:
        """Every one that somebody could have written."""
        return frozenset(texts.of(self.result))

    def problem(self, rule: str, place: str, what: str, todo: str) -> Problem:
        """A problem of this file; `place` is a field (`$.load.min_ns`) or empty for the file itself."""
        where = f"{self.path}: {place}" if place else str(self.path)
        return Problem(rule=rule, where=ascii(where)[1:-1], what=what, todo=todo)


class Problem(Struct, frozen=True):
    """Why a file cannot be accepted: what was seen, where, and what to do."""

    rule: str
    where: str
    what: str
    todo: str
    level: Literal["refused", "review"] = "refused"
    """review: the file may be right; a person looks at it before it is accepted."""
