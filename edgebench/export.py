"""Tables of results as files for other programs: CSV, JSON lines, Parquet. Columns: table.py.

The same results give the same bytes, wherever they lie and whoever writes them: there is no `path`, whose
folders may name a person, and no time. The licence stands in every row, and in Parquet in
the file's metadata as well. Rows are written as they are read, so that memory is bounded.
"""

from __future__ import annotations

import csv
import itertools
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, TypeAlias

import msgspec

from edgebench import table
from edgebench.errors import EdgebenchError
from edgebench.table import Column, Rows, Value

Line: TypeAlias = tuple[Value, ...]
Write: TypeAlias = "Callable[[IO[bytes], Mapping[str, Column], Iterator[Line]], int]"
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet runs what begins with one of these."""
_REWRITTEN = {str, bool}
LOCAL = "path"
GROUP = 20_000
"""Rows of Parquet that are held at once."""


def export(
    files: Sequence[Path], out: IO[bytes], name: str, rows: Rows = "cells", without: Collection[str] = ()
) -> int:
    """Write these results in the format of this name; returns how many rows.

    without: ids (64 digits) of results that are left out. Raises ResultError at the first file that cannot be
    read, EdgebenchError where Parquet's library is not installed.
    """
    columns = shared_columns(rows)
    kept = [name != LOCAL for name in table.columns(rows)]
    lines = itertools.chain.from_iterable(table.rows_of(files, rows, without))
    return FORMATS[name](out, columns, (tuple(itertools.compress(line, kept)) for line in lines))


def shared_columns(rows: Rows = "cells") -> dict[str, Column]:
    """All but where the file was read."""
    return {name: one for name, one in table.columns(rows).items() if name != LOCAL}


def _csv(out: IO[bytes], columns: Mapping[str, Column], lines: Iterator[Line]) -> int:
    """RFC 4180 in UTF-8; missing is empty; what a spreadsheet would run begins with an apostrophe."""
    count = 0
    writer = csv.writer(_Encoded(out), lineterminator="\r\n")
    writer.writerow(columns)
    for line in lines:
        writer.writerow([_cell(one) if type(one) in _REWRITTEN else one for one in line])
        count += 1
    return count


def _cell(value: Value) -> Value:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


class _Encoded:
    """What csv writes to."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out

    def write(self, text: str) -> int:
        return self._out.write(text.encode(errors="backslashreplace"))


def _json_lines(out: IO[bytes], columns: Mapping[str, Column], lines: Iterator[Line]) -> int:
    """One object a row, its members in the order of the columns; missing is null."""
    count = 0
    for line in lines:
        out.write(msgspec.json.encode(dict(zip(columns, line, strict=True))) + b"\n")
        count += 1
    return count


def _parquet(out: IO[bytes], columns: Mapping[str, Column], lines: Iterator[Line]) -> int:
    """Zstandard, and `licence` in the metadata of the file."""
    arrow_table(columns, ())  # says what is missing before the file is begun
    from pyarrow import parquet

    count = 0
    with parquet.ParquetWriter(out, arrow_table(columns, ()).schema, compression="zstd") as writer:
        while group := list(itertools.islice(lines, GROUP)):
            writer.write_table(arrow_table(columns, group))
            count += len(group)
    return count


def arrow_table(columns: Mapping[str, Column], lines: Sequence[Line]) -> Any:
    """These rows as pyarrow has them. Raises EdgebenchError where it is not installed."""
    try:
        import pyarrow
    except ImportError as error:
        raise EdgebenchError(
            "Parquet needs pyarrow, which is not installed", "Add it with: pip install 'edgebench[parquet]'"
        ) from error
    kinds: dict[str, Any] = {
        "string": pyarrow.string(),
        "Int64": pyarrow.int64(),
        "Float64": pyarrow.float64(),
        "boolean": pyarrow.bool_(),
    }
    fields = [(name, kinds[column.kind]) for name, column in columns.items()]
    schema = pyarrow.schema(fields, metadata={"licence": table.LICENCE})
    values = zip(*lines, strict=True) if lines else ([] for _ in fields)
    arrays = [pyarrow.array(one, kind) for one, (_, kind) in zip(values, fields, strict=True)]
    return pyarrow.Table.from_arrays(arrays, schema=schema)


FORMATS: Mapping[str, Write] = {"csv": _csv, "jsonl": _json_lines, "parquet": _parquet}
"""By the ending of their files."""
