"""Results as a pandas DataFrame; its columns: table.py."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from edgebench import store, table, withdrawals
from edgebench.errors import EdgebenchError
from edgebench.table import Rows

if TYPE_CHECKING:
    import pandas


def load(path: Path, rows: Rows = "cells", *, withdrawn: bool = False) -> pandas.DataFrame:
    """The file, or every result below the folder, in the order of the paths; columns are always the same.

    rows: one a cell, or one a process. withdrawn: also results that were (edgebench/withdrawals.py).
    Raises ResultError at the first file that cannot be read, EdgebenchError without pandas.
    """
    try:
        import pandas
    except ImportError as error:
        raise EdgebenchError(
            "load needs pandas, which is not installed", "Add it with: pip install 'edgebench[site]'"
        ) from error
    columns = table.columns(rows)
    files = store.found(path)
    left_out = {} if withdrawn else withdrawals.among(files)
    kept = [file for file in files if file not in left_out]
    found = [row for each in table.rows_of(kept, rows) for row in each]
    values = zip(*found, strict=True) if found else ([] for _ in columns)
    made = {
        name: pandas.array(list(each), dtype=column.kind)
        for (name, column), each in zip(columns.items(), values, strict=True)
    }
    return pandas.DataFrame(made)
