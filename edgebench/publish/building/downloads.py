"""Every result as a table for other programs: the rows of `edgebench export` as CSV, JSON lines, Parquet.

Each batch brings its piece. Members of gzip follow each other, so a piece that did not change is only copied.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import IO, Any, NamedTuple

from edgebench import export, store
from edgebench.publish.site import Download, Missing
from edgebench.table import Value

FOLDER = PurePosixPath("data")
MOST_PLAIN_ROWS = 2000
"""Up to so many the CSV is not packed, so that a spreadsheet opens it."""
SUMS = FOLDER / "SHA256SUMS"
_ROWS = "Every result but the withdrawn, a row a cell, with units in the names of the columns."
_LEVEL = 5
_CSV, _LINES, _ARROW = "rows.csv.gz", "rows.jsonl.gz", "rows.arrow"


class File(NamedTuple):
    """One of them, ready to be copied into the site."""

    path: PurePosixPath
    made: Path
    rows: int | None
    name: str
    what: str


def write_members(batch: Path, rows: Sequence[Sequence[Value]]) -> None:
    """The pieces of one batch. rows: as table.py has them."""
    columns = export.shared_columns()
    lines = [tuple(row[: len(columns)]) for row in rows]
    header = _written("csv", [])
    (batch / _CSV).write_bytes(_packed(_written("csv", lines).removeprefix(header)))
    (batch / _LINES).write_bytes(_packed(_written("jsonl", lines)))
    if (arrow := _arrow()) is not None:
        made = export.arrow_table(columns, lines)
        with arrow.OSFile(str(batch / _ARROW), "wb") as out, arrow.ipc.new_stream(out, made.schema) as stream:
            stream.write_table(made)


def assemble(batches: Sequence[Path], rows: int, work: Path) -> list[File]:
    """Write the downloads of all batches, in their order, into the folder `work`."""
    work.mkdir(exist_ok=True)
    files = [_csv(batches, rows, work), _json_lines(batches, rows, work)]
    if _arrow() is not None:
        files.append(_parquet(batches, rows, work))
    schema = work / "result.schema.json"
    schema.write_bytes(store.schema())
    return [*files, File(FOLDER / schema.name, schema, None, "JSON Schema", "What a result file holds.")]


def not_made() -> tuple[Missing, ...]:
    """What a build here would leave out."""
    if _arrow() is not None:
        return ()
    why = "pyarrow was not installed where these pages were made"
    return (Missing("Parquet", why, "pip install 'edgebench[parquet]'"),)


def told(files: Iterable[File]) -> tuple[Download, ...]:
    """What the page of the downloads says of them."""
    return tuple(
        Download(one.name, str(one.path), one.made.stat().st_size, one.rows, _sum(one.made), one.what)
        for one in files
    )


def sums(downloads: Iterable[Download]) -> bytes:
    """For `sha256sum --check`, in the folder of the downloads."""
    return "".join(f"{one.sha256}  {PurePosixPath(one.address).name}\n" for one in downloads).encode()


def _csv(batches: Sequence[Path], rows: int, work: Path) -> File:
    header, plain = _written("csv", []), rows <= MOST_PLAIN_ROWS
    made = work / ("results.csv" if plain else "results.csv.gz")
    with made.open("wb") as out:
        out.write(header if plain else _packed(header))
        _append(out, (batch / _CSV for batch in batches), unpack=plain)
    return File(FOLDER / made.name, made, rows, "CSV", _ROWS)


def _json_lines(batches: Sequence[Path], rows: int, work: Path) -> File:
    made = work / "results.jsonl.gz"
    with made.open("wb") as out:
        out.write(_packed(b""))
        _append(out, (batch / _LINES for batch in batches), unpack=False)
    return File(FOLDER / made.name, made, rows, "JSON lines", _ROWS)


def _append(out: IO[bytes], members: Iterator[Path], *, unpack: bool) -> None:
    for member in members:
        with gzip.open(member) if unpack else member.open("rb") as piece:
            shutil.copyfileobj(piece, out)


def _parquet(batches: Sequence[Path], rows: int, work: Path) -> File:
    """Row groups as large as those of `edgebench export`."""
    import pyarrow
    from pyarrow import parquet

    made = work / "results.parquet"
    empty = export.arrow_table(export.shared_columns(), ())
    whole = pyarrow.concat_tables([empty, *(_table(batch / _ARROW) for batch in batches)])
    parquet.write_table(whole, made, compression="zstd", row_group_size=export.GROUP)
    return File(FOLDER / made.name, made, rows, "Parquet", _ROWS)


def _table(path: Path) -> Any:
    import pyarrow

    with pyarrow.memory_map(str(path)) as file, pyarrow.ipc.open_stream(file) as stream:
        return stream.read_all()


def _arrow() -> Any:
    """pyarrow; None where it is not installed: then there is no Parquet."""
    try:
        import pyarrow
        import pyarrow.ipc
    except ImportError:
        return None
    return pyarrow


def _written(name: str, lines: Sequence[tuple[Value, ...]]) -> bytes:
    out = io.BytesIO()
    export.FORMATS[name](out, export.shared_columns(), iter(lines))
    return out.getvalue()


def _packed(data: bytes) -> bytes:
    """Without name and time, so that the same rows are the same bytes."""
    return gzip.compress(data, _LEVEL, mtime=0)


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        digest = hashlib.sha256()
        while piece := file.read(1 << 20):
            digest.update(piece)
        return digest.hexdigest()
