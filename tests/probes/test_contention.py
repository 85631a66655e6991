from __future__ import annotations

from pathlib import Path

from edgebench.model.reason import Reason
from edgebench.probes import contention


def test_a_guest_tells_its_load(guest: Path) -> None:
    assert contention.read(guest) == contention.Contention(370)


def test_load_is_read_without_floats() -> None:
    assert contention.parse_load("12.05 1.00 0.50 2/90 7") == 12_050
    assert contention.parse_load("") is None


def test_a_bare_tree_knows_nothing(bare: Path) -> None:
    assert contention.read(bare) == contention.Contention(None, Reason.NO_SENSOR)
