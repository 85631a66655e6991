"""A result and the file it is in."""

from __future__ import annotations

from pathlib import PurePath
from typing import NamedTuple

from edgebench.model.result import Result
from edgebench.model.standing import UNVOUCHED, Standing


class Entry(NamedTuple):
    """A result, where it lies, and what is known of it beside its file. id: of the file, if known."""

    path: PurePath
    result: Result
    standing: Standing = UNVOUCHED
    id: str | None = None
