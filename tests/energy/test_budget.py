"""Windows to one value with its budget, by hand. Windows are of 60 s, 100 samples and about 360 J."""

import math

import numpy
import pytest
from msgspec import structs

from edgebench.energy.budget import budget
from edgebench.energy.curve import Curve
from edgebench.energy.net import net_nj
from edgebench.energy.terms import Own, Term
from edgebench.energy.trace import Span
from edgebench.energy.window import WindowEnergy
from edgebench.model.reason import Reason
from tests.energy.traces import ONE_PERCENT, J, S, W, specification

PER_SAMPLE = 1e7
"""1 J in a window of 100 samples, in nJ a sample."""
UNSTATED = specification("sampler")
STATED = specification("sampler", accuracy=(ONE_PERCENT,))
NO_SAMPLING = Term("sampling", 0, "t", "A", freedom=1)


def window(joules=360.0, own_j=0.0, sampling_j=0.0, shared_j=0.0, shifted_j=(0.0, 0.0), **changes):
    own = Own(
        independent=(Term("quantum", own_j * J, "triangular"),),
        sampling=structs.replace(NO_SAMPLING, u_nj=sampling_j * J, freedom=9),
        shifted_nj=(shifted_j[0] * J, shifted_j[1] * J),
        shared=(Term("aliasing", shared_j * J, "rectangular"),),
    )
    plain = WindowEnergy(
        span=Span(0, 60 * S),
        since_session_ns=0,
        queries=100,
        samples=100,
        curve=Curve(numpy.linspace(0, 60.0 * S, 11), joules * J * numpy.linspace(0, 1, 11)),
        idle_before_nw=2.0 * W,
        idle_after_nw=2.0 * W,
        idle_reason=None,
        idle_u_nw=0.0,
        own=own,
        flags=(),
    )
    return structs.replace(plain, **changes)


def terms(found):
    return {term.name: term.u_nj / PER_SAMPLE for term in found.terms}


FIVE = (358, 359, 360, 361, 362)
ERROR = math.sqrt(2.5 / 5)
"""Standard error of the mean of five."""


def test_the_value_is_the_mean_over_processes():
    found = budget([window(j) for j in FIVE], UNSTATED)
    assert found.gross_nj == pytest.approx(360 * PER_SAMPLE)


def test_processes_that_ran_for_different_numbers_of_samples_count_alike():
    found = budget([window(360), window(180, samples=50)], UNSTATED)
    assert found.gross_nj == pytest.approx(360 * PER_SAMPLE)


def test_scatter_alone_is_repeats_with_four_degrees_of_freedom():
    found = budget([window(j) for j in FIVE], UNSTATED)
    assert terms(found) == {"repeats": pytest.approx(ERROR)}
    assert found.coverage_factor == pytest.approx(2.776, rel=1e-3)
    assert found.freedom == 4
    assert found.repeatability_nj == pytest.approx(ERROR * PER_SAMPLE)


def test_what_is_known_of_each_is_less_in_the_mean():
    found = budget([window(360, own_j=1)] * 5, UNSTATED)
    assert terms(found) == {"quantum": pytest.approx(1 / math.sqrt(5))}
    assert found.coverage_factor == pytest.approx(1.96, rel=1e-3)
    assert found.freedom == math.inf


def test_where_the_scatter_is_larger_the_rest_of_it_is_repeats():
    found = budget([window(j, own_j=1) for j in FIVE], UNSTATED)
    known = 1 / math.sqrt(5)
    assert terms(found) == pytest.approx({"quantum": known, "repeats": math.sqrt(ERROR**2 - known**2)})
    assert found.u_nj == pytest.approx(ERROR * PER_SAMPLE)
    assert found.coverage_factor == pytest.approx(2.776, rel=1e-3)
    assert found.freedom == pytest.approx(4)


def test_where_less_scatters_than_is_known_the_wider_interval_counts():
    found = budget([window(j, own_j=2) for j in FIVE], UNSTATED)
    assert terms(found) == {"quantum": pytest.approx(2 / math.sqrt(5))}
    assert found.expanded_nj == pytest.approx(2.776 * ERROR * PER_SAMPLE, rel=1e-3)  # above 1.96 * 0.894


def test_of_one_process_sampling_says_what_others_would():
    found = budget([window(360, own_j=3, sampling_j=4)], UNSTATED)
    assert terms(found) == {"quantum": pytest.approx(3), "sampling": pytest.approx(4)}
    assert found.freedom == pytest.approx(9 * (5 / 4) ** 4)


def test_of_several_processes_their_scatter_says_it():
    assert "sampling" not in terms(budget([window(360, sampling_j=4)] * 5, UNSTATED))


