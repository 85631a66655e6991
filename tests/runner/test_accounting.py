"""The file of raw readings that a result names."""

from __future__ import annotations

import gzip

from edgebench.lab import Binding, Calibration
from edgebench.runner.accounting import sidecar
from tests.energy.traces import MARKS, sampled


def test_who_calibrated_a_meter_stays_in_the_lab() -> None:
    calibration = Calibration(date="2026-11-21", gain=1.1, by="jane")
    told = gzip.decompress(
        sidecar(Binding("own", "csv-import", calibration=calibration), [sampled()], [MARKS])
    )
    assert b'"calibration":{"by":"","date":"2026-11-21","gain":1.1,"offset_w":0.0}' in told
