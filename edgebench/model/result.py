"""The result file: one cell, that is k processes of one device, SUT, variant and load.

RESULT_FORMAT.md defines the fields; `R` marks those of the ranking key, `C` those the cell
key adds (edgebench/comparison.py). Bytes and names of files are edgebench/store.py's.
Files of format 0 came before scenarios and statistics were finished: they are measured again, not read.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal

from msgspec import Meta

from edgebench.model.device import Device
from edgebench.model.energy import Energy
from edgebench.model.finding import Finding
from edgebench.model.process import Process
from edgebench.model.quality import Accuracy, Agreement, Quality
from edgebench.model.quantity import (
    Count,
    FileName,
    Minute,
    Positive,
    Sha256,
    Slug,
    Text,
)
from edgebench.model.reason import Reason
from edgebench.model.record import Record
from edgebench.model.scenario import Load, Scope
from edgebench.model.sut import Sut
from edgebench.model.workload import Format, Precision, Weights, Workload

FORMAT: Final = 1
LICENCE: Final = "CC0-1.0"
"""Of every result, by its SPDX name; each export says it."""
LICENCE_URL: Final = "https://creativecommons.org/publicdomain/zero/1.0/"


class Tool(Record, frozen=True):
    """The edgebench that measured."""

    edgebench: Text
    commit: Annotated[str, Meta(pattern=r"^[0-9a-f]{7,40}$")] | None
    catalogue_revision: Positive
    worker_sha256: Sha256
    harness_sha256: Sha256
    harness_known: bool
    """The harness file is the one this edgebench ships."""


class SampleSetKey(Record, frozen=True):
    """The inputs of the timed run."""

    name: Slug
    sha256: Sha256
    samples: Positive


def sample_set_key(of: Workload, scope: Scope) -> SampleSetKey | None:
    """What timed runs of this scope are given; None where the workload has no such scope."""
    if scope == "model":
        chosen, name = of.sample_set, f"{of.sample_set.generator}-{of.sample_set.seed}"
        return SampleSetKey(name=name, sha256=chosen.sha256, samples=chosen.samples)
    if of.pipeline is None:
        return None
    encoded = of.pipeline
    name = f"{encoded.generator}-{encoded.seed}-{encoded.encoding}"
    return SampleSetKey(name=name, sha256=encoded.sha256, samples=encoded.samples)


class WorkloadKey(Record, frozen=True):
    """R: what was asked of every system in the same table."""

    name: Slug
    revision: Positive
    division: Literal["closed", "open"]
    input_shapes: dict[Text, list[Positive]]
    outputs_scope: Slug
    sample_set: SampleSetKey


class VariantFile(Record, frozen=True):
    """A file the runtime loaded."""

    name: FileName
    sha256: Sha256
    bytes: Positive


class RecipeKey(Record, frozen=True):
    """How the file was built."""

    name: Slug
    version: Positive


class PrecisionKey(Record, frozen=True):
    """Of the tensors; how it was executed is the SUT's."""

    inputs: Precision
    weights: Precision
    activations: Precision


class VariantKey(Record, frozen=True):
    """C, but for `weights`, which is R."""

    name: Slug
    format: Format
    files: list[VariantFile]
    recipe: RecipeKey | None
    weights: Weights
    precision: PrecisionKey


class Session(Record, frozen=True):
    """The plan in which the cells were interleaved."""

    id: Annotated[str, Meta(pattern=r"^[0-9a-f]{16}$")]
    seed: Count
    plan_sha256: Sha256
    cells: Positive
    resumed: Count
    interleaved: bool
    boot_count: Positive


class Audit(Record, frozen=True):
    """What the worker checked about itself and its outputs."""

    harness_floor_ns: Count
    """Median of the timed loop over an empty call."""
    clock_resolution_ns: Positive
    timed_outputs_checked: Count
    timed_outputs_differ: Count
    """Outputs of the timed run unlike the same sample's outputs afterwards (MLPerf TEST01)."""
    fresh_over_repeated_ppm: Count | None
    """Median latency of changing samples over that of one repeated sample (MLPerf TEST04)."""
    fresh_over_repeated_ppm_reason: Reason | None
    nonfinite: Count
    constant_outputs: bool


