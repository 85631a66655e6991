"""`edgebench review`: what new results change, for a person, a program or a pull request."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from edgebench.cli.terminal import Json, document, table
from edgebench.errors import EdgebenchError, ResultError

if TYPE_CHECKING:
    from edgebench.review import Review


def review(
    results: Annotated[
        Path | None, typer.Argument(help="Folder of results; default $EDGEBENCH_RESULTS, else results/.")
    ] = None,
    base: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="The results as they were, without the new ones.")
    ] = None,
    read: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Show the review in this file, from anyone: --json writes one."),
    ] = None,
    form: Annotated[
        Literal["table", "markdown", "json"],
        typer.Option("--format", help="For a terminal, for a pull request, or for a program."),
    ] = "table",
    json: Json = False,
) -> None:
    """What new results change: their ranks, the rows that move, and how far each is from its peers.

    Only workloads with new results, or with results that were withdrawn since, are looked at. `check` says
    whether they may come in; this says what they do.
    """
    from edgebench.cli import review_report

    if (base is None) == (read is None):
        raise EdgebenchError("there is nothing to review", "Name one of --base FOLDER and --read FILE.")
    found = _read(read) if read is not None else _made(base, results)
    if json or form == "json":
        document(found)
    elif form == "markdown":
        print(review_report.markdown(found), end="")
    else:
        _print(found)


def _read(path: Path) -> Review:
    from edgebench import review as reviews
    from edgebench import store

    return reviews.read(store.read_bytes(path), str(path))


def _made(base: Path | None, results: Path | None) -> Review:
    from edgebench import additions, paths
    from edgebench import review as reviews

    folder = results or paths.results()
    assert base is not None
    for place in (base, folder):
        if not place.is_dir():
            raise ResultError(f"{place}: there is no such folder of results", "Name a folder of results.")
    return reviews.review(*additions.between(base, folder))


def _print(found: Review) -> None:
    from edgebench.cli import review_report

    print(review_report.summary(found))
    if found.added:
        table(review_report.ADDED, [review_report.added(one) for one in found.added])
    if found.withdrawn:
        print("\nWithdrawn:")
        table(review_report.WITHDRAWN, [review_report.withdrawn(one) for one in found.withdrawn])
    if found.moved:
        print("\nRows that move:")
        table(review_report.MOVED, [review_report.moved(one) for one in found.moved])
