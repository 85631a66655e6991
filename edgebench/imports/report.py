"""What a file of another tool says, in edgebench's terms; None is what it leaves open."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from edgebench.model.scenario import ScenarioName


class File(Struct, frozen=True):
    """A file that was read whole. `name` is for messages; nothing of it is stored."""

    name: str
    data: bytes


class Stated(Struct, frozen=True, kw_only=True):
    """Of latencies that the tool did not write one by one: their number, mean, and what else it says."""

    queries: int
    mean_ns: int
    p50_ns: int | None = None
    p90_ns: int | None = None
    max_ns: int | None = None


class WarmUp(Struct, frozen=True):
    """The queries before those that count; whether they had become steady no tool says."""

    queries: int
    ns: int


class Report(Struct, frozen=True, kw_only=True):
    """One run of one tool.

    files: in the order in which they are hashed.
    latencies: each one in ns, or what the tool states of them.
    engine_mean_ns: where the tool times the engine's own call, beside the whole query.
    window_ns: from the first query to the last answer; None where only the calls were timed.
    streams: queries in flight at once, in scenario offline.
    model_file, model_bytes: what the tool says it loaded; the bytes as (least, most), for it rounds them.
    created: `2026-11-21T10:07Z`, when the tool says so.
    each: how to make the tool write each latency, where it can.
    """

    files: tuple[File, ...]
    scenario: ScenarioName
    latencies: tuple[int, ...] | Stated
    window_ns: int | None = None
    engine_mean_ns: int | None = None
    batch: int = 1
    samples_per_query: int = 1
    streams: int | None = None
    includes_input_copy: bool | None = None
    min_queries: int | None = None
    min_ns: int | None = None
    seed: int | None = None
    failures: int | None = None
    load_ns: int | None = None
    first_query_ns: int | None = None
    warm_up: WarmUp | None = None
    tool_version: str | None = None
    runtime: str | None = None
    runtime_version: str | None = None
    accelerator: str | None = None
    provider: str | None = None
    threads: int | None = None
    execution_precision: str | None = None
    options: Mapping[str, str | int | bool] = {}
    model_file: str | None = None
    model_bytes: tuple[int, int] | None = None
    created: str | None = None
    each: str = ""
