"""What commands share in showing: tables on stdout, notes on stderr, one JSON document with --json."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rich.console import Console

INTERRUPTED = 130
"""Exit status after Ctrl-C, as shells have it."""

Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout, nothing else.")]


def stdout() -> Console:
    """Colours only on a terminal, and not with NO_COLOR; wide enough for a log where there is no terminal."""
    from rich.console import Console

    return Console(width=None if sys.stdout.isatty() else 140, highlight=False, markup=False)


def printable(text: str) -> str:
    """Without what a file name or a runtime could do to a terminal."""
    return "".join(c if c.isprintable() or c == "\n" else ascii(c)[1:-1] for c in text)


def word(text: str) -> str:
    """One word of a command to be pasted into bash, whatever is in it."""
    if text.isprintable():
        return shlex.quote(text)
    quoted = text.replace("\\", r"\\").replace("'", r"\'").replace("\n", r"\n")
    return f"$'{printable(quoted)}'"


def note(message: str) -> None:
    """One line on stderr: progress, or a warning."""
    print(message, file=sys.stderr, flush=True)


def document(value: object) -> None:
    """The whole answer as JSON."""
    import msgspec

    print(msgspec.json.format(msgspec.json.encode(value), indent=2).decode())


def table(
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    right: Sequence[str] = (),
    whole: Sequence[str] = (),
) -> None:
    """Rows under their columns; those named in `right` are aligned for figures. Text is never markup.

    whole: columns that a narrow terminal takes no room from.
    """
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    made = Table(box=SIMPLE_HEAD, pad_edge=False, show_header=any(columns), show_edge=False)
    for column in columns:
        made.add_column(
            column,
            justify="right" if column in right else "left",
            overflow="fold",
            no_wrap=column in whole,
        )
    for row in rows:
        made.add_row(*(Text(cell) for cell in row))
    stdout().print(made)


class Bar:
    """A download's progress on stderr; silent where stderr is not a terminal."""

    def __init__(self) -> None:
        self._progress: Any = None

    def start(self, name: str, total: int | None) -> None:
        """One bar a file; a file that is tried again starts again."""
        self.done()
        if not sys.stderr.isatty():
            note(f"fetching {name}")
            return
        from rich.console import Console
        from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

        columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
        self._progress = Progress(*columns, console=Console(stderr=True), transient=True)
        self._progress.start()
        self._task = self._progress.add_task(name, total=total)

    def advance(self, count: int) -> None:
        """`count` more bytes."""
        if self._progress is not None:
            self._progress.advance(self._task, count)

    def done(self) -> None:
        """The bar goes away: nothing refreshes while something is measured."""
        if self._progress is not None:
            self._progress.stop()
            self._progress = None
