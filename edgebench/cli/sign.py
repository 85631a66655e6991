"""`edgebench sign`: an SSH signature beside a result."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from edgebench.cli.terminal import Json, document, note


def sign(
    result: Annotated[list[Path], typer.Argument(help="Result files, or folders of them.")],
    key: Annotated[
        Path,
        typer.Option(help="Your SSH key: the private half, or the public one of a key that ssh-agent holds."),
    ],
    json: Json = False,
) -> None:
    """Sign results with your SSH key: who measured them can then be checked, and others can confirm them.

    Writes signatures/<id>.sig into the folder of results; the results stay as they are. A signature counts
    once a maintainer has added your key to allowed_signers: the line to ask for is printed.
    """
    from edgebench import signatures, signers, store

    files = [file for path in result for file in store.some(path)]
    made = [(file, signatures.sign(file, key)) for file in files]
    if json:
        document([{"path": str(file), "signature": str(signature)} for file, signature in made])
    else:
        for _, signature in made:
            print(signature)
    own = signers.key_of(store.read_bytes(made[0][1]))
    if own not in {one.key for one in signatures.allowed(store.root_of(files[0]))}:
        line = signers.Signer("YOUR-NAME", own).line
        note(f"{signatures.ALLOWED_SIGNERS} does not list this key yet. Ask for this line:\n{line}")
