"""A simulated RAPL tree whose counters move with the clock, as long as a test lasts. No hardware is in it."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Mapping
from pathlib import Path

RANGE_UJ = 262_143_328_850


class LiveTree:
    """A context manager: each zone counts its power, in watts, from `start_uj` on, and wraps at its range."""

    def __init__(self, root: Path, watts: Mapping[str, float], start_uj: int = 0) -> None:
        self.root, self._watts, self._start_uj = root, dict(watts), start_uj
        self._over = threading.Event()
        for number, name in enumerate(watts):
            zone = root / f"sys/class/powercap/intel-rapl:{number}"
            zone.mkdir(parents=True)
            (zone / "name").write_text(f"{name}\n")
            (zone / "max_energy_range_uj").write_text(f"{RANGE_UJ}\n")
            (zone / "energy_uj").write_text(f"{start_uj:<20}\n")

    def __enter__(self) -> LiveTree:
        self._thread = threading.Thread(target=self._count)
        self._thread.start()
        return self

    def __exit__(self, *unused: object) -> None:
        self._over.set()
        self._thread.join()

    def _count(self) -> None:
        zones = sorted((self.root / "sys/class/powercap").iterdir())
        files = [os.open(zone / "energy_uj", os.O_WRONLY) for zone in zones]
        began = time.monotonic()
        while not self._over.wait(0.002):
            for file, watts in zip(files, self._watts.values(), strict=True):
                energy_uj = (self._start_uj + round(watts * 1e6 * (time.monotonic() - began))) % RANGE_UJ
                os.pwrite(file, f"{energy_uj:<20}\n".encode(), 0)  # in one write: a reader sees one number
        for file in files:
            os.close(file)
