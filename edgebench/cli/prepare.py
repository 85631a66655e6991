"""`edgebench prepare`: fetch, verify and build what a run needs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from edgebench.cli.terminal import Bar, Json, document, note, table
from edgebench.errors import EdgebenchError, SourceError

if TYPE_CHECKING:
    from edgebench.runner.settings import Settings, Where

Row = dict[str, str | None]
"""What was asked for and, at `path`, the file or interpreter that is ready; else why not and what to do."""


def prepare(
    workload: Annotated[list[str] | None, typer.Argument(help="Workloads; none: those of --suite.")] = None,
    suite: Annotated[
        str | None, typer.Option(help="The suite to prepare when no workload is named; default: quick.")
    ] = None,
    variant: Annotated[list[str] | None, typer.Option(help="Only these variants.")] = None,
    harness: Annotated[
        list[str] | None,
        typer.Option(
            help="Make this harness ready, in an environment of its own where it does not run here: NAME, "
            "NAME@VERSION, NAME@path/to.whl or path/to/file.py. Files only when they are named too."
        ),
    ] = None,
    mirror: Annotated[
        str | None, typer.Option(help="A folder or address tried first; default $EDGEBENCH_MIRROR.")
    ] = None,
    offline: Annotated[bool, typer.Option("--offline", help="Use the cache and the mirror only.")] = False,
    json: Json = False,
) -> None:
    """Fetch, verify and build the files a run needs, also those too heavy for `run` to build by itself.

    With --harness: make that harness ready.
    """
    from edgebench.runner.settings import Settings, check
    from edgebench.runner.start import here

    where = here(mirror=mirror, offline=offline)
    asked = check(
        Settings(
            suite=suite or "quick",
            workloads=tuple(workload or ()),
            variants=tuple(variant or ()),
            harnesses=tuple(harness or ()),
        )
    )
    rows = [*_harnesses(asked, where)]
    if workload or suite or variant or not harness:
        rows += _files(asked, where)
    if json:
        document(rows)
    else:
        table(
            ["prepared", "", "where"],
            [
                [row["harness"] or str(row["workload"]), row["variant"] or "", row["path"] or "skipped"]
                for row in rows
            ],
        )
    if not any(row["path"] for row in rows):
        raise SourceError("nothing could be prepared", "see the reasons above")


def _harnesses(settings: Settings, where: Where) -> Iterator[Row]:
    from edgebench.harness import discover, interpreter

    for asked in dict.fromkeys(map(discover.asked, settings.harnesses)):
        found = interpreter.look(asked, Path(where.cache))
        if isinstance(found, interpreter.Unbuilt):
            found = interpreter.make(found, offline=where.offline, progress=Bar())
        row: Row = {"workload": None, "variant": None, "harness": asked.name}
        if isinstance(found, discover.Usable):
            runtime = f"{found.loaded.runtime} {found.loaded.version}"
            yield row | {"runtime": runtime, "path": str(found.python), "reason": None, "hint": None}
        else:
            note(f"skipped {asked.name}: {found.reason}" + (f"\n  {found.hint}" if found.hint else ""))
            yield row | {"runtime": None, "path": None, "reason": found.reason, "hint": found.hint}


def _files(settings: Settings, where: Where) -> Iterator[Row]:
    from edgebench.catalogue import load_catalogue
    from edgebench.runner.planning import choose
    from edgebench.sources.fetch import fetch

    for choice in choose(settings, load_catalogue()):
        for one in choice.variants:
            row: Row = {
                "workload": choice.workload.name,
                "variant": one.name,
                "harness": None,
                "runtime": None,
            }
            try:
                path = fetch(
                    one,
                    cache=Path(where.cache),
                    mirror=where.mirror,
                    offline=where.offline,
                    progress=Bar(),
                    build=True,
                )
                yield row | {"path": str(path), "reason": None, "hint": None}
            except EdgebenchError as error:
                note(f"skipped {choice.workload.name} {one.name}: {error.message}")
                yield row | {"path": None, "reason": error.message, "hint": error.hint}
