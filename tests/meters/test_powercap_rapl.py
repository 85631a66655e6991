from __future__ import annotations

import errno
import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from edgebench.meters.meter import NoSettings
from edgebench.meters.powercap_rapl import Meter
from edgebench.model.meter import MeterError
from edgebench.model.reason import Reason

# As an Intel laptop shows them (kernel Documentation/power/powercap/powercap.rst), with newer ones' psys.
LAPTOP = {
    "intel-rapl:0": ("package-0", 1_000, 262_143_328_850),
    "intel-rapl:0:0": ("core", 600, 262_143_328_850),
    "intel-rapl:0:1": ("uncore", 50, 262_143_328_850),
    "intel-rapl:0:2": ("dram", 200, 65_712_999_613),
    "intel-rapl:1": ("psys", 5_000, 262_143_328_850),
}


def powercap(root: Path, zones: Mapping[str, tuple[str, int, int]]) -> Path:
    for folder, (name, energy_uj, range_uj) in zones.items():
        zone = root / "sys/class/powercap" / folder
        zone.mkdir(parents=True)
        for file, content in {"name": name, "energy_uj": energy_uj, "max_energy_range_uj": range_uj}.items():
            (zone / file).write_text(f"{content}\n")
    return root


def test_packages_and_memory_are_the_total_and_nothing_nested_is_added(tmp_path):
    specification = Meter(NoSettings(), powercap(tmp_path, LAPTOP)).open()
    assert [rail.name for rail in specification.rails if rail.in_total] == ["package-0", "dram of package-0"]
    assert specification.total_rule == "sum of package-0, dram of package-0"
    assert specification.includes == ("soc", "memory")


def test_every_zone_is_read_in_nanojoules_with_its_own_modulus(tmp_path):
    meter = Meter(NoSettings(), powercap(tmp_path, LAPTOP))
    rails = meter.open().rails
    (reading,) = meter.read()
    assert reading.values == (1_000_000, 600_000, 50_000, 200_000, 5_000_000)
    assert rails[3].modulus_nj == 65_712_999_613_000


def test_a_counter_that_moves_is_read_through_the_descriptor_that_was_opened(tmp_path):
    meter = Meter(NoSettings(), powercap(tmp_path, {"intel-rapl:0": ("package-0", 1, 100)}))
    meter.open()
    (tmp_path / "sys/class/powercap/intel-rapl:0/energy_uj").write_text("77\n")
    assert meter.read()[0].values == (77_000,)


def test_zones_are_known_by_name_whatever_their_number(tmp_path):
    zones = {"intel-rapl:0": ("psys", 1, 100), "intel-rapl:1": ("package-0", 2, 100)}
    rails = Meter(NoSettings(), powercap(tmp_path, zones)).open().rails
    assert [rail.in_total for rail in rails] == [False, True]


def test_a_counter_that_only_root_may_read_says_how_to_open_it(tmp_path, monkeypatch):
    def refused(*unused: object) -> int:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "open", refused)
    found = Meter.find(powercap(tmp_path, LAPTOP))
    assert (found.usable, found.reason) == (False, Reason.NO_PERMISSION)
    assert "udev" in found.hint


def test_a_machine_without_rapl_has_no_meter(tmp_path):
    found = Meter.find(tmp_path)
    assert (found.usable, found.reason) == (False, Reason.NO_METER)


@pytest.mark.parametrize("content", ["", "nan\n", "-\n"])
def test_what_is_no_number_is_no_reading(tmp_path, content):
    meter = Meter(NoSettings(), powercap(tmp_path, {"intel-rapl:0": ("package-0", 1, 100)}))
    meter.open()
    (tmp_path / "sys/class/powercap/intel-rapl:0/energy_uj").write_text(content)
    with pytest.raises(MeterError) as caught:
        meter.read()
    assert caught.value.reason is Reason.BAD_READING
