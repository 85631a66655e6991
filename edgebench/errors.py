"""Every error edgebench raises on purpose, in one tree.

    EdgebenchError            exit 2: wrong usage or bad input
    ├── CatalogueError        a workload, suite or device file is wrong
    ├── SourceError           a file could not be fetched, or is not the pinned one
    ├── LabError              the lab file, or a meter that it or --meter names, is wrong
    ├── RecipeError           a variant could not be built
    ├── DataError             labelled data or encoded samples are absent or not as pinned
    ├── HarnessError          a harness file is wrong, or its runtime does not run here
    ├── WorkerError           the measuring process failed, hung or died
    ├── MeterError            (model/meter.py) a power meter gives no reading
    ├── ResultError           a result file cannot be read, or would not be one
    ├── ImportRefusedError    another tool's file is wrong, or lacks what a result needs
    ├── ComparisonError       results may not be compared, or the question is wrong
    │   └── NothingComparedError  exit 3: there was nothing to compare
    ├── RepositoryError       git is absent, or does not have what was asked for
    ├── StorageError          the disk is full, or a folder cannot be written
    ├── PlanError             what was asked for cannot be run, or not resumed
    └── NothingMeasuredError  exit 3: the run went through and measured nothing

Only `cli/` turns them into a line on the terminal and an exit code.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class EdgebenchError(Exception):
    """What happened and where, in one sentence; `hint` says what to do next."""

    exit_code = 2

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def meant(name: str, known: Iterable[str]) -> str:
    """`: did you mean tflite?` when a known name is near; else nothing."""
    near = difflib.get_close_matches(name, list(known), n=1)
    return f": did you mean {near[0]}?" if near else ""


class CatalogueError(EdgebenchError):
    """A file of the catalogue has a wrong key, type or value."""


class SourceError(EdgebenchError):
    """Bytes could not be had, or are not the pinned ones."""


class LabError(EdgebenchError):
    """The lab file has a wrong key or value, or names a meter or driver that there is not."""


class RecipeError(EdgebenchError):
    """A variant could not be built from its parts."""


class DataError(EdgebenchError):
    """A labelled data set is absent or damaged, or encoded samples are not the pinned ones."""


class HarnessError(EdgebenchError):
    """A harness cannot be used here."""


class WorkerError(EdgebenchError):
    """The worker process failed; `last_words` is the end of what it wrote to stderr."""

    def __init__(self, message: str, hint: str | None = None, last_words: str = "") -> None:
        super().__init__(message, hint)
        self.last_words = last_words


class ResultError(EdgebenchError):
    """A result file is unreadable."""


class ImportRefusedError(EdgebenchError):
    """A file of another tool is not what it should be, or it and the user leave open what a result needs."""


class ComparisonError(EdgebenchError):
    """Results may not be compared, or a field or metric is unknown."""


class NothingComparedError(ComparisonError):
    """A side is empty, or no pair has a metric that both sides measured."""

    exit_code = 3


class RepositoryError(EdgebenchError):
    """There is no git, no repository, no such revision, or no common history."""


class StorageError(EdgebenchError):
    """Something could not be written: nothing half-written is left, and what was saved stays."""


class PlanError(EdgebenchError):
    """What was asked for cannot be run, or an interrupted plan cannot be resumed."""


class NothingMeasuredError(EdgebenchError):
    """Every cell of the plan was skipped."""

    exit_code = 3
