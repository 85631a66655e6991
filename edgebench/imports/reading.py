"""Bytes of other tools' files, read with limits, and the numbers and texts in them."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from edgebench import json_guard
from edgebench.errors import ImportRefusedError
from edgebench.imports.report import File
from edgebench.model.quantity import LARGEST

LARGEST_BYTES = 128 * 1024 * 1024
"""Of a file with a line a query; LoadGen's trace of 200,000 queries."""
LARGEST_JSON = 32 * 1024 * 1024
MOST_FILES = 8
MOST_QUERIES = 10**8
LONGEST_TEXT = 200
RIGHT_FILE = "Give the file as the tool wrote it."

_NUMBER = re.compile(r"\d{1,18}(?:\.\d{1,18})?(?:e[+-]?\d{1,2})?", re.ASCII)


def read(paths: Sequence[Path]) -> list[File]:
    """The files, in this order. Raises ImportRefusedError for what is no plain file, or too large."""
    if len(paths) > MOST_FILES:
        raise ImportRefusedError(
            f"{len(paths)} files; one run has at most {MOST_FILES}", "Import one run at a time."
        )
    return [File(str(path), _bytes(path)) for path in paths]


def model(path: Path, most_bytes: int) -> bytes:
    """A model file; one byte more than its variant has is enough to see that it is another."""
    try:
        with open(path, "rb", opener=_open_at_once) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise ImportRefusedError(f"{path}: is not a plain file", "Name the model file.")
            return file.read(most_bytes + 1)
    except OSError as error:
        raise ImportRefusedError(
            f"{path}: cannot be read: {error.strerror}", "Name the model file."
        ) from error


def json(file: File) -> Any:
    """The file's document; see `edgebench.json_guard.parse_foreign`."""
    if len(file.data) > LARGEST_JSON:
        raise refused(file, f"{len(file.data)} bytes; at most {LARGEST_JSON} are read of JSON")
    try:
        return json_guard.parse_foreign(file.data)
    except json_guard.JsonError as error:
        raise refused(file, str(error)) from error


def lines(file: File) -> list[str]:
    """The lines of a text, without what ends them."""
    try:
        return file.data.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise refused(file, f"byte {error.start} is not UTF-8") from error


def member(file: File, document: Any, *path: str) -> Any:
    """The value below these names. Raises where there is none."""
    for depth, name in enumerate(path):
        if not isinstance(document, dict) or name not in document:
            raise refused(file, f"there is no {'.'.join(path[: depth + 1])}")
        document = document[name]
    return document


def number(file: File, value: object, what: str) -> Decimal:
    """At least 0 and of at most 18 digits; a text as tools print it: 0.24, 2.71985e+06."""
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        value = Decimal(value)
    if isinstance(value, int) and not isinstance(value, bool):
        value = Decimal(value)
    if not isinstance(value, Decimal) or value.is_signed() or value > LARGEST:
        raise refused(file, f"{what} is {shown(value)}, no number that can be")
    return value


def count(file: File, value: object, what: str, least: int = 1, most: int = MOST_QUERIES) -> int:
    """A whole number within these bounds."""
    found = number(file, value, what)
    if found != found.to_integral_value() or not least <= found <= most:
        raise refused(file, f"{what} is {found}, no whole number from {least} to {most}")
    return int(found)


def nanoseconds(file: File, value: object, unit_ns: int, what: str, least: int = 1) -> int:
    """A time given in units of so many nanoseconds, rounded to one."""
    found = number(file, value, what) * unit_ns
    whole = int(found.to_integral_value(ROUND_HALF_UP)) if found <= LARGEST else LARGEST + 1
    if not least <= whole <= LARGEST:
        raise refused(file, f"{what} is {shown(value)}, no time that can be")
    return whole


def text(value: object) -> str | None:
    """A text that prints and is short enough to be stored; else None."""
    if isinstance(value, str) and value.isprintable() and 0 < len(value) <= LONGEST_TEXT:
        return value
    return None


def file_name(path: object) -> str | None:
    """The last part of a path of any system. The rest is private and never stored."""
    if not isinstance(path, str):
        return None
    return text(PureWindowsPath(path).name if "\\" in path else PurePosixPath(path).name)


def refused(file: File, what: str, todo: str = RIGHT_FILE) -> ImportRefusedError:
    """The error for this file."""
    return ImportRefusedError(f"{file.name}: {what}", todo)


def shown(value: object) -> str:
    """The beginning of a value that came with the file."""
    return ascii(str(value)[:40])


def _bytes(path: Path) -> bytes:
    try:
        with open(path, "rb", opener=_open_at_once) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise ImportRefusedError(f"{path}: is not a plain file", RIGHT_FILE)
            if status.st_size > LARGEST_BYTES:
                raise ImportRefusedError(
                    f"{path}: {status.st_size} bytes; at most {LARGEST_BYTES} are read",
                    "Import a shorter run.",
                )
            return file.read(LARGEST_BYTES)
    except OSError as error:
        raise ImportRefusedError(f"{path}: cannot be read: {error.strerror}", RIGHT_FILE) from error


def _open_at_once(path: str, flags: int) -> int:
    """Without waiting for the other end of a pipe."""
    return os.open(path, flags | os.O_NONBLOCK)
