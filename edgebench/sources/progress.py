"""What a fetch tells whoever watches it. Only cli/ shows anything."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """One file after another: start, advance ..., done. A file that is tried again is started again."""

    def start(self, name: str, total: int | None) -> None:
        """`total` bytes are expected; None where the way they come does not say."""

    def advance(self, count: int) -> None:
        """`count` more bytes are here."""

    def done(self) -> None:
        """This file's bytes are here, or given up."""


class Silent:
    """Says nothing."""

    def start(self, name: str, total: int | None) -> None:
        """Nothing to show."""

    def advance(self, count: int) -> None:
        """Nothing to show."""

    def done(self) -> None:
        """Nothing to show."""


SILENT = Silent()
