"""Reading the text files that list a data set's examples, with errors that name file and line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import Annotated

from msgspec import Meta

from edgebench.errors import DataError
from edgebench.model.workload import DataSet
from edgebench.tasks.task import Example

RelativePath = Annotated[str, Meta(pattern=r"^(?!.*\.\.)[A-Za-z0-9_][A-Za-z0-9_./-]{0,99}$")]
"""A file or folder below another; it cannot lead out of it."""


def content(path: Path) -> bytes:
    """Raises DataError naming the file that cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}") from error


def rows(path: Path, delimiter: str, columns: int) -> Iterator[tuple[str, list[str]]]:
    """Each line that is not empty as (file:line, cells). Raises DataError for one with too few columns."""
    try:
        table = list(csv.reader(io.StringIO(content(path).decode()), delimiter=delimiter))
    except (UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"{path} is not a table: {error}") from error
    for number, cells in enumerate(table, 1):
        where = f"{path}:{number}"
        if cells and len(cells) < columns:
            raise DataError(f"{where}: has {len(cells)} columns, {columns} are expected")
        if cells:
            yield where, cells


def whole_number(cell: str, where: str) -> int:
    if not (cell.isascii() and cell.isdigit()):
        raise DataError(f"{where}: {cell!r} is not a whole number")
    return int(cell)


def labelled(path: Path) -> Iterator[tuple[str, str, int]]:
    """MLPerf Tiny's list, comma-separated without a header: file, number of classes, class, and more.

    Each line as (file:line, file, class). Raises DataError for a class that is not one of so many.
    """
    for where, (name, classes, label, *_) in rows(path, ",", 3):
        right = whole_number(label, where)
        if right >= whole_number(classes, where):
            raise DataError(f"{where}: class {label} of {classes}")
        yield where, name, right


def labelled_examples(folder: Path, labels: str, data_set: DataSet) -> list[Example]:
    """Those of MLPerf Tiny's list that lie beside it, each labelled with its class."""
    listed = (
        (name, right, member(folder, name, data_set, where))
        for where, name, right in labelled(folder / labels)
    )
    found = [Example(name, path, right) for name, right, path in listed if path]
    check_some(len(found), folder, labels)
    return found


def beside(folder: Path, data_set: DataSet, relative: str) -> Path:
    """A path below the folder of all data sets, where `folder` is that of this one."""
    return folder.parents[len(PurePosixPath(data_set.folder).parts) - 1] / relative


def member(
    folder: Path, name: str, data_set: DataSet, where: str, endings: Sequence[str] = ()
) -> Path | None:
    """The listed file; None where it is absent from a data set that is only a subset.

    endings: those it may have instead of its own.
    Raises DataError when the name leads out of the folder, or when a full set lacks the file.
    """
    if name in {"", ".", ".."} or any(mark in name for mark in "/\\\0:"):
        raise DataError(f"{where}: {name!r} is not a plain file name")
    for each in (name, *(name.rpartition(".")[0] + ending for ending in endings)):
        if (folder / each).is_file():
            return folder / each
    if data_set.evidence == "full":
        raise DataError(
            f"{where}: {folder / name} is absent", f'data set {data_set.name} has evidence = "full"'
        )
    return None


def check_some(found: int, folder: Path, listed: str) -> None:
    """Raises DataError when not one of the listed files is there."""
    if not found:
        raise DataError(f"{folder} has none of the files wanted ({listed})")
