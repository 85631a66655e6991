import math

import pytest
from msgspec import structs

from edgebench.energy.stated import accuracies, constant_uw, is_gain, stated_terms
from tests.energy.traces import ONE_PERCENT, specification

OF_RANGE = structs.replace(ONE_PERCENT, reading_ppm=1_500, range_ppm=1_000, absolute_uw=500)
CALIBRATED = structs.replace(ONE_PERCENT, source="calibration")


def u_nj(*stated, **facts):
    meter = specification("sampler", accuracy=stated, **facts)
    return {term.name: term.u_nj for term in stated_terms(meter, 360e9, 60)}


def test_a_data_sheet_states_limits():
    assert u_nj(ONE_PERCENT) == {"power-gain": pytest.approx(3.6e9 / math.sqrt(3)), "power-offset": 0}


def test_a_calibration_states_an_interval_of_95_percent():
    assert u_nj(CALIBRATED) == {"power-gain": 1.8e9, "power-offset": 0}


def test_an_offset_and_a_share_of_the_range_last_as_long_as_the_window():
    """0.1 % of 20 W and 0.5 mW: 20.5 mW for 60 s."""
    found = u_nj(OF_RANGE, range_uw=20_000_000)
    assert found["power-offset"] == pytest.approx(20.5e6 * 60 / math.sqrt(3))
    assert constant_uw(OF_RANGE, 20_000_000) == 20_500


def test_voltage_and_current_are_independent():
    voltage, current = (structs.replace(ONE_PERCENT, quantity=name) for name in ("voltage", "current"))
    assert [name for name, u in u_nj(voltage, current).items() if u] == ["voltage-gain", "current-gain"]


def test_a_share_of_a_range_that_nobody_knows_states_nothing():
    assert accuracies(specification("sampler", accuracy=(OF_RANGE,))) == ()
    assert u_nj(OF_RANGE) == {}


def test_what_is_unspecified_states_nothing():
    nothing = structs.replace(ONE_PERCENT, reading_ppm=0, source="unspecified")
    assert accuracies(specification("sampler", accuracy=(nothing,))) == ()


def test_what_is_stated_falls_out_of_a_ratio_on_the_same_meter():
    terms = stated_terms(specification("sampler", accuracy=(OF_RANGE,), range_uw=1), 1, 1)
    assert [(term.correlated, is_gain(term)) for term in terms] == [(True, True), (True, False)]


def test_a_long_name_stays_a_slug():
    long = structs.replace(ONE_PERCENT, quantity="q" * 64)
    assert max(len(name) for name in u_nj(long)) == 64
