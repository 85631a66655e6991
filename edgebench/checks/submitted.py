"""What a submission rule looks at, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from msgspec import Struct

from edgebench.model.device import DeviceKind
from edgebench.model.result import Result
from edgebench.model.workload import Workload


class Shipped(Struct, frozen=True):
    """What this edgebench ships, beside which the closed division is checked."""

    workloads: Mapping[str, Workload]
    harnesses: Mapping[str, str]
    """sha256 of each harness file, by name."""
    device_kinds: Mapping[str, DeviceKind]
    """Of each profile, by its device's slug; of a generic one by how those begin: `vm-`, `pc-`."""

    def kind_of_device(self, slug: str) -> DeviceKind | None:
        """The kind of the profile that the slug names."""
        starts = (start for start in self.device_kinds if start.endswith("-") and slug.startswith(start))
        return self.device_kinds.get(slug if slug in self.device_kinds else next(starts, ""))

    def workload_of(self, result: Result) -> Workload | None:
        """The workload, if the catalogue has the revision that was measured."""
        found = self.workloads.get(result.workload.name)
        return found if found is not None and found.revision == result.workload.revision else None


class Submitted(Struct, frozen=True):
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
