"""What the worker says, as typed messages. The other copy of these names is in edgebench/worker/."""

from __future__ import annotations

from msgspec import Struct

from edgebench.model.quantity import Count, Positive, Ppm, Text
from edgebench.model.workload import Variant, Workload

VERSION = 3


class Hello(Struct, frozen=True, tag="hello", tag_field="is"):
    """The worker is up, in this interpreter."""

    protocol: int
    python: Text
    clock_resolution_ns: Positive
    floor_ns: Count
    """Median of the timed loop over an empty call."""


class Tensor(Struct, frozen=True):
    """One input or output of the loaded model. Null: a size that varies, and what a file does not tell."""

    name: Text
    shape: list[Count | None] | None
    dtype: Text | None


class Loaded(Struct, frozen=True, tag="loaded", tag_field="is"):
    """The model is loaded: what the harness's `describe()` returns."""

    runtime: Text
    version: Text
    build: Text | None
    provider: Text
    provider_used: Text
    accelerator: Text
    accelerators: list[Text]
    execution_precision: Text | None
    operators_total: Positive | None
    operators_on_accelerator: Count | None
    inputs: list[Tensor]
    outputs: list[Tensor]
    packages: dict[str, Text]


class Prepared(Struct, frozen=True, tag="prepared", tag_field="is"):
    """The timed samples are bound."""

    count: Count


class WarmedUp(Struct, frozen=True):
    """The queries before the window."""

    queries: Count
    ns: Count
    steady: bool


class Latencies(Struct, frozen=True):
    """(bucket, count) pairs in order."""

    buckets: list[tuple[Count, Positive]]
    min_ns: Count
    max_ns: Count
    sum_ns: Count


class Rows(Struct, frozen=True):
    """The window over time."""

    period_ms: Positive
    queries: list[Count]
    p50_ns: list[Count | None]
    p90_ns: list[Count | None]
    max_ns: list[Count | None]


class MemoryMarks(Struct, frozen=True):
    """VmHWM in bytes at four points."""

    start: Count
    imported: Count
    loaded: Count
    ran: Count


class Audited(Struct, frozen=True):
    """What the worker found about its own outputs."""

    timed_outputs_checked: Count
    timed_outputs_differ: Count
    nonfinite: Count
    constant_outputs: bool
    fresh_over_repeated_ppm: Count | None
    harness_floor_ns: Count


class StageTimes(Struct, frozen=True):
    """Sums over the window's queries."""

    preprocess_ns: Count
    inference_ns: Count
    postprocess_ns: Count


class Measured(Struct, frozen=True, tag="measured", tag_field="is"):
    """One window, with everything counted around it."""

    began_ns: Count
    """perf_counter_ns of the worker, the system-wide monotonic clock on Linux."""
    ended_ns: Count
    window_ns: Positive
    """Time in the blocks of timed calls; folding between them is left out."""
    queries: Positive
    ended: str
    calls_per_clock: Positive
    load_ns: Positive
    first_query_ns: Positive
    input_bytes: Positive
    output_bytes: Count
    warm_up: WarmedUp
    latency: Latencies
    engine_latency: Latencies | None
    """The engine's own times; null where the runtime keeps none, or the calls were timed in groups."""
    stages: StageTimes | None
    """Null in scope model."""
    series: Rows
    memory: MemoryMarks
    cpu_ns: Count
    steal_ns: Count | None
    psi_cpu_us: Count | None
    load_average_milli: Count | None
    involuntary_switches: Count
    swapped_bytes: Count
    audit: Audited


class Predicted(Struct, frozen=True, tag="predicted", tag_field="is"):
    """Where the outputs were written: a file an output, the samples stacked."""

    outputs: list[str]
    nonfinite: Count


class Failed(Struct, frozen=True, tag="failed", tag_field="is"):
    """Something raised in the worker, which ends after this."""

    doing: str
    error: str
    message: str
    traceback: str


Reply = Hello | Loaded | Prepared | Measured | Predicted | Failed


class WarmUpLimits(Struct, frozen=True):
    """model/scenario.py: WarmUp."""

    min_queries: int
    min_ns: int
    max_ns: int
    agreement_ppm: Ppm


class Pipeline(Struct, frozen=True):
    """Of scope pipeline. root: the folder to import edgebench from. module: has the task's stages."""

    root: str
    module: str
    workload: Workload
    variant: Variant


class Load(Struct, frozen=True, tag="load", tag_field="do"):
    """Import the harness and load this file with these options, pinned to `affinity` if not empty."""

    model: str
    options: dict[str, str | int | bool]
    affinity: list[int]
    state: dict[str, str] | None = None
    """Given: the model is stateful and samples are clips. Output -> input; empty: the state stays inside."""
    state_shapes: dict[str, list[int]] = {}
    """Of the state's inputs whose shape the file does not tell; their values are float32."""
    pipeline: Pipeline | None = None
    """Given: samples are encoded files, and a query ends at the decoded answer."""


class Prepare(Struct, frozen=True, tag="prepare", tag_field="do"):
    """Bind these samples for `measure`: a .npy an input, the samples stacked; load told the batch.

    Encoded files are one .npy, whose rows have a length and the bytes, filled up.
    """

    samples: list[str]


class Poisson(Struct, frozen=True):
    """Queries at random times, so many a second; given up when the percentile is past the bound."""

    rate_uhz: int
    bound_ns: int | None
    """None: every query is answered, however late."""
    percentile_ppm: Ppm


class Periodic(Struct, frozen=True):
    """A query every period."""

    period_ns: int


class Measure(Struct, frozen=True, tag="measure", tag_field="do"):
    """Run one window. Of several streams, and of arrivals, a query is one call."""

    samples_per_query: int
    min_queries: int
    min_ns: int
    cap_ns: int
    seed: int
    group_below_ns: int
    warm_up: WarmUpLimits
    arrivals: Poisson | Periodic | None = None
    """None: each query is issued when the last of its stream completed."""
    until_done: bool = False
    """Of several streams: end when a number of queries fixed at the start is made, shared among them."""


class Predict(Struct, frozen=True, tag="predict", tag_field="do"):
    """Answer these samples, outside any timing, into files of the folder `outputs`."""

    samples: list[str]
    outputs: str


class Exit(Struct, frozen=True, tag="exit", tag_field="do"):
    """End."""


Request = Load | Prepare | Measure | Predict | Exit
