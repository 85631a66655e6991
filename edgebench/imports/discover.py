"""Which formats there are: the files of this folder that have a `parse`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, cast

from edgebench import plugin
from edgebench.errors import ImportRefusedError, meant
from edgebench.imports.report import File, Report

_FOLDER = Path(__file__).parent


class Format(Protocol):
    """A module of this folder. The first line of its docstring says what it reads."""

    TITLE: str
    """The tool's own name."""
    FILES: str
    """Which files make one run, and how to have the tool write them."""

    def parse(self, files: Sequence[File]) -> Report:
        """What these files of one run say. Pure. Raises ImportRefusedError."""
        ...


def formats() -> dict[str, Format]:
    """Format name -> module, sorted."""
    names = (path.stem.replace("_", "-") for path in sorted(_FOLDER.glob("*.py")))
    return {name: found for name in names if (found := _found(name)) is not None}


def named(name: str) -> Format:
    """The format of this name. Raises ImportRefusedError naming the nearest."""
    found = _found(name)
    if found is None:
        known = formats()
        raise ImportRefusedError(
            f"unknown format {name[:40]!r}{meant(name, known)}", f"there are {', '.join(known)}"
        )
    return found


def _found(name: str) -> Format | None:
    module = plugin.find(__package__, name)
    return cast("Format", module) if module is not None and hasattr(module, "TITLE") else None
