import numpy
import pytest

from edgebench.energy.curve import Curve, bins_uj
from edgebench.energy.trace import Span
from tests.energy.traces import J, S

STEP = Curve(S * numpy.array([0.0, 10, 20]), J * numpy.array([0.0, 20, 80]))
"""2 W for 10 s, 6 W for 10 s."""


def test_between_two_points_the_power_is_constant_and_beyond_the_ends_there_is_none():
    assert (STEP.at(-S, 5 * S, 11 * S, 30 * S) / J).tolist() == [0, 10, 26, 80]


def test_parts_are_of_equal_length():
    assert (STEP.parts(4) / J).tolist() == [10, 10, 30, 30]
    assert STEP.whole_nj == 80 * J


def test_bins_are_a_sixtieth_of_the_window_and_at_least_a_tenth_of_a_second():
    assert bins_uj(STEP, Span(0, 20 * S))[0] == 334
    assert bins_uj(STEP, Span(0, S))[0] == 100


def test_the_last_bin_takes_what_is_left():
    period_ms, bins = bins_uj(STEP, Span(0, 20 * S))
    assert (period_ms, len(bins)) == (334, 60)
    assert (bins[0], bins[-1]) == (668_000, 294 * 6_000)


@pytest.mark.parametrize("seed", range(5))
def test_bins_add_up_to_the_whole_rounded_once(seed):
    steps = numpy.random.default_rng(seed).uniform(0, 1e7, 700)
    curve = Curve(numpy.arange(700.0) * S / 7, steps.cumsum() - steps[0])
    assert sum(bins_uj(curve, Span(0, 99 * S + S * 6 // 7))[1]) == round(curve.whole_nj / 1000)
