from __future__ import annotations

import importlib.metadata

import pytest

from edgebench.errors import LabError
from edgebench.meters import discover, powercap_rapl
from edgebench.meters.discover import named, shipped

DRIVERS = shipped()


def test_a_driver_is_found_by_the_name_of_its_file():
    assert named("powercap-rapl").title == powercap_rapl.Meter.title
    assert "meter" not in DRIVERS
    assert "files" not in DRIVERS


def test_an_unknown_one_names_the_nearest():
    with pytest.raises(LabError, match="did you mean powercap-rapl"):
        named("powercap-rappl")


@pytest.mark.parametrize("name", DRIVERS)
def test_every_driver_says_what_it_is_and_whether_it_is_here_without_raising(name, tmp_path):
    driver = DRIVERS[name]
    found = driver.find(tmp_path)
    assert driver.title
    assert not found.usable
    assert found.says
    assert found.reason is not None


def test_an_outsiders_driver_is_found_through_its_entry_point(monkeypatch):
    point = importlib.metadata.EntryPoint(
        "mine", "edgebench.meters.powercap_rapl:Meter", discover.ENTRY_POINTS
    )
    monkeypatch.setattr(importlib.metadata, "entry_points", lambda group: [point])
    assert named("mine").title == powercap_rapl.Meter.title


@pytest.mark.parametrize(
    ("target", "says"),
    [("nowhere:Meter", "ModuleNotFoundError"), ("edgebench.errors:LabError", "lacks title, boundary, rate")],
)
def test_one_that_is_broken_says_how(monkeypatch, target, says):
    point = importlib.metadata.EntryPoint("mine", target, discover.ENTRY_POINTS)
    monkeypatch.setattr(importlib.metadata, "entry_points", lambda group: [point])
    with pytest.raises(LabError, match=says):
        named("mine")
