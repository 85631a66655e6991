from __future__ import annotations

from pathlib import Path

import pytest

from edgebench.model.reason import Reason
from edgebench.probes import pressure
from tests.probes.trees import plant

FULL = "full avg10=9.00 avg60=0.00 avg300=0.00 total=1\n"


def test_the_last_ten_seconds_are_told_in_parts_per_million(tmp_path: Path) -> None:
    files = {
        "proc/pressure/cpu": f"some avg10=1.20 avg60=0.50 avg300=0.10 total=1234\n{FULL}",
        "proc/pressure/memory": f"some avg10=0.00 avg60=0.00 avg300=0.00 total=0\n{FULL}",
        "proc/pressure/io": f"some avg10=12.34 avg60=0.00 avg300=0.00 total=9\n{FULL}",
    }
    assert pressure.read(plant(tmp_path, files)) == pressure.Pressure(12_000, 0, 123_400)


@pytest.mark.parametrize("text", ["", FULL, "some avg10=? avg60=0.00\n"])
def test_what_is_no_pressure_is_none(text: str) -> None:
    assert pressure.parse(text) is None


def test_a_kernel_without_it_says_nothing(pi4: Path) -> None:
    assert pressure.read(pi4) == pressure.Pressure(None, None, None, Reason.NO_SENSOR)
