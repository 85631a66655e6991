"""`edgebench show`: one result for a person."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from edgebench.cli.terminal import Json, document, table

if TYPE_CHECKING:
    from edgebench.model.result import Result
    from edgebench.model.standing import Standing


def show(
    result: Annotated[list[Path], typer.Argument(help="Result files, or folders of them.")],
    json: Json = False,
) -> None:
    """One result for a person: numbers with intervals, findings, how to repeat it."""
    from edgebench import standing, store
    from edgebench.cli import standing_report

    found = [(file, store.read(file)) for path in result for file in store.some(path)]
    known = standing.standings([file for file, _ in found])
    if json:
        document(
            [
                {"path": str(path), "result": one, "standing": standing_report.as_json(known[path])}
                for path, one in found
            ]
        )
    else:
        for path, one in found:
            _describe(path, one, known[path])


def _describe(path: Path, result: Result, standing: Standing) -> None:
    from edgebench.cli import standing_report
    from edgebench.cli.description import describe

    described = describe(result)
    print("\n".join([described.title, *described.origin, described.load, f"{path}\n"]))
    table(["", "", ""], [*described.figures, *standing_report.lines(standing)])
    for line in described.why:
        print(line)
    for one in described.tables:
        print(f"\n{one.heading}:")
        table(one.columns, one.rows, one.right)
    for finding in described.findings:
        print(finding)
    again = "Measure the like" if described.origin else "Repeat it"
    print(f"\n{again}: {described.repeat}\n")
