"""The system under test: harness, runtime and every setting that can change a number."""

from __future__ import annotations

from edgebench.model.quantity import Count, Key, Name, Positive, Slug, Text
from edgebench.model.reason import Reason
from edgebench.model.record import Record


class Runtime(Record, frozen=True):
    """The library that ran the network."""

    name: Name
    version: Text
    build: Text | None


class Sut(Record, frozen=True):
    """What was asked for, and what took effect."""

    harness: Slug
    runtime: Runtime
    provider: Text
    """What was asked for: CPUExecutionProvider, XNNPACK ..."""
    accelerator: Text
    threads: Positive
    """Of each stream."""
    affinity: list[Count] | None
    """The cores the worker was pinned to; null: not pinned."""
    execution_precision: Text | None
    execution_precision_reason: Reason | None
    options: dict[Key, str | int | bool]
    packages: dict[Text, Text]
    provider_used: Text
    operators_total: Positive | None
    operators_total_reason: Reason | None
    operators_on_accelerator: Count | None
    operators_on_accelerator_reason: Reason | None
    threads_effective_milli: Count
    """Median over the processes of CPU time / wall time of the window, in thousandths."""
