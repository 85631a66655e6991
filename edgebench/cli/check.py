"""`edgebench check`: every rule a submission must pass."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from edgebench.cli.terminal import Json, document, note
from edgebench.errors import EdgebenchError, ResultError

if TYPE_CHECKING:
    from edgebench.checks.submitted import Problem
    from edgebench.model.standing import Standing
    from edgebench.repository.git import Repository

CHECK_FAILED = 4
MOST_TOLD = 100
"""Problems on a terminal; --json has all."""


def check(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Result files, or folders of them; with --base: only the results there are read."
        ),
    ] = None,
    base: Annotated[
        str | None,
        typer.Option(
            metavar="REV",
            help="Check what a branch adds to its merge base with this revision (origin/main), as committed.",
        ),
    ] = None,
    head: Annotated[
        str, typer.Option(metavar="REV", help="With --base: the branch; default what is checked out.")
    ] = "HEAD",
    json: Json = False,
) -> None:
    """Every rule a submission must pass: schema, id, path, recomputed summary, plausibility.

    With --base also what a branch may do: add results and the profile of their new device, and nothing
    else. Exit 4 when a rule is broken: each is named with the place and what to do. What only asks for a
    review does not change the exit code. A path without results is an error, not a success.
    """
    if base is not None:
        _check_branch(base, head, paths or [], json=json)
    elif paths:
        _check_files(paths, json=json)
    else:
        raise EdgebenchError("there is nothing to check", "Name result files or folders, or --base REV.")


def _check_files(paths: Sequence[Path], *, json: bool) -> None:
    from edgebench import standing, store, submission
    from edgebench.cli import standing_report

    links = [link for path in paths for link in store.links(path)]
    files = [file for path in paths for file in store.some(path) if file not in links]
    problems = [(str(link), _link(link)) for link in links]
    checked = list(submission.check_files(files))
    problems += [(str(file), problem) for file, found in checked for problem in found]
    roots = {path.absolute(): path for path in paths if standing.is_root(path)}
    for root in roots.values():
        problems += [(str(root), problem) for problem in standing.problems(root)]
    if not json:
        _report(len(checked), problems, {}, json=False)
        return
    sound = [file for file, found in checked if not found]
    told = []
    for root in dict.fromkeys(map(store.root_of, sound)):
        known, unreadable = _standings(root, [file for file in sound if store.root_of(file) == root])
        told += [{"file": str(file), **standing_report.as_json(one)} for file, one in known.items()]
        problems += [(str(root), problem) for problem in unreadable if root not in roots]
    _report(len(checked), problems, {"standings": told}, json=True)


def _standings(root: Path, files: Sequence[Path]) -> tuple[dict[Path, Standing], list[Problem]]:
    """Of files of this folder of results; a problem where its lists cannot be read."""
    from edgebench import standing

    try:
        return standing.standings(files), []
    except ResultError as error:
        return {}, [standing.unreadable(root, error)]


def _check_branch(base: str, head: str, paths: Sequence[Path], *, json: bool) -> None:
    from edgebench.repository import branch, git

    repository = git.here(Path.cwd())
    below = [_from_top(repository, path) for path in paths]
    checked = branch.check(repository, base, head, below)
    for path, asked in zip(paths, below, strict=True):
        if not any(one.path == asked or one.path.startswith(f"{asked}/") for one in checked.proposal.changes):
            raise EdgebenchError(f"{path}: the branch adds nothing there", "Name another path, or none.")
    if head == "HEAD":
        _note_uncommitted(repository)
    problems = [(problem.where.partition(": ")[0], problem) for problem in checked.problems]
    revisions = {"base": checked.base, "merge_base": checked.parted, "head": checked.head}
    _report(checked.results, problems, revisions, json=json)


def _from_top(repository: Repository, path: Path) -> str:
    """The path as git has it. Raises EdgebenchError for one outside."""
    top = repository.top()
    whole = Path(os.path.normpath(Path.cwd().resolve() / path))
    if not whole.is_relative_to(top):
        raise EdgebenchError(f"{path}: is not in {top}", "Name a path of this repository, or none.")
    return whole.relative_to(top).as_posix()


def _note_uncommitted(repository: Repository) -> None:
    """So that nobody takes what is not in the branch for checked."""
    from edgebench.errors import RepositoryError
    from edgebench.repository import work_tree

    try:
        new = work_tree.new_files(repository, repository.commit("HEAD"))
    except RepositoryError:
        return  # a bare repository has no work tree
    count = sum(one.change.path.startswith("results/") for one in new)
    if count:
        note(
            f"{count} files below results/ are not committed and were not checked: edgebench submit --dry-run"
        )


def _link(link: Path) -> Problem:
    from edgebench.checks.changed import Change
    from edgebench.checks.repository import file_mode

    return Change(str(link), "added").problem(
        file_mode.RULE, "It is a symbolic link.", "Put the file itself there, or take the link away."
    )


def _report(
    results: int, problems: Sequence[tuple[str, Problem]], more: dict[str, Any], *, json: bool
) -> None:
    if json:
        told = [{"file": file, "problem": problem} for file, problem in problems]
        document({**more, "files": results, "problems": told})
    else:
        say([problem for _, problem in problems])
        bad = len({file for file, problem in problems if problem.level == "refused"})
        print(f"{results} results checked, {bad} refused." if not more else _of_branch(results, problems))
    if any(problem.level == "refused" for _, problem in problems):
        raise typer.Exit(CHECK_FAILED)


def _of_branch(results: int, problems: Sequence[tuple[str, Problem]]) -> str:
    count = sum(problem.level == "refused" for _, problem in problems)
    refused = f"refused for {count} problems" if count else "nothing to refuse"
    return f"{results} new results checked, {refused}."


def say(problems: Sequence[Problem]) -> None:
    """What was seen and where, and below it what to do."""
    for problem in problems[:MOST_TOLD]:
        review = "to review: " if problem.level == "review" else ""
        print(f"{review}{problem.where}: {problem.what}\n  {problem.todo}  [{problem.rule}]")
    if len(problems) > MOST_TOLD:
        print(f"... and {len(problems) - MOST_TOLD} more: --json has all.")
