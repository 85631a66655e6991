"""`edgebench publish`: the site."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from edgebench.cli.terminal import Json, document, note
from edgebench.errors import ResultError
from edgebench.model.standing import UNVOUCHED

if TYPE_CHECKING:
    from edgebench.model.result import Result


NOT_WRONG = {"ranked-tier", "process-count", "window-long-enough", "size", "energy-simulated"}
"""Rules against results that are too short to rank or whose meter was simulated, which the leaderboard sees
to, or too large to submit."""


def publish(
    results: Annotated[
        Path | None, typer.Option(help="Folder of results; default $EDGEBENCH_RESULTS, else results/.")
    ] = None,
    out: Annotated[Path, typer.Option(help="Where the pages go.")] = Path("build/site"),
    serve: Annotated[
        bool, typer.Option("--serve", help="Show them at a local address until Ctrl-C.")
    ] = False,
    port: Annotated[
        int, typer.Option(help="The port of --serve; 0 takes a free one.", min=0, max=65535)
    ] = 8000,
    json: Json = False,
) -> None:
    """Render results into static pages: a front page and one a workload, readable without JavaScript."""
    from edgebench import publish as site
    from edgebench import standing, store
    from edgebench.catalogue import load_catalogue
    from edgebench.paths import results as default

    folder = results or default()
    if not folder.is_dir():
        raise ResultError(f"{folder}: there is no such folder of results", "make some: edgebench run")
    found = [
        (path, result) for path in store.found(folder) if (result := _acceptable(path, folder)) is not None
    ]
    known = standing.standings([path for path, _ in found])
    standings = {
        store.result_id(store.read_bytes(path)): one for path, one in known.items() if one != UNVOUCHED
    }
    pages = site.build(found, load_catalogue().workloads, out, standings=standings)
    index = (out / "index.html").resolve()
    if json:
        document({"results": len(found), "pages": list(pages), "index": str(index)})
    else:
        print(f"{len(pages)} pages from {len(found)} results: {index.as_uri()}")
    if serve:
        server, address = site.serve(out, port)
        note(f"serving {address} until Ctrl-C")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            server.server_close()


def _acceptable(path: Path, folder: Path) -> Result | None:
    """A number that breaks a rule is left out, with its reason."""
    from edgebench import store, submission

    problems = [one for one in submission.check_file(path, folder) if one.rule not in NOT_WRONG]
    for problem in problems[:1]:
        more = f", and {len(problems) - 1} more: edgebench check {path}" if len(problems) > 1 else ""
        note(f"left out: {problem.where}: {problem.what}{more}")
    return None if problems else store.read(path)
