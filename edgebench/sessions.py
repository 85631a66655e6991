"""Cells of sessions that ended here, by name, so that `submit` can say which of them are missing.

One small file a session in the state folder, the newest of them kept. They are a memory, not a measurement:
without one, as on another machine, missing cells are only counted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec import Struct

KEPT = 200
FOLDER = "sessions"
_ID = re.compile(r"[0-9a-f]{16}")


class SessionCell(Struct, frozen=True, forbid_unknown_fields=True):
    """title: as `run` calls it. file: the name of its result; None where it has none, and why."""

    title: str
    file: str | None
    why: str = ""


def remember(state: Path, session: str, cells: Sequence[SessionCell]) -> None:
    """Nothing depends on it: a folder that cannot be written is no trouble."""
    folder = state / FOLDER
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{session}.json").write_bytes(msgspec.json.encode(list(cells)))
        known = sorted(folder.glob("*.json"), key=lambda path: path.stat().st_mtime_ns)
        for path in known[:-KEPT]:
            path.unlink()


def cells_of(state: Path, session: str) -> tuple[SessionCell, ...]:
    """Empty where nothing is remembered."""
    if not _ID.fullmatch(session):
        return ()
    try:
        return msgspec.json.decode(
            (state / FOLDER / f"{session}.json").read_bytes(), type=tuple[SessionCell, ...]
        )
    except (OSError, msgspec.DecodeError):
        return ()
