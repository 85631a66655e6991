"""What a session that ended here is remembered by."""

from __future__ import annotations

import os
from pathlib import Path

from edgebench import sessions
from edgebench.sessions import KEPT, SessionCell

CELLS = (SessionCell("a on tflite", "a.json"), SessionCell("b on tflite", None, "The worker failed."))


def test_cells_come_back_by_the_id_of_their_session(tmp_path: Path) -> None:
    sessions.remember(tmp_path, "0" * 16, CELLS)
    assert sessions.cells_of(tmp_path, "0" * 16) == CELLS
    assert sessions.cells_of(tmp_path, "1" * 16) == ()


def test_what_is_no_id_leads_nowhere(tmp_path: Path) -> None:
    (tmp_path / "secret.json").write_bytes(b"[]")
    assert sessions.cells_of(tmp_path, "../secret") == ()


def test_the_oldest_are_forgotten(tmp_path: Path) -> None:
    for number in range(KEPT + 3):
        sessions.remember(tmp_path, f"{number:016x}", CELLS)
        os.utime(tmp_path / "sessions" / f"{number:016x}.json", (number, number))
    sessions.remember(tmp_path, "f" * 16, CELLS)
    assert len(list((tmp_path / "sessions").iterdir())) == KEPT


def test_a_folder_that_cannot_be_written_is_no_trouble(tmp_path: Path) -> None:
    (tmp_path / "sessions").write_bytes(b"")
    sessions.remember(tmp_path, "0" * 16, CELLS)
    assert sessions.cells_of(tmp_path, "0" * 16) == ()
