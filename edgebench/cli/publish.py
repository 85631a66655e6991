"""`edgebench publish`: the site."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from edgebench.cli.terminal import INTERRUPTED, Json, document, note, printable, word
from edgebench.errors import ResultError

if TYPE_CHECKING:
    from edgebench.publish import Built, LeftOut


def publish(
    results: Annotated[
        Path | None, typer.Option(help="Folder of results; default $EDGEBENCH_RESULTS, else results/.")
    ] = None,
    out: Annotated[
        Path, typer.Option(help="Where the pages go: a new folder, an empty one, or a former site alone.")
    ] = Path("build/site"),
    source: Annotated[
        str,
        typer.Option(
            metavar="URL",
            help="Address (https://...) of the folder that holds results/ in the repository, at a commit: "
            "pages link to the files there, which are not copied. Without it the site holds a copy of each.",
        ),
    ] = "",
    commit: Annotated[str, typer.Option(help="The repository's commit, for the foot of each page.")] = "",
    base_path: Annotated[
        str, typer.Option(help="Where the site will stand on its server, for the page of missing addresses.")
    ] = "/",
    base_url: Annotated[
        str,
        typer.Option(metavar="URL", help="The same with the server (https://...), for links in the feed."),
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
    Parquet is among the downloads where the extra parquet is installed.
    """
    from edgebench import publish as site
    from edgebench.catalogue import load_catalogue
    from edgebench.paths import results as default

    folder = results or default()
    if not folder.is_dir():
        raise ResultError(f"{folder}: there is no such folder of results", "make some: edgebench run")
    options = site.Options(
        base_path=f"/{base_path.removeprefix('/').removesuffix('/')}/" if base_path.strip("/") else "/",
        base_url=base_url,
        source=source,
        commit=commit or None,
        checked=not source if check is None else check,
        cache=cache,
    )
    with contextlib.ExitStack() as stack:
        served = site.serve(out, port) if serve else None  # a port in use is told before the build
        if served is not None:
            stack.enter_context(served.server)
        try:
            built = site.build_folder(folder, load_catalogue().workloads, out, options)
        except KeyboardInterrupt:
            note(f"edgebench: interrupted: {printable(str(out))} is as it was")
            raise typer.Exit(INTERRUPTED) from None
        _tell(built, folder, (out / "index.html").resolve(), json=json)
        if served is not None:
            note(f"serving {served.address} until Ctrl-C")
            with contextlib.suppress(KeyboardInterrupt):
                served.server.serve_forever()


def _tell(built: Built, results: Path, index: Path, *, json: bool) -> None:
    for one in built.left_out:
        note(_left_out(one, results))
    for missing in built.not_made:
        note(f"not made: {missing.name}: {missing.why}\n  {missing.todo}, then publish again")
    if json:
        from msgspec import structs

        told = {"results": built.results, "pages": built.pages, "index": str(index)}
        lists = {"left_out": built.left_out, "not_made": built.not_made}
        document(told | {name: list(map(structs.asdict, those)) for name, those in lists.items()})
    else:
        print(f"{len(built.pages)} pages from {built.results} results: {index.as_uri()}")


def _left_out(one: LeftOut, results: Path) -> str:
    told = printable(f"left out: {one.where}: {one.what}").replace("\n", r"\n")
    more = f", and {one.more} more: edgebench check {word(str(results / one.path))}" if one.more else ""
    return told + more
