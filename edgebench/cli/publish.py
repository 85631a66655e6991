"""`edgebench publish`: the site."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from edgebench.cli.terminal import Json, document, note
from edgebench.errors import ResultError

if TYPE_CHECKING:
    from edgebench.publish import LeftOut


def publish(
    results: Annotated[
        Path | None, typer.Option(help="Folder of results; default $EDGEBENCH_RESULTS, else results/.")
    ] = None,
    out: Annotated[Path, typer.Option(help="Where the pages go.")] = Path("build/site"),
    source: Annotated[
        str,
        typer.Option(
            metavar="URL",
            help="Address of the folder that holds results/ in the repository, at a commit: pages link to "
            "the files there, and they are not copied. Without it the site holds a copy of each.",
        ),
    ] = "",
    commit: Annotated[str, typer.Option(help="The repository's commit, for the foot of each page.")] = "",
    base_path: Annotated[
        str, typer.Option(help="Where the site will stand on its server, for the page of missing addresses.")
    ] = "/",
    base_url: Annotated[
        str, typer.Option(metavar="URL", help="The same with the server, for absolute links in the feed.")
    ] = "",
    check: Annotated[
        bool | None,
        typer.Option(
            "--check/--no-check",
            help="Hold each file against every rule of `edgebench check`, or trust that it was when it was "
            "accepted. Default: --no-check with --source, else --check.",
        ),
    ] = None,
    cache: Annotated[
        bool, typer.Option("--cache/--no-cache", help="Use what an earlier build of these results made.")
    ] = True,
    serve: Annotated[
        bool, typer.Option("--serve", help="Show them at a local address until Ctrl-C.")
    ] = False,
    port: Annotated[
        int, typer.Option(help="The port of --serve; 0 takes a free one.", min=0, max=65535)
    ] = 8000,
    json: Json = False,
) -> None:
    """Render results into a static site, readable without JavaScript.

    The same results make the same bytes. The old site is replaced when the new one is whole. Pages of results
    that did not change are taken from the cache ($EDGEBENCH_CACHE), which can be deleted at any time.
    """
    from edgebench import publish as site
    from edgebench.catalogue import load_catalogue
    from edgebench.paths import results as default

    folder = results or default()
    if not folder.is_dir():
        raise ResultError(f"{folder}: there is no such folder of results", "make some: edgebench run")
    options = site.Options(
        base_path=f"/{base_path.strip('/')}/" if base_path.strip("/") else "/",
        base_url=base_url,
        source=source,
        commit=commit or None,
        checked=not source if check is None else check,
        cache=cache,
    )
    built = site.build_folder(folder, load_catalogue().workloads, out, options)
    for one in built.left_out:
        note(_left_out(one))
    index = (out / "index.html").resolve()
    if json:
        document({"results": built.results, "pages": list(built.pages), "index": str(index)})
    else:
        print(f"{len(built.pages)} pages from {built.results} results: {index.as_uri()}")
    if serve:
        server, address = site.serve(out, port)
        note(f"serving {address} until Ctrl-C")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            server.server_close()


def _left_out(one: LeftOut) -> str:
    more = f", and {one.more} more: edgebench check {one.path}" if one.more else ""
    return f"left out: {one.where}: {one.what}{more}"
