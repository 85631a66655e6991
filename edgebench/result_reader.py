"""Bytes of a result file from anyone -> Result, or one sentence that says what is wrong and where."""

from __future__ import annotations

import msgspec

from edgebench import histogram, json_guard
from edgebench.errors import ResultError
from edgebench.model.process import Process
from edgebench.model.quantity import LARGEST
from edgebench.model.result import FORMAT, Result

LARGEST_BYTES = 256 * 1024
TOO_LARGE = "Leave it out: no result is as large."
DAMAGED = "Get it again from where it came from, or measure again; a result is never edited."
MOST_QUERIES = 10**10
"""No window has more, and the statistics of so many are still quick."""


_DECODER = msgspec.json.Decoder(Result)
_ENCODER = msgspec.json.Encoder(order="sorted")
_PLAIN = bytes(code for code in range(0x20, 0x7F) if code != ord("\\"))


def encode(result: Result) -> bytes:
    """The one way to write this result."""
    return _ENCODER.encode(result)


def decode_written(data: bytes, *, histograms: bool = True) -> Result | None:
    """The result in bytes that are just what edgebench writes for it, at a tenth of the time of `decode`.

    None for any others, for `decode` to say what is wrong with them, if anything is: what is written again
    byte for byte holds no name twice, no fraction, no unknown field and no bracket too many.
    histograms: False where nothing is computed from them, which then may be of any buckets.
    """
    if len(data) > LARGEST_BYTES:
        return None
    try:
        result = _DECODER.decode(data)
    except (msgspec.MsgspecError, RecursionError, ValueError):
        return None
    if encode(result) != data or not (_prints(data) and _holds_small_integers(result)):
        return None
    return None if histograms and any(map(_fault, result.processes)) else result


def decode_accepted(data: bytes, name: str) -> Result:
    """The result in bytes that were held against every rule when they were accepted: only the types are
    looked at again. Raises ResultError as `decode` does.
    """
    if len(data) <= LARGEST_BYTES:
        try:
            return _DECODER.decode(data)
        except (msgspec.MsgspecError, RecursionError, ValueError):
            pass
    return decode(data, name)


def _prints(data: bytes) -> bool:
    """Whether every text does, of bytes that msgspec wrote; what has to be escaped is left to `decode`."""
    strange = data.translate(None, _PLAIN)
    return not strange or (min(strange) >= 0x80 and data.decode().isprintable())


def _holds_small_integers(result: Result) -> bool:
    """Those that no type bounds (a test asks the schema which they are)."""
    loose = [result.summary.method, *result.sut.options.values()]
    return all(abs(one) <= LARGEST for one in loose if isinstance(one, int))


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
    faults = ((name, histogram.gap_fault(one)) for name, one in histograms if one is not None)
    return next((f"{name}: {fault}" for name, fault in faults if fault), None)
