"""Rows of a CSV file that somebody else's program wrote: streamed, limited, and every fault with its line."""

from __future__ import annotations

import csv
import math
import re
import stat
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple, TextIO

from edgebench.model.meter import MeterError
from edgebench.model.reason import Reason

LARGEST_FILE = 1 << 30
LONGEST_LINE = 1 << 16
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?", re.ASCII)
_TIME = re.compile(
    r"(\d{4})(-?)(\d\d)\2(\d\d)[T ](\d\d)(:?)(\d\d)\6(\d\d)(?:[.,](\d{1,9}))?\s*(Z|[+-]\d\d:?\d\d)?", re.ASCII
)
_AMERICAN = re.compile(r"(\d\d)-(\d\d)-(\d{4}) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


class Row(NamedTuple):
    """Its fields, and where they stand."""

    line: int
    fields: Sequence[str]


class RowError(ValueError):
    """What is wrong in one row, without its place."""


def rows(path: Path, delimiter: str) -> Iterator[Row]:
    """All rows but empty ones, and one that has no end yet. Raises MeterError.

    METER_LOST where there is no such file, NO_PERMISSION, BAD_READING with the line.
    """
    with _opened(path) as file:
        reader = csv.reader(_lines(path, file), delimiter=delimiter, strict=True)
        while True:
            try:
                fields = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise wrong(path, reader.line_num, str(error)) from None
            if any(fields):
                yield Row(reader.line_num, fields)


def wrong(path: Path, line: int, what: str) -> MeterError:
    return MeterError(f"{path}:{line}: {what}", Reason.BAD_READING, "export it again, unedited")


def number(text: str) -> float | None:
    """A decimal number; None for nothing and NaN. Raises RowError, for a decimal comma too."""
    text = text.strip()
    if not text or text.lower() in {"nan", "-nan"}:
        return None
    if not _NUMBER.fullmatch(text) or math.isinf(value := float(text)):
        raise RowError(f"{text[:40]!a} is no number")
    return value


def seconds_ns(text: str, unit_ns: int) -> int:
    """A count of `unit_ns` as whole nanoseconds, exactly: a double cannot hold the time since 1970."""
    text = text.strip()
    if not _NUMBER.fullmatch(text) or len(text) > 40 or abs(exact := Decimal(text)) > 10**19:
        raise RowError(f"{text[:40]!a} is no time")
    return int((exact * unit_ns).to_integral_value())


def iso_ns(text: str, utc_offset: str = "") -> int:
    """ISO 8601, extended or basic, as UNIX nanoseconds; `utc_offset` holds where it names no zone."""
    found = _TIME.fullmatch(text.strip())
    if not found:
        raise RowError(f"{text[:40]!a} is no ISO 8601 time")
    year, _, month, day, hour, _, minute, second, fraction, zone = found.groups()
    zone = zone or utc_offset
    if not zone:
        raise RowError(f"{text[:40]!a} names no time zone: say utc_offset")
    at_ns = _utc_ns(text, (year, month, day, hour, minute, second), fraction)
    return at_ns - round(offset(zone).total_seconds()) * 10**9


def american_ns(text: str) -> int:
    """`MM-DD-YYYY HH:MM:SS.mmm` in UTC as UNIX nanoseconds."""
    found = _AMERICAN.fullmatch(text.strip())
    if not found:
        raise RowError(f"{text[:40]!a} is no time of the form MM-DD-YYYY HH:MM:SS.mmm")
    month, day, year, *clock, fraction = found.groups()
    return _utc_ns(text, (year, month, day, *clock), fraction)


def offset(zone: str) -> timedelta:
    """`Z`, `+01:00` or `+0100`. Raises RowError."""
    if zone == "Z":
        return timedelta(0)
    found = re.fullmatch(r"([+-])(\d\d):?(\d\d)", zone, re.ASCII)
    if not found or int(found[2]) > 14 or int(found[3]) > 59:
        raise RowError(f"{zone[:40]!a} is no offset from UTC: write +01:00")
    away = timedelta(hours=int(found[2]), minutes=int(found[3]))
    return -away if found[1] == "-" else away


def _utc_ns(text: str, parts: Sequence[str], fraction: str | None) -> int:
    try:
        year, month, day, hour, minute, second = map(int, parts)
        at = datetime(year, month, day, hour, minute, second, tzinfo=timezone.utc)
    except ValueError as error:
        raise RowError(f"{text[:40]!a}: {error}") from None
    return (at - _EPOCH) // timedelta(seconds=1) * 10**9 + int((fraction or "0").ljust(9, "0"))


def _opened(path: Path) -> TextIO:
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise MeterError(f"{path}: is no file", Reason.BAD_READING, "name the exported file")
        if found.st_size > LARGEST_FILE:
            raise MeterError(
                f"{path}: is larger than 1 GiB", Reason.BAD_READING, "export fewer samples a second"
            )
        return path.open(encoding="utf-8-sig", errors="replace", newline="")
    except FileNotFoundError:
        hint = "export it there, then: edgebench run --resume"
        raise MeterError(f"{path}: is not there yet", Reason.METER_LOST, hint) from None
    except PermissionError:
        hint = "run as a user who may read it"
        raise MeterError(f"{path}: may not be read", Reason.NO_PERMISSION, hint) from None
    except OSError as error:
        raise MeterError(f"{path}: {error.strerror}", Reason.METER_LOST, "check the path") from None


def _lines(path: Path, file: TextIO) -> Iterator[str]:
    """Whole lines. The last without its end is one that is still being written."""
    for count in range(1, LARGEST_FILE):
        line = file.readline(LONGEST_LINE)
        if not line.endswith(("\n", "\r")):
            if len(line) < LONGEST_LINE:
                return
            raise wrong(path, count, f"is longer than {LONGEST_LINE // 1024} KiB")
        yield line