class Resources(Record, frozen=True):
    """Size of the model and of what goes in and out."""

    model_bytes: Positive
    model_gzip_bytes: Positive
    input_bytes_per_sample: Positive
    output_bytes_per_sample: Count
    macs: Positive | None
    macs_reason: Reason | None
    parameters: Positive | None
    parameters_reason: Reason | None


class Estimate(Record, frozen=True):
    """A figure over the processes with its 95 % interval."""

    value: Count | None
    value_reason: Reason | None
    low: Count | None
    low_reason: Reason | None
    high: Count | None
    high_reason: Reason | None
    processes: Positive


class EarlyStopping(Record, frozen=True):
    """MLPerf's estimate of the percentile, of the process where it is largest; a gate, not a rank."""

    n: Positive
    discarded: Count
    value: Count


class Summary(Record, frozen=True):
    """Recomputed from the processes by the method of this number, for ever (edgebench/summary.py)."""

    method: Annotated[int, Meta(ge=1)]
    latency_p50_ns: Estimate
    latency_p90_ns: Estimate
    latency_p99_ns: Estimate
    early_stopping_ns: EarlyStopping | None
    early_stopping_ns_reason: Reason | None
    throughput_mhz: Estimate
    streams: Estimate
    """Of the scenario of that name: the largest number that meets the bound."""
    last_minute_mhz: Estimate
    """Of Sustained: samples a second in the last minute."""
    last_over_first_minute_ppm: Estimate
    """Of Sustained: time a sample took in the last minute over that in the first."""
    load_ns: Estimate
    first_query_ns: Estimate
    peak_memory_bytes: Estimate


class Imported(Record, frozen=True):
    """Where a result of another tool came from."""

    tool: Text
    version: Text | None
    file_sha256: Sha256
    missing: list[Slug]


class Repeat(Record, frozen=True):
    """What to run to get this cell again: data, not a shell line."""

    workload: Slug
    variant: Slug
    harness: Slug
    runtime_version: Text | None
    """Where one was asked for by its number, or by a wheel of it; null: whichever runs there."""
    scenario: Slug
    tier: Slug
    scope: Slug
    threads: Positive
    pinned: bool
    batch: Positive | None
    """Null: found by Offline's pilot."""
    streams: Positive | None
    """Null: found by a pilot or a search, or one."""
    period_ns: Positive | None
    bound_ns: Positive | None
    accelerator: Text
    precision: Text
    processes: Positive
    min_ns: Positive
    seed: Count

    @property
    def threads_option(self) -> str:
        """What --threads takes. `1` pins: one thread that was not pinned was all there are."""
        return "all" if self.threads == 1 and not self.pinned else str(self.threads)


class Provenance(Record, frozen=True):
    """How to repeat the result, and under which licence it is given."""

    repeat: Repeat
    submitter: Slug | None
    supersedes: Sha256 | None
    licence: Literal["CC0-1.0"]


class Point(Record, frozen=True):
    """One window of a search or a pilot (Server, Streams, Offline); a search's last is the result itself."""

    batch: Positive | None
    streams: Positive | None
    rate_uhz: Positive | None
    queries: Count
    """0 where the worker failed, as with more streams than memory holds."""
    latency_p99_ns: Count | None
    throughput_mhz: Positive | None
    met: bool | None
    """The bound; null in a pilot, which has none."""


class Result(Record, frozen=True):
    """One cell, measured."""

    format: Literal[1]
    kind: Literal["measured", "imported", "derived"]
    created: Minute
    tool: Tool
    workload: WorkloadKey
    variant: VariantKey
    load: Load
    device: Device
    sut: Sut
    session: Session
    processes: Annotated[list[Process], Meta(min_length=1, max_length=32)]
    points: list[Point] | None
    energy: Energy | None
    energy_reason: Reason | None
    accuracy: Accuracy | None
    accuracy_reason: Reason | None
    quality: Quality
    agreement: Agreement | None
    agreement_reason: Reason | None
    audit: Audit
    resources: Resources
    findings: list[Finding]
    summary: Summary
    imported: Imported | None
    provenance: Provenance
