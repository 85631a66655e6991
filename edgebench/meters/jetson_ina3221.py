"""NVIDIA Jetson's own power rails: INA3221, and on AGX Thor the INA238 of its carrier board.

Some rails feed others, so only what lies side by side is added: probes/jetson_rails.py. NVIDIA states no
accuracy. The chip's steps are 8 mV and, at the usual shunt of 5 mOhm, 8 mA.
"""

from __future__ import annotations

import time
from collections.abc import Sequence, Set
from pathlib import Path
from typing import ClassVar

import msgspec

from edgebench.meters.files import KeptProduct
from edgebench.meters.meter import READ_SECONDS, tried
from edgebench.model.energy import Boundary
from edgebench.model.meter import Found, MeterError, Rail, Reading, Specification, between
from edgebench.model.reason import Reason
from edgebench.probes import jetson_rails, tree

ELSEWHERE = "use a meter outside it; edgebench list meters names them"
PERIOD_US = 100_000


class JetsonSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Nothing is needed."""

    carrier: bool = False
    """Count VDD_MUX too, what the carrier board of a TX1 or TX2 takes; the boundary is then board_dc."""


class Meter:
    """Every rail of this Jetson; which are added is told by its SoC and the whole set of labels."""

    title: ClassVar[str] = "Jetson power rails (INA3221)"
    boundary: ClassVar[Boundary] = "module_dc"
    rate: ClassVar[str] = "the chip's"
    Settings: ClassVar[type[msgspec.Struct]] = JetsonSettings

    def __init__(self, settings: JetsonSettings, root: Path) -> None:
        self._settings = settings
        self._root = root
        self._rails: list[KeptProduct] = []

    @classmethod
    def find(cls, root: Path) -> Found:
        """Usable where the rails are those of a known module."""
        return tried(cls(JetsonSettings(), root))

    def open(self) -> Specification:
        """Keep every rail's files open. Raises MeterError; NO_METER where nobody knows what to add."""
        self.close()
        rails = jetson_rails.read(self._root)
        total, boundary = self._total(rails)
        waits_us = sum(len(rail.files) * rail.wait_us for rail in rails)
        if waits_us > READ_SECONDS * 1e6:
            raise MeterError(
                f"one read of all rails takes {waits_us / 1e6:.1f} s, as the INA3221 is set up",
                Reason.NO_METER,
                f"let it average less: echo 1 | sudo tee {rails[0].files[0].with_name('samples')}",
            )
        for rail in rails:
            self._rails += [KeptProduct(rail.files, rail.unit_nw)]
        counted = [rail for rail in rails if rail.label in total]
        names = ", ".join(rail.label for rail in counted)
        return Specification(
            kind="sampler",
            model=f"INA3221 of {self._model()}",
            boundary=boundary,
            includes=("soc", "memory", "board") if boundary == "board_dc" else ("soc", "memory"),
            rails=tuple(Rail(rail.label, rail in counted) for rail in rails),
            total_rule=f"sum of {names}" if len(counted) > 1 else names,
            period_us=max(PERIOD_US, 2 * waits_us),
            update_period_us=max(rail.update_us for rail in counted),
            averaging_us=max(rail.update_us if rail.averaged else 0 for rail in counted),
        )

    def read(self) -> Sequence[Reading]:
        """Every rail, one after the other."""
        began_ns = time.monotonic_ns()
        values = [rail.value() for rail in self._rails]
        return [between(began_ns, time.monotonic_ns(), *values)]

    def close(self) -> None:
        while self._rails:
            self._rails.pop().close()

    def _total(self, rails: list[jetson_rails.Rail]) -> tuple[Set[str], Boundary]:
        """What is added, and where that is measured."""
        if not rails:
            raise MeterError(f"{self._model()} shows no INA3221 rail", Reason.NO_METER, ELSEWHERE)
        labels = [rail.label for rail in rails]
        module = jetson_rails.module(self._root, rails)
        if module is None:
            raise MeterError(
                f"what of {', '.join(labels)} is the input of {self._model()} is not known",
                Reason.NO_METER,
                f'bind one in lab.toml: driver = "hwmon", sensor = "ina3221:{labels[0]}" and its boundary',
            )
        if not self._settings.carrier:
            return module.total, "board_dc" if module.whole_kit else "module_dc"
        if jetson_rails.CARRIER_INPUT not in labels:
            what = f"{self._model()} shows no {jetson_rails.CARRIER_INPUT}"
            raise MeterError(what, Reason.NO_METER, "leave `carrier` out of its table in lab.toml")
        return module.total | {jetson_rails.CARRIER_INPUT}, "board_dc"

    def _model(self) -> str:
        return tree.text(self._root, f"{tree.DEVICE_TREE}/model") or "this machine"
