"""What one process measured: a window of queries, and what the machine did meanwhile."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from edgebench.model.quantity import Count, Positive, Signed, Text
from edgebench.model.reason import Reason
from edgebench.model.record import Record


class Histogram(Record, frozen=True):
    """Latencies in log2x1024 buckets: below 2048 ns exact, then 1024 an octave (edgebench/histogram.py).

    counts starts at bucket `first`; a negative entry -n stands for n empty buckets in a row.
    """

    scheme: Literal["log2x1024"]
    first: Count
    counts: list[Signed]
    min_ns: Count
    max_ns: Count
    sum_ns: Count


class WarmUpRecord(Record, frozen=True):
    """The queries before the window; `steady` is false when the time limit ended it."""

    queries: Count
    ns: Count
    steady: bool


class Series(Record, frozen=True):
    """The window over time in at most 120 rows; a row without queries holds 0 queries and null times."""

    period_ms: Positive
    queries: Annotated[list[Count], Meta(max_length=120)]
    p50_ns: list[Count | None]
    p90_ns: list[Count | None]
    max_ns: list[Count | None]
    cpu_khz: list[Positive | None] | None
    cpu_khz_reason: Reason | None
    temperature_mc: list[Signed | None] | None
    temperature_mc_reason: Reason | None
    power_mw: list[Count | None] | None
    power_mw_reason: Reason | None


class Memory(Record, frozen=True):
    """VmHWM of the worker in bytes: at its start, runtime imported, model loaded, run done."""

    start: Count
    imported: Count
    loaded: Count
    ran: Count


class Throttle(Record, frozen=True):
    """Throttling flags before and after the window; source null: this device has none to read."""

    before: list[Text]
    after: list[Text]
    source: Text | None
    source_reason: Reason | None


class Temperature(Record, frozen=True):
    """The hottest processor sensor at both ends of the window."""

    start: Signed
    end: Signed


class Stages(Record, frozen=True):
    """Of scope pipeline: sums over the window's queries, whose stages follow each other."""

    preprocess_ns: Count
    """From encoded bytes to inputs where the runtime reads them."""
    inference_ns: Count
    postprocess_ns: Count


class Process(Record, frozen=True):
    """One fresh worker process: load, first query, warm-up, window."""

    order: Count
    """Its place among all processes of the session."""
    began_ms: Count
    """Start of the window, from the session's start."""
    load_ns: Positive
    first_query_ns: Positive
    warm_up: WarmUpRecord
    window_ns: Positive
    """Time in blocks of timed calls; what the worker does between blocks is left out, as in cpu_ns."""
    queries: Positive
    samples: Positive
    failures: Count
    calls_per_clock: Positive
    """Above 1 the calls were timed in groups, and percentiles are null."""
    latency: Histogram
    engine_latency: Histogram | None
    engine_latency_reason: Reason | None
    stages: Stages | None
    stages_reason: Reason | None
    series: Series
    memory: Memory
    cpu_ns: Count
    sampler_cpu_ns: Count
    steal_ns: Count | None
    steal_ns_reason: Reason | None
    psi_cpu_us: Count | None
    psi_cpu_us_reason: Reason | None
    load_average_milli: Count | None
    load_average_milli_reason: Reason | None
    involuntary_switches: Count
    swapped_bytes: Count
    throttle: Throttle
    temperature_mc: Temperature | None
    temperature_mc_reason: Reason | None
