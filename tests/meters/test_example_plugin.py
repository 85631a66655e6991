"""The shipped example of an outsider's meter is installed as users do, without a network, and reads."""

from __future__ import annotations

import shutil
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest

from edgebench.model.meter import MeterError
from edgebench.model.reason import Reason

EXAMPLE = Path(__file__).parents[2] / "examples/edgebench-example-meter"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that the example was installed into."""
    pytest.importorskip("hatchling", reason="builds the example's wheel")
    folder = tmp_path_factory.mktemp("plugin")
    shutil.copytree(EXAMPLE, folder / "source")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    offline = ["--no-deps", "--no-build-isolation", "--no-index", "--target", str(folder / "site")]
    done = subprocess.run(
        [*pip, *offline, str(folder / "source")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "site"


@pytest.fixture
def driver(installed, monkeypatch) -> Any:
    """The class behind its entry point."""
    monkeypatch.syspath_prepend(installed)
    (found,) = entry_points(group="edgebench.meters", name="ups-hat")
    return found.load()


def test_it_is_found_by_its_entry_point_and_reads(driver, tmp_path):
    file = tmp_path / "run/ups-hat/power_mw"
    file.parent.mkdir(parents=True)
    file.write_text("4211\n")
    meter = driver(driver.Settings(), tmp_path)
    assert driver.find(tmp_path).usable
    assert meter.open().boundary == "board_dc"
    assert meter.read()[0].values == (4_211_000_000,)
    meter.close()


def test_without_its_daemon_it_says_why(driver, tmp_path):
    assert (driver.find(tmp_path).usable, driver.find(tmp_path).reason) == (False, Reason.NO_METER)
    with pytest.raises(MeterError) as caught:
        driver(driver.Settings(), tmp_path).open()
    assert caught.value.reason is Reason.METER_LOST


def test_it_takes_fewer_than_fifty_lines():
    assert len((EXAMPLE / "edgebench_example_meter.py").read_text(encoding="utf-8").splitlines()) < 50
