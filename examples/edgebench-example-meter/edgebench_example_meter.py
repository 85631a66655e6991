"""A UPS HAT whose daemon writes the board's milliwatts to a file: a whole meter driver for edgebench."""

import time
from pathlib import Path

import msgspec

from edgebench.meters.files import KeptFile
from edgebench.model.meter import Found, Rail, Specification, between
from edgebench.model.reason import Reason


class HatSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    path: str = "run/ups-hat/power_mw"


class Meter:
    title = "UPS HAT"
    boundary = "board_dc"
    rate = "1 s"
    Settings = HatSettings

    @classmethod
    def find(cls, root: Path) -> Found:
        if (root / HatSettings().path).exists():
            return Found(True, "the board's supply")
        return Found(False, "no UPS HAT's daemon runs", "start it", Reason.NO_METER)

    def __init__(self, settings: HatSettings, root: Path) -> None:
        self._path, self._file = root / settings.path, None

    def open(self) -> Specification:
        self.close()
        self._file = KeptFile(self._path)  # it raises the error that a result shows
        return Specification(
            kind="sampler", model="UPS HAT", boundary="board_dc", includes=("soc", "memory", "board"),
            rails=(Rail("supply"),), total_rule="the board's supply", update_period_us=100_000,
        )  # fmt: skip

    def read(self) -> list:
        began_ns = time.monotonic_ns()
        nanowatts = 1_000_000 * self._file.integer()
        return [between(began_ns, time.monotonic_ns(), nanowatts)]

    def close(self) -> None:
        if self._file:
            self._file.close()
        self._file = None
