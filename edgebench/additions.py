"""Two folders of results -> the results before and after, of the workloads in which they differ."""

from __future__ import annotations

from pathlib import Path, PurePath

from edgebench import store, withdrawals
from edgebench.model.entry import Entry
from edgebench.model.standing import Standing
from edgebench.withdrawals import Withdrawals


def between(base: Path, folder: Path) -> tuple[list[Entry], list[Entry]]:
    """(what `base` has, the same with what `folder` adds and withdraws), by their paths in either.

    What `folder` lacks of `base` is in both: a branch may be older than its base. Raises ResultError.
    """
    old, new = _listed(base), _listed(folder)
    added = {path: file for path, file in new.items() if path not in old}
    before, after = withdrawals.read(base), withdrawals.read(folder)
    changed = [path for path in old if path.stem[-16:] in after.beginnings - before.beginnings]
    wanted = {path.parent.name for path in (*added, *changed)}
    kept = {path: file for path, file in old.items() if path.parent.name in wanted}
    results = {path: store.read(file) for path, file in (kept | added).items()}
    both = Withdrawals({**before.by_id, **after.by_id}, before.beginnings | after.beginnings)
    return (
        [Entry(path, results[path], Standing(withdrawn=before.of_file(kept[path]))) for path in kept],
        [
            Entry(path, one, Standing(withdrawn=both.of_file((kept | added)[path])))
            for path, one in results.items()
        ],
    )


def _listed(root: Path) -> dict[PurePath, Path]:
    return {file.relative_to(root): file for file in store.found(root)}
