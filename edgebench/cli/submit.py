"""`edgebench submit`: what is new under results/, as one branch for a pull request."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from edgebench.cli.check import CHECK_FAILED, say
from edgebench.cli.terminal import Json, document, note
from edgebench.errors import EdgebenchError

if TYPE_CHECKING:
    from edgebench.repository.commit import Author
    from edgebench.repository.submitting import Prepared
    from edgebench.scrubber import Names


def submit(
    base: Annotated[
        str, typer.Option(metavar="REV", help="What the pull request is for; new is what it does not have.")
    ] = "origin/main",
    branch: Annotated[
        str | None, typer.Option(metavar="NAME", help="The branch; default: named after device and content.")
    ] = None,
    text: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where the pull request's text goes; default stdout.")
    ] = None,
    allow: Annotated[
        list[str] | None,
        typer.Option(
            metavar="WORD", help="A word that is no name there, though this machine or its user is called so."
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Check and show everything, and change nothing.")
    ] = False,
    json: Json = False,
) -> None:
    """Check what is new under results/ and make one branch with one commit of it, for a pull request.

    Results, their power traces and signatures, and the profile of a new device; the index, the work tree and
    the branch that is checked out stay as they are. Previews (tier smoke) and made-up energies are left out.
    Nothing is pushed: the command that does is shown. Exit 4 when a rule is broken or nothing is left to
    submit.
    """
    import time

    from edgebench import paths
    from edgebench.repository import commit, git, submitting

    now_s = int(time.time())
    repository = git.here(Path.cwd())
    author = commit.author(repository, now_s)
    prepared, files = submitting.prepare(repository, base, branch, now_s, _names(allow or []), paths.state())
    if not prepared.files and not prepared.left_out:
        raise EdgebenchError(
            f"nothing is new below results/ beside {base}",
            "Measure first: edgebench run --tier standard. Results kept elsewhere: copy them there.",
        )
    commit.require_free(repository, prepared.branch)
    accepted = prepared.commit is not None
    if accepted and not dry_run:
        submitting.finish(repository, prepared, files, now_s)
    push = _push(commit.remote(repository), prepared.branch)
    if json:
        document(_document(prepared, author, push, dry_run=dry_run))
    else:
        _tell(prepared, author, push, base, dry_run=dry_run)
    if not accepted:
        raise typer.Exit(CHECK_FAILED)
    _write(prepared, text, json=json)


def _names(allowed: list[str]) -> Names:
    """What this machine and its user are called, less what is public and what the user allows."""
    from edgebench import paths, scrubber
    from edgebench.catalogue import load_catalogue
    from edgebench.harness import discover
    from edgebench.probes import names
    from edgebench.probes.profile import load_profiles

    public = [word for one in load_profiles(paths.devices()) for word in (one.slug, one.name)]
    public += [*load_catalogue().workloads, *discover.shipped()]
    words = {part for word in public for part in (word, *re.split(r"[^A-Za-z0-9]+", word))}
    return scrubber.telling(names.read(), words | set(allowed))


def _push(remote: str | None, branch: str) -> str:
    return shlex.join(["git", "push", remote or "<your fork>", branch]).replace(
        "'<your fork>'", "<your fork>"
    )


def _tell(prepared: Prepared, author: Author, push: str, base: str, *, dry_run: bool) -> None:
    """Problems on stdout, as check tells them; everything else is for stderr, beside the text."""
    for one in prepared.left_out:
        note(f"left out: {ascii(one.path)[1:-1]}: {one.why}")
    if prepared.problems:
        say(prepared.problems)
        note("Nothing was made of it: mend what is named, then submit again.")
        return
    if prepared.commit is None:
        note("Nothing is left to submit.")
        return
    for path in prepared.files:
        note(f"adds {path}")
    for session in prepared.sessions:
        if session.missing:
            note(f"session {session.id}: missing cells: {session.missing} of {session.cells}")
            for title in session.absent:
                note(f"  {ascii(title)[1:-1]}")
    made = "would be" if dry_run else "is"
    note(
        f"One commit {made} on branch {prepared.branch}, on top of {base}; its author, which becomes public, "
        f"{made} {author.identity}"
    )
    note(f"{'Without --dry-run, push it then' if dry_run else 'Push it'}: {push}")
    note(f"Open a pull request with the text; title: {prepared.subject}")


def _write(prepared: Prepared, text: Path | None, *, json: bool) -> None:
    from edgebench.cli import pull_request

    written = pull_request.text(prepared.results, prepared.sessions)
    if text is not None:
        text.write_text(written, encoding="utf-8")
    elif not json:
        print(written, end="")


def _document(prepared: Prepared, author: Author, push: str, *, dry_run: bool) -> dict[str, object]:
    from edgebench.cli import pull_request

    accepted = prepared.commit is not None
    return {
        "dry_run": dry_run,
        "base": prepared.base,
        "branch": prepared.branch if accepted else None,
        "commit": prepared.commit,
        "author": author.identity,
        "files": prepared.files,
        "left_out": prepared.left_out,
        "problems": prepared.problems,
        "sessions": [
            {**_fields(one), "missing": one.missing} for one in prepared.sessions
        ],
        "title": prepared.subject if accepted else None,
        "text": pull_request.text(prepared.results, prepared.sessions) if accepted else None,
        "push": push if accepted else None,
    }  # fmt: skip


def _fields(one: object) -> dict[str, object]:
    import msgspec

    fields: dict[str, object] = msgspec.to_builtins(one)
    return fields
