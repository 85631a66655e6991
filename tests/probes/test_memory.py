from __future__ import annotations

from pathlib import Path

from edgebench.model.reason import Reason
from edgebench.probes import memory


def test_kilobytes_of_meminfo_are_1024_bytes(pi4: Path) -> None:
    assert memory.read(pi4) == memory.Memory(3_884_312 * 1024)


def test_without_meminfo_nothing_is_known(bare: Path) -> None:
    assert memory.read(bare) == memory.Memory(None, Reason.UNKNOWN)
