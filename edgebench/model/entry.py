"""A result and the file it is in."""

from __future__ import annotations

from pathlib import PurePath
from typing import NamedTuple

from edgebench.model.result import Result


class Entry(NamedTuple):
    """A result and where it lies."""

    path: PurePath
    result: Result
