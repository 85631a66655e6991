"""What will be run: cells, each k processes, and everything that must not change before `--resume`."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from edgebench.model.quantity import Count, Positive, Sha256, Slug, Text
from edgebench.model.scenario import SCENARIOS, ScenarioName, Scope, TierName, threads_of_stream


class Cell(Struct, frozen=True, forbid_unknown_fields=True):
    """One SUT, variant and load; the unit a result file holds."""

    workload: Slug
    revision: Positive
    variant: Slug
    variant_sha256: Sha256
    sample_set_sha256: Sha256
    harness: Slug
    harness_path: str
    harness_sha256: Sha256
    python: str
    runtime: Text
    runtime_version: Text
    version_asked_for: bool
    """The user named it (--harness NAME@VERSION); else it is the one that runs here."""
    scenario: ScenarioName
    scope: Scope
    samples_per_query: Positive
    batch: Positive | None
    """Samples a call; null: Offline's pilot finds it."""
    streams: Positive | None
    """Null: found by a pilot or a search; 1 where the scenario has none."""
    period_ns: Positive | None
    bound_ns: Positive | None
    tier: TierName
    threads: Positive
    """As asked for: of all streams together."""
    affinity: list[Count]
    """Empty: not pinned."""
    accelerator: Text
    """As asked for: cpu, GPU, NPU, cuda ..."""
    precision: Text
    """As asked for; own: the model's."""
    processes: Positive
    min_queries: Positive
    min_ns: Positive
    cap_ns: Positive
    seed: Count
    idle_ns: Count = 0
    """Of each process, before and after its window, the model loaded: with a meter; 0: without one."""

    @property
    def threads_of_stream(self) -> int:
        """Of `threads`, as far as it is known how many streams there are."""
        return threads_of_stream(self.scenario, self.threads, self.streams)

    def title(self) -> str:
        """`mobilenet-v2 tflite-int8 on tflite 2.3.0, 2 threads`."""
        plural = "" if self.threads == 1 else "s"
        on = f"{self.harness} {self.runtime_version}"
        asked = [self.accelerator] if self.accelerator != "cpu" else []
        asked += [self.precision] if self.precision != "own" else []
        how = [f"{self.threads} thread{plural}", *self._load()]
        return ", ".join([f"{self.workload} {self.variant} on {on}", *asked, *how])

    def _load(self) -> list[str]:
        """What of the load is not SingleStream as usual."""
        told = [SCENARIOS[self.scenario].title] if self.scenario != "single-stream" else []
        told += ["pipeline"] if self.scope == "pipeline" else []
        told += [f"batch {self.batch}"] if (self.batch or 1) > 1 else []
        told += [f"{self.streams} streams"] if (self.streams or 1) > 1 else []
        told += [f"every {self.period_ns / 1e6:g} ms"] if self.period_ns else []
        return told + ([f"within {self.bound_ns / 1e6:g} ms"] if self.bound_ns else [])


class Skipped(Struct, frozen=True, forbid_unknown_fields=True):
    """What was asked for and will not run, in one line with its reason, and what would help."""

    workload: str
    variant: str | None
    harness: str | None
    reason: str
    hint: str


class Plan(Struct, frozen=True, forbid_unknown_fields=True):
    """The cells measured interleaved in one session."""

    edgebench: Text
    worker_sha256: Sha256
    catalogue_revision: Positive
    commit: str | None
    device: Slug
    conditions: dict[str, str | int | None]
    """Settings of the device that change between boots: governor, clock limit ..."""
    seed: Count
    accuracy: Literal["yes", "no", "only"]
    samples: Positive | None
    """At most so many labelled samples; null: all."""
    cells: list[Cell]
    skipped: list[Skipped]

    def name_of(self, cell: Cell) -> str:
        """The cell's harness; with its version where the plan has several: `onnxruntime@1.30.0`."""
        versions = {one.runtime_version for one in self.cells if one.harness == cell.harness}
        return cell.harness if len(versions) < 2 else f"{cell.harness}@{cell.runtime_version}"
