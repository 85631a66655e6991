"""The simulated device and its meters: what is known of them is right, and the engine's interval holds it."""

import numpy
import pytest
from msgspec import structs

from benchmarks import energy_coverage, metering, plant
from benchmarks.metering import KINDS, Unit
from benchmarks.plant import LOADS, Load, Process
from edgebench.energy.assess import assess

KIND = {kind.name: kind for kind in KINDS}
LOAD = {load.name: load for load in LOADS}
TRUE = Unit(gain=1, offset_w=0, drift=0, clock_s=0)


def process(load, window_s=20.0, idle_s=5.0):
    return Process(load, load.queries(window_s), idle_s)


@pytest.mark.parametrize("load", LOADS, ids=lambda load: load.name)
def test_energy_is_the_integral_of_power(load):
    one = process(load)
    at_s = numpy.linspace(one.began_s, one.ended_s, 4_000_001)
    step_s = at_s[1] - at_s[0]
    integral = numpy.cumsum(one.power_w(at_s[:-1] + step_s / 2)) * step_s
    exact = one.energy_j(at_s[1:]) - one.energy_j(at_s[:1])
    assert abs(integral - exact).max() < 1e-3


def test_a_process_idles_warms_up_is_measured_audited_and_idles():
    one = process(LOAD["constant"])
    middles = [-4.0, -1.0, 10.0, one.window_s + 0.5, one.window_s + 3]
    assert one.power_w(numpy.array(middles)).tolist() == pytest.approx([2.5, 6.0, 6.0, 5.65, 2.5])


@pytest.mark.parametrize("load", LOADS, ids=lambda load: load.name)
def test_the_truth_is_the_energy_of_a_process_as_the_others_are(load):
    one = process(load)
    assert plant.truth_j(load, one.queries) == pytest.approx(one.query_j, rel=1e-9)


def test_a_ramp_ends_so_much_higher():
    ramp = Load("ramp", 4.0, 4.0, 0.01, 1.0, rise=0.5)
    assert process(ramp).power_w(numpy.array([0.0, 10, 19.9999])).tolist() == pytest.approx(
        [6.5, 7.5, 8.5], abs=1e-3
    )


def test_a_unit_lies_within_its_accuracy():
    generator = numpy.random.default_rng(1)
    units = [KIND["slow plug"].unit(generator) for _ in range(1000)]
    gains, offsets = (numpy.array([getattr(one, name) for one in units]) for name in ("gain", "offset_w"))
    assert (abs(gains - 1).max(), abs(offsets).max()) == (
        pytest.approx(0.03, rel=0.01),
        pytest.approx(0.3, rel=0.01),
    )
    assert gains.std() == pytest.approx(0.03 / 3**0.5, rel=0.05)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_meter_without_errors_shows_the_window_within_its_own_limits(kind):
    one = process(LOAD["constant"], kind.window_s, kind.idle_s)
    meter = metering.metered(kind, TRUE, [one], numpy.random.default_rng(1))
    found = energy_coverage.stated(assess([meter], metering.marks([one])))
    assert found.gross_per_sample_nj == pytest.approx(1e9 * one.query_j, rel=0.012)
    assert found.windows[0].idle_before_mw == pytest.approx(2500, rel=0.1)


def test_a_counter_shows_whole_quanta_and_wraps():
    kind, generator = KIND["fast counter (RAPL)"], numpy.random.default_rng(1)
    shown = kind.shows(kind, TRUE, process(LOAD["constant"]), generator).values
    (rail,) = kind.specification.rails
    assert shown.max() < rail.modulus_nj
    assert set((numpy.diff(shown) % 61_000).tolist()) == {0}


def test_a_stream_arrives_late_and_in_lots():
    kind, generator = KIND["streaming 1 ms means (PPK2)"], numpy.random.default_rng(1)
    shown = kind.shows(kind, TRUE, process(LOAD["constant"], 1, 0.3), generator)
    assert shown.device_s is not None
    late_s = shown.at_s - (shown.device_s - shown.device_s[0])
    assert numpy.diff(shown.at_s).min() == 0
    assert late_s.max() - late_s.min() > 0.01


def test_the_same_seed_gives_the_same_run():
    first, again = (energy_coverage.measured(KINDS[0], LOADS[0], seed=7, processes=2) for _ in range(2))
    assert first == again != energy_coverage.measured(KINDS[0], LOADS[0], seed=8, processes=2)


@pytest.mark.parametrize(
    ("kind", "load"),
    [
        ("fast counter (RAPL)", "idle/busy"),
        ("bench meter (0.5 s means)", "ramp"),
        ("streaming counter (Joulescope)", "square wave"),
    ],
)
def test_the_interval_holds_the_true_energy(kind, load):
    """200 runs tell a share of 95 % within 1.5 points."""
    found = energy_coverage.covered(KIND[kind], LOAD[load], 200)
    assert 0.90 <= found.held <= 0.995
    assert abs(found.bias) < 0.15


def test_a_refusal_is_not_counted_as_covered():
    with pytest.raises(ValueError, match="WINDOW_TOO_SHORT"):
        energy_coverage.covered(structs.replace(KIND["slow plug"], window_s=5), LOAD["constant"], runs=1)
