"""The simulated runtime, and what `benchmarks/coverage.py` builds on: exact numbers on its own clock."""

import numpy
import pytest

from benchmarks import coverage, laws, simulation, studies
from benchmarks.laws import LAWS, Drift, Throttle
from benchmarks.simulation import Runtime
from benchmarks.studies import Session
from edgebench import histogram, summary

LAW = pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
STANDARD = simulation.single_stream("standard")


def runtime(law, seed=1, scale_ns=40_000_000):
    return Runtime(law, scale_ns, numpy.random.default_rng(seed))


def constant(pace):
    """Every call is the same work."""
    return laws.Law(
        "constant",
        lambda _, count: numpy.ones(count),
        lambda work: numpy.where(work < 1, 0.0, 1.0),
        1,
        lambda _: pace,
    )


@LAW
@pytest.mark.parametrize("tier", ["smoke", "standard"])
def test_the_short_way_gives_the_window_that_the_workers_loop_gives(law, tier):
    load = simulation.single_stream(tier)
    assert simulation.shortened(runtime(law), load) == simulation.through_worker(runtime(law), load)


def test_both_ways_go_on_where_the_fixed_number_of_queries_does_not_fill_the_window():
    speeding_up = constant(Drift(-0.5, 6e9))
    windows = [
        way(runtime(speeding_up), STANDARD) for way in (simulation.shortened, simulation.through_worker)
    ]
    assert windows[0] == windows[1]
    assert windows[0].queries > simulation.planned(STANDARD, 40_000_000)


@pytest.mark.parametrize(("scale_ns", "why"), [(4_000, "in groups"), (10**9, "may be cut")])
def test_what_only_the_loop_can_do_is_refused(scale_ns, why):
    with pytest.raises(ValueError, match=why):
        simulation.shortened(runtime(constant(laws.STEADY), scale_ns=scale_ns), STANDARD)


def test_a_window_of_equal_calls_has_one_bucket():
    window = simulation.shortened(runtime(constant(laws.STEADY)), STANDARD)
    assert (window.queries, window.window_ns) == (330, 330 * 40_000_000)
    assert window.latency == histogram.of([40_000_000] * 330)


def test_calls_after_the_throttling_take_so_much_longer():
    latencies = runtime(constant(Throttle(0.3, 120e6))).take(5).tolist()
    assert latencies == [40_000_000, 40_000_000, 40_000_000, 52_000_000, 52_000_000]


def test_a_drift_of_a_tenth_ends_a_tenth_slower():
    latencies = runtime(constant(Drift(0.1, 400e6))).take(11).tolist()
    assert (latencies[0], latencies[9], latencies[10]) == (40_200_000, 43_800_000, 44_000_000)


def test_only_calls_move_the_clock():
    simulated = runtime(constant(laws.STEADY))
    simulated.predict(0)
    assert (simulated.perf_counter_ns(), simulated.perf_counter_ns()) == (40_000_000, 40_000_000)


@LAW
def test_a_law_draws_what_its_distribution_function_says(law):
    drawn = law.draw(numpy.random.default_rng(1), 100_000)
    shares = numpy.array([0.1, 0.5, 0.9, 0.99])
    assert law.below(numpy.quantile(drawn, shares)) == pytest.approx(shares, abs=0.005)
    assert drawn.mean() == pytest.approx(law.mean, rel=0.003)


@LAW
def test_the_quantile_is_where_the_distribution_function_has_that_share(law):
    assert law.below(law.quantile(0.9)) == pytest.approx(0.9)


def test_the_truth_of_a_steady_law_is_its_own_percentile():
    assert studies.truths_ns("lognormal", "standard") == pytest.approx(
        (40e6, 40e6 * numpy.exp(0.05 * 1.2815516))
    )


@pytest.mark.parametrize(("law", "tier"), [("drift", "standard"), ("throttling", "reference")])
def test_the_truth_of_a_changing_pace_is_what_many_processes_come_to(law, tier, monkeypatch):
    monkeypatch.setattr(studies, "TRUTH_WINDOWS", 300)
    session = Session("many", law, tier, sd=0.0)
    found = summary.method_1(session.processes(200), session.load, None)
    truths = studies.truths_ns.__wrapped__(law, tier)
    assert (found.latency_p50_ns.value, found.latency_p90_ns.value) == pytest.approx(truths, rel=0.002)


def test_a_session_is_the_same_every_time():
    first, again, other = (Session(name, "drift", "smoke", 0.03).p90s_ns(2) for name in "aab")
    assert first == again != other


def test_cells_of_a_session_share_its_factor_and_nothing_else():
    session = Session("one", "lognormal", "smoke", 0.03)
    assert session.p90s_ns(1) != session.p90s_ns(1, cell=2)
    assert Session("one", "lognormal", "smoke", 0.0).factor == 1


@pytest.mark.parametrize(
    ("other", "different"),
    [([101, 102, 103], False), ([103, 104, 105], True), ([90, 104, 125], False)],
    ids=["below 2 %", "clear", "noisy"],
)
def test_a_difference_is_significant_and_at_least_two_percent(other, different):
    assert coverage.called_different([[100, 101, 102]], [other], interleaved=True) is different


def test_one_session_each_is_not_testable_and_three_are():
    session, faster = [100.0, 101.0], [50.0, 51.0]
    assert coverage.called_different([session], [faster], interleaved=False) is None
    assert coverage.called_different([session] * 2, [faster] * 3, interleaved=False) is None
    assert coverage.called_different([session] * 3, [faster] * 3, interleaved=False) is True
