"""`edgebench check`: every rule a submission must pass."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from edgebench.cli.terminal import Json, document

CHECK_FAILED = 4


def check(
    paths: Annotated[list[Path], typer.Argument(help="Result files, or folders of them.")],
    json: Json = False,
) -> None:
    """Every rule a submission must pass: schema, id, path, recomputed summary, plausibility.

    Exit 4 when a rule is broken: each is named with the place and what to do. A path without results is
    an error, not a success.
    """
    from edgebench import store, submission

    files = [file for path in paths for file in store.some(path)]
    checked = list(submission.check_files(files))
    problems = [(file, problem) for file, found in checked for problem in found]
    if json:
        document(
            {
                "files": len(checked),
                "problems": [{"file": str(file), "problem": problem} for file, problem in problems],
            }
        )
    else:
        for _, problem in problems:
            print(f"{problem.where}: {problem.what}\n  {problem.todo}  [{problem.rule}]")
        bad = len({file for file, _ in problems})
        print(f"{len(checked)} results checked, {bad} refused.")
    if problems:
        raise typer.Exit(CHECK_FAILED)
