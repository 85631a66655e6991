"""What an imported result does not know though its format asks for it.

Format 1 was made for what edgebench measures itself, and most of its fields may not be null. Where
another tool's file leaves such a field open and nobody told, the field holds the least value of its
type (0, 1, nothing, the SHA-256 of nothing) and `imported.missing` names it. Whoever shows or
compares a field of an imported result asks here first. Fields that may be null are null, with a reason.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from edgebench.model.result import Result

NOTHING_SHA256 = hashlib.sha256(b"").hexdigest()
MEAN_ONLY = "processes.latency.counts"
"""The tool wrote no latency by itself: all queries are one timed group, of which the mean is known."""
CREATED = "created"
"""The file does not say when it was measured: `created` is when it was imported."""

LEAST: Mapping[str, Any] = {
    "audit": {
        "clock_resolution_ns": 1,
        "constant_outputs": False,
        "fresh_over_repeated_ppm": None,
        "fresh_over_repeated_ppm_reason": "not_reported",
        "harness_floor_ns": 0,
        "nonfinite": 0,
        "timed_outputs_checked": 0,
        "timed_outputs_differ": 0,
    },
    "device.accelerators": [],
    "device.cpu.isa": [],
    "device.emulated": "none",
    "device.unit": "00000000",
    "load.cap-ns": 1,
    "load.includes-input-copy": False,
    "load.min-ns": 1,
    "load.min-queries": 1,
    "load.seed": 0,
    "processes.cpu-ns": 0,
    "processes.failures": 0,
    "processes.first-query-ns": 1,
    "processes.involuntary-switches": 0,
    "processes.load-ns": 1,
    "processes.memory": {"imported": 0, "loaded": 0, "ran": 0, "start": 0},
    "processes.sampler-cpu-ns": 0,
    "processes.swapped-bytes": 0,
    "processes.warm-up": {"ns": 0, "queries": 0, "steady": False},
    "resources.input-bytes-per-sample": 1,
    "resources.model-gzip-bytes": 1,
    "resources.output-bytes-per-sample": 0,
    "session.boot-count": 1,
    "session.plan-sha256": NOTHING_SHA256,
    "session.seed": 0,
    "sut.packages": {},
    "sut.provider": "",
    "sut.provider-used": "",
    "sut.threads-effective-milli": 0,
    "tool.harness-sha256": NOTHING_SHA256,
    "tool.worker-sha256": NOTHING_SHA256,
    "workload.sample-set": {"name": "unknown", "samples": 1, "sha256": NOTHING_SHA256},
}
"""Field, as `imported.missing` spells it, and the value that stands in it."""

NEVER_KNOWN = frozenset(
    {
        "audit",
        "processes.cpu-ns",
        "processes.involuntary-switches",
        "processes.memory",
        "processes.sampler-cpu-ns",
        "processes.swapped-bytes",
        "session.boot-count",
        "session.plan-sha256",
        "session.seed",
        "sut.packages",
        "sut.threads-effective-milli",
        "tool.harness-sha256",
        "tool.worker-sha256",
        "workload.sample-set",
    }
)
"""What only edgebench's own worker and runner could know."""


def is_missing(result: Result, field: str) -> bool:
    """Whether nobody said what this field (`processes.load_ns`) holds."""
    return result.imported is not None and field.replace("_", "-") in result.imported.missing


def faults(result: Result) -> Iterator[tuple[str, str]]:
    """(field, what is wrong) where `imported.missing` and the fields do not agree."""
    if result.imported is None:
        return
    named = result.imported.missing
    if named != sorted(set(named)):
        yield "missing", "The names are not in order, or one is named twice"
    for name in sorted(NEVER_KNOWN - set(named)):
        yield name, "No other tool says it, and it is not named as missing"
    known = msgspec.to_builtins(result)
    for name in named:
        if name in LEAST:
            if any(value != LEAST[name] for value in _values(known, name)):
                yield name, "It is named as missing and has a value"
        elif name not in {MEAN_ONLY, CREATED}:
            yield name, "This field is never missing"
    if (MEAN_ONLY in named) != any(_is_one_group(one) for one in known["processes"]):
        yield MEAN_ONLY, "A mean is one timed group of all queries, and named as missing its parts"


def _is_one_group(process: Mapping[str, Any]) -> bool:
    return bool(process["calls_per_clock"] == process["queries"] > 1)


def _values(known: Any, name: str) -> Iterator[Any]:
    """Of this field; of `processes` in each of them."""
    if isinstance(known, list):
        for one in known:
            yield from _values(one, name)
        return
    head, _, rest = name.partition(".")
    value = known[head.replace("-", "_")]
    if rest:
        yield from _values(value, rest)
    else:
        yield value
