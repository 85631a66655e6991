from __future__ import annotations

import pytest

from edgebench.probes import jetson_rails
from tests.meters import boards
from tests.probes.trees import plant


@pytest.mark.parametrize(
    ("files", "module"),
    [
        (boards.NANO, "Nano"),
        (boards.TX1, "TX1"),
        (boards.TX2, "TX2"),
        (boards.TX2_NX, "TX2 NX"),
        (boards.XAVIER_NX, "Xavier NX"),
        (boards.AGX_XAVIER, "AGX Xavier"),
        (boards.ORIN_NANO, "Orin NX or Nano"),
        (boards.AGX_ORIN, "AGX Orin"),
        (boards.AGX_THOR, "AGX Thor"),
    ],
)
def test_a_module_is_known_by_its_soc_and_its_rails(tmp_path, files, module):
    plant(tmp_path, files)
    assert jetson_rails.module(tmp_path, jetson_rails.read(tmp_path)) is jetson_rails.MODULES[module]


def test_a_tx2_without_its_kit_and_without_wifi_is_one_too(tmp_path):
    without_wifi = f"{boards.I2C}/ina3221x/0-0040/iio:device0/rail_name_2"
    plant(tmp_path, {**boards.jetson("TX2i", "nvidia,tegra186"), **boards.TX2_MODULE, without_wifi: "NC\n"})
    assert jetson_rails.module(tmp_path, jetson_rails.read(tmp_path)) is jetson_rails.MODULES["TX2"]


def test_what_is_not_connected_and_what_is_a_sum_is_no_rail(tmp_path):
    rails = jetson_rails.read(plant(tmp_path, boards.AGX_ORIN))
    assert len(rails) == 4
    assert not any(file.name.startswith(("in7", "curr4")) for rail in rails for file in rail.files)


def test_no_rail_is_both_added_and_fed_by_one_that_is():
    assert all(module.total and not module.total & module.inside for module in jetson_rails.MODULES.values())


def test_two_modules_of_one_soc_differ_in_their_rails():
    known = [(module.soc, module.total | module.inside) for module in jetson_rails.MODULES.values()]
    assert len({(soc, tuple(sorted(rails))) for soc, rails in known}) == len(known)
