"""A power trace from anyone -> its two lines of text, or one sentence that says what is wrong.

It is gzipped CSV: a comment with the meter's facts, the names of the columns, then whole numbers, and
comments that name a read that failed. readings.py: its lines.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import zlib

from msgspec import Struct

from edgebench.energy.readings import Readings, parse

LARGEST = 32 * 1024 * 1024
"""Of what it unpacks to; seven hours of ten readings a second have 20 MiB."""
_HEADER = bytes([0x1F, 0x8B, 8, 0])
"""gzip, deflate, and no flag: the original's name and a comment are flags."""
_GZIP = 16 + zlib.MAX_WBITS
_ROW = re.compile(rb"[-0-9,]+|# process \d{1,9}: -?\d{1,19},[a-z_]{1,40}")


class TraceFile(Struct, frozen=True):
    """What was read of a power trace. fault: why it is none; head: its two lines before the numbers."""

    sha256: str
    bytes: int
    head: str = ""
    fault: str | None = None


def packed(text: str) -> bytes:
    """The file of these lines, as `read` takes it: the same lines are the same bytes."""
    return gzip.compress(text.encode(), 6, mtime=0)


def read(data: bytes) -> TraceFile:
    """At most LARGEST bytes are unpacked."""
    sha256 = hashlib.sha256(data).hexdigest()
    text, fault = _unpacked(data)
    head, rows = text.split(b"\n")[:2], text.split(b"\n")[2:]
    if fault is None and (
        len(head) < 2 or not head[0].startswith(b"# {") or not head[1].startswith(b"process,")
    ):
        fault = "Its first two lines are not those of a power trace"
    if fault is None and (bad := _bad_row(rows)):
        fault = f"Line {bad} is no row of whole numbers"
    told = b"\n".join(head).decode("utf-8", "replace") if fault is None else ""
    return TraceFile(sha256=sha256, bytes=len(data), head=told, fault=fault)


def readings(data: bytes) -> Readings | str:
    """The readings, or why there are none."""
    if fault := read(data).fault:
        return fault
    try:
        return parse(_unpacked(data)[0])
    except (ArithmeticError, ValueError) as error:  # numbers that no meter shows
        return ascii(str(error)[:200])[1:-1]


def _unpacked(data: bytes) -> tuple[bytes, str | None]:
    if not data.startswith(_HEADER):
        return b"", "It is not gzip, or its header tells a file's name"
    unpacker = zlib.decompressobj(_GZIP)
    try:
        text = unpacker.decompress(data, LARGEST)
    except zlib.error as error:
        return b"", f"It cannot be unpacked: {error}"
    if unpacker.unconsumed_tail:
        return b"", f"It unpacks to more than {LARGEST} bytes"
    if not unpacker.eof:
        return b"", "It is cut short"
    return text, "Something follows its end" if unpacker.unused_data else None


def _bad_row(rows: list[bytes]) -> int | None:
    """The number of the first line that is none; the file ends in a line break."""
    if not rows or rows[-1] != b"":
        return len(rows) + 2
    return next((place for place, row in enumerate(rows[:-1], start=3) if not _ROW.fullmatch(row)), None)
