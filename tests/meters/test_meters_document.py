"""docs/meters.md knows every driver, its boundary and its settings, and shows a lab.toml that they take."""

from __future__ import annotations

import importlib
import re
import sys
from pathlib import Path
from types import ModuleType

import msgspec
import pytest

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/meters.md").read_text(encoding="utf-8")
EVERY_METERS = {"driver", "boundary", "includes", "accuracy", "calibration", "period_ms"}


def drivers() -> dict[str, ModuleType]:
    """Every file of edgebench/meters that has a class Meter with a title, by the name that lab.toml uses."""
    names = sorted(path.stem for path in (ROOT / "edgebench/meters").glob("*.py"))
    found = {name.replace("_", "-"): importlib.import_module(f"edgebench.meters.{name}") for name in names}
    return {name: file for name, file in found.items() if hasattr(getattr(file, "Meter", None), "title")}


DRIVERS = drivers()


def needs(name: str) -> str:
    """The paragraph under "What each needs" whose first sentence names this driver."""
    section = PAGE.partition("## What each needs")[2].partition("\n## ")[0]
    return next((part for part in section.split("\n\n") if f"`{name}`" in part.partition(".")[0]), "")


def test_some_drivers_were_found():
    assert {"powercap-rapl", "ppk2", "ruideng-um", "km003c", "fnirsi"} <= set(DRIVERS)


@pytest.mark.parametrize("name", DRIVERS)
def test_every_driver_has_its_row_with_its_boundary(name):
    rows = dict(re.findall(r"^\| `([a-z0-9-]+)` \| ([^|]+) \|", PAGE, re.MULTILINE))
    assert rows[name] in {f"`{DRIVERS[name].Meter.boundary}`", "what you say"}


@pytest.mark.parametrize("name", DRIVERS)
def test_every_setting_of_a_driver_is_told(name):
    told = set(re.findall(r"`([a-z_]+)", needs(name)))
    assert {field.name for field in msgspec.structs.fields(DRIVERS[name].Meter.Settings)} <= told


def test_what_is_shown_of_lab_toml_is_what_the_drivers_take():
    (block,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    shown = tomllib.loads(block)
    for table in shown["meter"].values():
        own = {key: value for key, value in table.items() if key not in EVERY_METERS}
        msgspec.convert(own, DRIVERS[table["driver"]].Meter.Settings)
    assert set(shown["device"]["raspberry-pi-5"]["meters"]) <= set(shown["meter"])
