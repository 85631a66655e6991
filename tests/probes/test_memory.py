from __future__ import annotations

from pathlib import Path

from edgebench.model.reason import Reason
from edgebench.probes import memory


def test_kilobytes_of_meminfo_are_1024_bytes(pi4: Path) -> None:
    seen = memory.read(pi4)
    assert seen.total_bytes == 3_884_312 * 1024
    assert seen.available_bytes == 3_500_000 * 1024
    assert (seen.swap_total_bytes, seen.swap_used_bytes) == (102_396 * 1024, 10_000 * 1024)


def test_without_meminfo_nothing_is_known(bare: Path) -> None:
    assert memory.read(bare) == memory.Memory(None, None, None, None, Reason.UNKNOWN)
