from __future__ import annotations

import pytest

from edgebench.checks.measurement import meters_disagree
from edgebench.model.energy import Meter
from tests.build import meter, metered, rapl, rendered

RULE = "meters-disagree"


def ratio(other: Meter, factor: float, by: Meter | None = None) -> object:
    finding = meters_disagree.check(metered(by=by, others=[(other, factor)]))
    return finding.values["ratio-ppm"] if finding else None


@pytest.mark.parametrize(
    ("factor", "found"), [(1.003, None), (0.997, None), (1.006, 1_006_000), (0.99, 990_000)]
)
def test_what_accuracies_and_scatter_together_allow_is_agreement(factor: float, found: int | None) -> None:
    """0.165 % of the primary, 0.112 % of accuracy and 0.121 % of scatter of the other: 0.47 % twice over."""
    assert ratio(meter(driver="shelly"), factor) == (pytest.approx(found, abs=2) if found else None)


def test_meters_of_different_boundaries_may_read_different_things() -> None:
    assert ratio(meter(boundary="board_dc"), 0.8) is None
    assert ratio(meter(boundary_includes=["psu"]), 0.8) is None


def test_without_a_stated_accuracy_nobody_can_say() -> None:
    unstated = rapl(boundary="wall_ac", boundary_includes=["psu", "fan"])
    assert ratio(unstated, 0.8) is None
    assert ratio(meter(), 0.8, by=unstated) is None


def test_of_several_the_furthest_is_told() -> None:
    others = [(meter(driver="shelly"), 1.02), (meter(driver="tasmota"), 0.9)]
    finding = meters_disagree.check(metered(others=others))
    assert finding is not None
    assert (finding.values["meter"], finding.values["other"]) == ("yokogawa-wt310", "tasmota")


def test_both_meters_and_what_was_allowed_are_told() -> None:
    values = {"ratio_ppm": 1_080_000, "uncertainty_ppm": 21_000}
    assert rendered(RULE, boundary="wall_ac", meter="shelly", other="tasmota", **values).startswith(
        "At one boundary (wall_ac) tasmota read 1.08× what shelly did; "
        "their uncertainties together allow 2.1 %. "
    )
