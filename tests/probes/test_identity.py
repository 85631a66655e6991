from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from edgebench.probes import identity
from tests.probes import boards
from tests.probes.trees import plant


def test_a_pi_is_known_by_its_device_tree(pi5: Path) -> None:
    seen = identity.read(pi5)
    assert seen.device_tree_model == "Raspberry Pi 5 Model B Rev 1.0"
    assert seen.compatible == ("raspberrypi,5-model-b", "brcm,bcm2712")
    assert seen.dmi_product is None


def test_a_nuc_is_known_by_dmi(nuc: Path) -> None:
    seen = identity.read(nuc)
    assert (seen.dmi_product, seen.chassis_type) == ("NUC10i3FNH", 35)


def test_serial_numbers_are_never_read(pi4: Path, nuc: Path) -> None:
    text = msgspec.json.encode([identity.read(pi4), identity.read(nuc)]).decode()
    assert "12345678" not in text
    assert "G6FN" not in text


def test_what_a_maker_forgot_to_fill_in_is_none(nuc: Path) -> None:
    (nuc / "sys/class/dmi/id/product_name").write_text("To Be Filled By O.E.M.\n")
    assert identity.read(nuc).dmi_product is None


@pytest.mark.parametrize(
    ("line", "release"),
    [
        ("# R32 (release), REVISION: 7.1, GCID: 30718123, BOARD: t210ref, EABI: aarch64", "R32.7.1"),
        ("# R36 (release), REVISION: 4.3, GCID: 38968081, BOARD: generic", "R36.4.3"),
        ("", None),
        ("# something else", None),
    ],
)
def test_an_l4t_release_is_major_and_revision(line: str, release: str | None) -> None:
    assert identity.parse_tegra_release(line) == release


def test_a_bare_board_is_known_by_its_mainboard(tmp_path: Path) -> None:
    seen = identity.read(plant(tmp_path, boards.N100I))
    assert (seen.dmi_product, seen.dmi_sku, seen.dmi_board) == (None, None, "PRIME N100I-D D4")
    assert seen.model == "PRIME N100I-D D4"


def test_a_name_that_would_move_a_terminals_cursor_is_none(nuc: Path) -> None:
    plant(nuc, {"sys/class/dmi/id/product_name": "\x1b]0;mine\x07\n"})
    assert identity.read(nuc).dmi_product is None


def test_a_bare_tree_has_no_identity(bare: Path) -> None:
    assert identity.read(bare) == identity.Identity()
