"""`edgebench show`: one result for a person."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from edgebench.cli.terminal import Json, document, table

if TYPE_CHECKING:
    from edgebench.model.result import Result


def show(
    result: Annotated[list[Path], typer.Argument(help="Result files, or folders of them.")],
    json: Json = False,
) -> None:
    """One result for a person: numbers with intervals, findings, how to repeat it."""
    from edgebench import store

    found = [(file, store.read(file)) for path in result for file in store.some(path)]
    if json:
        document([{"path": str(path), "result": one} for path, one in found])
    else:
        for path, one in found:
            _describe(path, one)


def _describe(path: Path, result: Result) -> None:
    from edgebench.cli.description import describe

    described = describe(result)
    print(f"{described.title}\n{described.load}\n{path}\n")
    table(["", "", ""], described.figures)
    for line in described.why:
        print(line)
    for one in described.tables:
        print(f"\n{one.heading}:")
        table(one.columns, one.rows, one.right)
    for finding in described.findings:
        print(finding)
    print(f"\nRepeat it: {described.repeat}\n")
