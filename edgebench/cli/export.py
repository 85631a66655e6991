"""`edgebench export`: results as a table for other programs."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Annotated, Literal

import typer

from edgebench.cli.terminal import Json, document, note
from edgebench.errors import ResultError
from edgebench.units import counted

Rows = Literal["cells", "processes"]
Format = Literal["csv", "jsonl", "parquet"]


def export(
    out: Annotated[Path, typer.Option(help="The file to write; one that is there is replaced.")],
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="Result files, or folders of them; default $EDGEBENCH_RESULTS, else results/."),
    ] = None,
    format: Annotated[  # noqa: A002  # typer names the option after it
        Format | None,
        typer.Option(help="Default: as the file's name ends. parquet needs the extra of that name."),
    ] = None,
    rows: Annotated[
        Rows, typer.Option(help="One row a cell, with intervals; or one a process, which they are made from.")
    ] = "cells",
    withdrawn: Annotated[
        bool, typer.Option("--withdrawn", help="Also results that were withdrawn; a table cannot say why.")
    ] = False,
    json: Json = False,
) -> None:
    """Results as one table for other programs: CSV, JSON lines or Parquet, under CC0-1.0 like the results.

    Units are in the names of the columns, and beside what is missing stands the reason. In CSV a text that
    a spreadsheet would take for a formula begins with an apostrophe.
    """
    from edgebench import export as exports
    from edgebench import store, withdrawals
    from edgebench.paths import results as default

    name = format or out.suffix.removeprefix(".")
    if name not in exports.FORMATS:
        raise ResultError(f"{out}: which format?", f"Name one: --format {'|'.join(exports.FORMATS)}.")
    found = [file for path in paths or [default()] for file in store.some(path)]
    left_out = {} if withdrawn else withdrawals.among(found)
    files = [file for file in found if file not in left_out]
    if left_out:
        note(f"left out: {len(left_out)} withdrawn (--withdrawn keeps them)")
    partial = out.with_name(f".{out.name}.{secrets.token_hex(4)}.partial")
    try:
        with partial.open("xb") as file:
            count = exports.export(files, file, name, rows)
        partial.replace(out)
    finally:
        partial.unlink(missing_ok=True)
    if json:
        document({"results": len(files), "rows": count, "out": str(out)})
    else:
        print(f"{counted(count, 'row')} of {counted(len(files), 'result')}: {out}")