def test_of_one_process_repeatability_is_that_of_its_parts():
    uneven = Curve(numpy.array([0, 30.0 * S, 60.0 * S]), J * numpy.array([0, 150.0, 360.0]))  # 5 W, 7 W
    found = budget([window(curve=uneven)], UNSTATED)
    parts = math.sqrt(10) * numpy.std([30] * 5 + [42] * 5, ddof=1)
    assert found.repeatability_nj == pytest.approx(parts * PER_SAMPLE)


def test_what_may_be_the_same_in_all_processes_is_no_less_in_their_mean():
    found = budget([window(360, shared_j=1)] * 5, UNSTATED)
    assert terms(found) == {"aliasing": pytest.approx(1)}
    assert found.coverage_factor == pytest.approx(1.645, rel=1e-3)


def test_an_imported_clock_is_off_by_the_same_in_all_processes():
    ups_and_downs = [window(360, shifted_j=(-1, 1)), window(360, shifted_j=(1, -1))]
    assert terms(budget(ups_and_downs, UNSTATED)) == {}
    assert terms(budget([window(360, shifted_j=(-1, 2))] * 4, UNSTATED)) == {
        "synchronization": pytest.approx(2)
    }


def test_a_meters_own_clock_is_fitted_in_each_process_anew():
    device = specification("sampler", clock="device")
    found = terms(budget([window(360, shifted_j=(-1, 2))] * 4, device))
    assert found == {"synchronization": pytest.approx(2 / math.sqrt(4))}


def test_what_is_stated_of_the_meter_is_common_to_all_its_results():
    found = budget([window(j, own_j=1, shared_j=1) for j in FIVE], STATED)
    assert {term.name: term.correlated for term in found.terms} == {
        "quantum": False,
        "repeats": False,
        "aliasing": False,
        "power-gain": True,
    }
    assert terms(found)["power-gain"] == pytest.approx(3.6 / math.sqrt(3))


def test_squares_of_terms_add_up_and_their_interval_is_the_draws():
    found = budget([window(j) for j in FIVE], STATED)
    assert found.u_nj / PER_SAMPLE == pytest.approx(math.hypot(ERROR, 3.6 / math.sqrt(3)))
    generator = numpy.random.default_rng(1)
    drawn = ERROR * generator.standard_t(4, 10**6) + 3.6 * generator.uniform(-1, 1, 10**6)
    assert found.expanded_nj / PER_SAMPLE == pytest.approx(numpy.quantile(abs(drawn), 0.95), rel=5e-3)


def test_terms_that_a_result_would_show_as_zero_are_left_out():
    assert budget([window(360, own_j=4e-8)], UNSTATED).terms == ()  # 0.4 nJ a sample


def test_without_any_term_the_factor_is_the_normal_one():
    assert budget([window(360)] * 5, UNSTATED).coverage_factor == pytest.approx(1.96, rel=1e-3)


def net(*windows, meter=UNSTATED):
    return net_nj(windows, budget(windows, meter))


def test_net_is_without_what_idling_takes():
    assert net(window(360), window(364)) == pytest.approx((362 - 120) * PER_SAMPLE)


def test_idling_is_the_mean_of_before_and_after():
    assert net(window(360, idle_before_nw=1.8 * W)) == pytest.approx((360 - 1.9 * 60) * PER_SAMPLE)


@pytest.mark.parametrize(("joules", "told"), [(123, False), (129, True)])
def test_net_is_told_from_three_of_its_standard_uncertainties_on(joules, told):
    """Idling drifted by 0.1 W, of which half counts: 3 J."""
    drifting = window(joules, idle_before_nw=1.95 * W, idle_after_nw=2.05 * W)
    assert (net(drifting) is Reason.NOT_RESOLVED) is not told


def test_an_offset_falls_out_of_net_and_a_gain_is_a_share_of_it():
    """10 J above 120: an offset of 0.5 W, 30 J, is in both; 1 % of 10 J is little."""
    offset = structs.replace(ONE_PERCENT, absolute_uw=500_000)
    meter = specification("sampler", accuracy=(offset,))
    assert net(window(130), meter=meter) == pytest.approx(10 * PER_SAMPLE)


def test_scatter_counts_in_net():
    assert net(window(120), window(140)) is Reason.NOT_RESOLVED


@pytest.mark.parametrize(("idle_u_w", "told"), [(0.05, True), (0.06, False)])
def test_what_idling_scatters_counts_in_net(idle_u_w, told):
    """10 J above 120; 0.05 W over 60 s is 3 J, of which three are 9."""
    assert (net(window(130, idle_u_nw=idle_u_w * W)) is Reason.NOT_RESOLVED) is not told


def test_without_idling_the_reason_is_that_of_its_failure():
    gone = window(360, idle_after_nw=None, idle_reason=Reason.SAMPLE_GAP)
    assert net(window(360), gone) is Reason.SAMPLE_GAP
