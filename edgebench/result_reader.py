"""Bytes of a result file from anyone -> Result, or one sentence that says what is wrong and where."""

from __future__ import annotations

import itertools

import msgspec

from edgebench import histogram, json_guard
from edgebench.errors import ResultError
from edgebench.model.process import Histogram, Process
from edgebench.model.quantity import LARGEST
from edgebench.model.result import FORMAT, Result

LARGEST_BYTES = 256 * 1024
TOO_LARGE = "Leave it out: no result is as large."
DAMAGED = "Get it again from where it came from, or measure again; a result is never edited."
MOST_QUERIES = 10**10
"""No window has more, and the statistics of so many are still quick."""


def decode(data: bytes, name: str) -> Result:
    """The result in these bytes; `name` is what an error calls them."""
    if len(data) > LARGEST_BYTES:
        raise ResultError(f"{name}: {len(data)} bytes; a result has at most {LARGEST_BYTES}", TOO_LARGE)
    try:
        document = json_guard.parse(data)
    except json_guard.JsonError as error:
        raise ResultError(f"{name}: {error}", DAMAGED) from error
    _check_format(document, name)
    try:
        result = msgspec.convert(document, Result)
    except msgspec.ValidationError as error:
        raise ResultError(f"{name}: {_with_place(error)}", DAMAGED) from error
    for place, process in enumerate(result.processes):
        if fault := _fault(process):
            raise ResultError(f"{name}: {fault} at $.processes[{place}]", DAMAGED)
    return result


def _check_format(document: object, name: str) -> None:
    """Before any field: another format has other fields."""
    if not isinstance(document, dict) or "format" not in document:
        raise ResultError(f"{name}: it has no format at $.format", "Name a result file of edgebench.")
    number = document["format"]
    if type(number) is not int or number < 0:
        raise ResultError(f"{name}: {str(number)[:20]!a} is not a format at $.format", DAMAGED)
    if number < FORMAT:
        raise ResultError(
            f"{name}: format {number} came before the format was settled (this edgebench reads {FORMAT})",
            "Measure it again.",
        )
    if number > FORMAT:
        raise ResultError(
            f"{name}: written by a newer edgebench (format {number}, this one reads {FORMAT})",
            "Upgrade edgebench.",
        )


def _with_place(error: msgspec.ValidationError) -> str:
    """`Expected int, got str at $.queries`; a fault of the whole document is at $.

    ascii: it may quote the file, whose control characters are not for a terminal.
    """
    what = ascii(str(error).replace("`", "").replace(" - at ", " at "))[1:-1]
    return what if " at $" in what else f"{what} at $"


def _fault(process: Process) -> str | None:
    """What would cost more time or memory than there is, before anything is computed from it."""
    if process.queries > MOST_QUERIES:
        return f"{process.queries} queries are more than any window has"
    histograms = (("latency", process.latency), ("engine_latency", process.engine_latency))
    faults = ((name, _histogram_fault(one)) for name, one in histograms if one is not None)
    return next((f"{name}: {fault}" for name, fault in faults if fault), None)


def _histogram_fault(one: Histogram) -> str | None:
    counts = one.counts
    if not counts or counts[0] < 0 or counts[-1] < 0 or 0 in counts:
        return "counts must begin and end with a bucket that is not empty, and hold no 0"
    if any(first < 0 and second < 0 for first, second in itertools.pairwise(counts)):
        return "two runs of empty buckets follow each other"
    last = one.first + sum(1 if entry > 0 else -entry for entry in counts) - 1
    return f"bucket {last} is beyond 2^53 ns" if last > histogram.bucket(LARGEST) else None
