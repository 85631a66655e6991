"""`edgebench prepare`: fetch, verify and build what a run needs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from edgebench.cli.terminal import Bar, Json, document, note, table
from edgebench.errors import EdgebenchError, SourceError


def prepare(
    workload: Annotated[list[str] | None, typer.Argument(help="Workloads; none: those of --suite.")] = None,
    suite: Annotated[str, typer.Option(help="The suite to prepare when no workload is named.")] = "quick",
    variant: Annotated[list[str] | None, typer.Option(help="Only these variants.")] = None,
    mirror: Annotated[
        str | None, typer.Option(help="A folder or address tried first; default $EDGEBENCH_MIRROR.")
    ] = None,
    offline: Annotated[bool, typer.Option("--offline", help="Use the cache and the mirror only.")] = False,
    json: Json = False,
) -> None:
    """Fetch, verify and build the files a run needs; also those too heavy for `run` to build by itself."""
    from edgebench.catalogue import load_catalogue
    from edgebench.runner.planning import choose
    from edgebench.runner.settings import Settings
    from edgebench.runner.start import here
    from edgebench.sources.fetch import fetch

    where = here(mirror=mirror, offline=offline)
    asked = Settings(suite=suite, workloads=tuple(workload or ()), variants=tuple(variant or ()))
    rows: list[dict[str, str | None]] = []
    for choice in choose(asked, load_catalogue()):
        for one in choice.variants:
            row: dict[str, str | None] = {"workload": choice.workload.name, "variant": one.name}
            try:
                path: Path = fetch(
                    one,
                    cache=Path(where.cache),
                    mirror=where.mirror,
                    offline=where.offline,
                    progress=Bar(),
                    build=True,
                )
                row |= {"path": str(path), "reason": None, "hint": None}
            except EdgebenchError as error:
                row |= {"path": None, "reason": error.message, "hint": error.hint}
                note(f"skipped {choice.workload.name} {one.name}: {error.message}")
            rows.append(row)
    if json:
        document(rows)
    else:
        table(
            ["workload", "variant", "file"],
            [[str(row["workload"]), str(row["variant"]), row["path"] or "skipped"] for row in rows],
        )
    if not any(row["path"] for row in rows):
        raise SourceError("nothing could be prepared", "see the reasons above")
