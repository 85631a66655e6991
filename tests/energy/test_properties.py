"""What holds for any trace."""

import math

import numpy
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from msgspec import structs

from benchmarks import metering, plant
from benchmarks.energy_coverage import stated
from edgebench.energy import need
from edgebench.energy.assess import Refused, assess
from edgebench.energy.coverage import half_width
from edgebench.energy.series import prepare
from edgebench.energy.terms import Term
from edgebench.energy.trace import Marks, Span, Trace
from edgebench.energy.window import energy as within
from edgebench.model.meter import Reading
from edgebench.model.reason import Reason
from tests.energy.traces import MARKS, S, assessed, counted, energy, sampled, specification

STEADY = settings(max_examples=40, deadline=None, derandomize=True)
KINDS = st.sampled_from(["counter", "sampler"])
SEEDS = st.integers(0, 10**6)


def wandering(kind, seed):
    """Powers from 4 to 8 W that change every 0.1 s by a rule with no period."""

    def power_w(at_s):
        return 6 + 2 * math.sin(seed + 3 * at_s + math.sin(1.7 * at_s))

    if kind == "sampler":
        return sampled(shown=power_w)
    sums = [0.0]
    for i in range(1000):
        sums.append(sums[-1] + power_w(i / 10) / 10)
    return counted(shown=lambda at: sums[round(at * 10)])


@STEADY
@given(KINDS, SEEDS, st.integers(250, 750))
def test_energy_is_additive_over_a_split_at_a_reading(kind, seed, tenth):
    series = prepare(wandering(kind, seed), 0)
    whole, first, second = (
        within(series, Span(began * S // 10, ended * S // 10)).whole_nj
        for began, ended in ((200, 800), (200, tenth), (tenth, 800))
    )
    assert first + second == pytest.approx(whole, rel=1e-9)


@STEADY
@given(KINDS, SEEDS, st.integers(200, 7800))
def test_energy_is_nearly_additive_over_any_split(kind, seed, at_ms):
    """Half a reading's distance at either side of the split, 4 W about 6, at most."""
    series, split = prepare(wandering(kind, seed), 0), 20 * S + at_ms * S // 150
    assume(22 * S < split < 78 * S)
    parts = [within(series, span).whole_nj for span in (Span(20 * S, split), Span(split, 80 * S))]
    assert sum(parts) == pytest.approx(within(series, Span(20 * S, 80 * S)).whole_nj, abs=0.1 * 4 * S)


def later(span, by_ns):
    return Span(span.began_ns + by_ns, span.ended_ns + by_ns)


@STEADY
@given(KINDS, SEEDS, st.integers(-20 * S, 10**18))
def test_when_it_was_does_not_matter(kind, seed, by_ns):
    trace = wandering(kind, seed)
    moved = [one._replace(at_ns=one.at_ns + by_ns) for one in trace.readings]
    marks = Marks(
        window=later(MARKS.window, by_ns),
        queries=MARKS.queries,
        samples=MARKS.samples,
        idle_before=later(MARKS.idle_before, by_ns),
        idle_after=later(MARKS.idle_after, by_ns),
    )
    assert energy(structs.replace(trace, readings=tuple(moved)), marks=marks) == energy(trace)


@STEADY
@given(KINDS, SEEDS, st.randoms(use_true_random=False))
def test_the_order_of_readings_does_not_matter(kind, seed, random):
    trace = wandering(kind, seed)
    shuffled = random.sample(trace.readings, len(trace.readings))
    assert energy(structs.replace(trace, readings=tuple(shuffled))) == energy(trace)


@STEADY
@given(KINDS, SEEDS, st.integers(21, 79))
def test_bins_add_up_to_gross(kind, seed, ended_s):
    marks = structs.replace(MARKS, window=Span(20 * S + 17, ended_s * S + 1234))
    found = assessed(wandering(kind, seed), marks=marks)
    assume(not isinstance(found, Refused))
    (window,) = stated(found).windows
    assert sum(window.bins_uj) == window.gross_uj


@settings(max_examples=15, deadline=None, derandomize=True)
@given(SEEDS, st.sampled_from(plant.LOADS))
def test_a_counter_and_a_sampler_on_one_device_agree_within_their_uncertainties(seed, load):
    """Two intervals of 95 % lie apart by more than both together in one pair of 200 at most."""
    generator = numpy.random.default_rng(seed)
    every = [plant.Process(load, load.queries(20), 4) for _ in range(5)]
    found = [
        stated(
            assess([metering.metered(kind, kind.unit(generator), every, generator)], metering.marks(every))
        )
        for kind in (metering.KINDS[0], metering.KINDS[3])
    ]
    apart = abs(found[0].gross_per_sample_nj - found[1].gross_per_sample_nj)
    assert apart <= sum((one.gross_u_nj or 0) * one.coverage_factor_milli / 1000 for one in found)


@STEADY
@given(st.floats(0.01, 3600), st.floats(1e-3, 1e3), st.integers(1, 10**13), st.integers(0, 10**7))
def test_a_window_below_the_bound_is_refused_and_one_above_is_not(seconds, watts, quantum_nj, update_us):
    meter = specification("counter", quantum_nj=quantum_nj, update_period_us=update_us)
    bound_s = need.TOO_FEW * max(update_us / 1e6, quantum_nj / 1e9 / watts)
    assume(not math.isclose(seconds, bound_s, rel_tol=1e-6) and seconds * watts * 1e9 >= quantum_nj)
    try:
        need.refuse_few_steps(meter, round(seconds * S), seconds * watts * 1e9)
        refused = False
    except need.NeededWindowError:
        refused = True
    assert refused is (seconds < bound_s)


TERMS = st.builds(
    Term,
    st.just("one"),
    st.floats(0.01, 100),
    st.sampled_from(["normal", "rectangular", "triangular"]),
)
SCATTERS = st.none() | st.builds(
    Term, st.just("repeats"), st.floats(0.01, 100), st.just("t"), st.just("A"), freedom=st.integers(1, 20)
)


@STEADY
@given(st.lists(TERMS, max_size=5), SCATTERS, TERMS)
def test_the_interval_never_shrinks_when_a_term_is_added(terms, scatter, added):
    assert half_width([*terms, added], scatter) >= half_width(terms, scatter) * 0.998


@STEADY
@given(st.lists(TERMS, min_size=1, max_size=5), SCATTERS, st.floats(1.1, 10))
def test_the_interval_never_shrinks_when_a_term_grows(terms, scatter, times):
    larger = [structs.replace(terms[0], u_nj=terms[0].u_nj * times), *terms[1:]]
    assert half_width(larger, scatter) >= half_width(terms, scatter) * 0.998


@STEADY
@given(
    KINDS,
    st.lists(st.tuples(st.integers(0, 10**11), st.none() | st.integers(-(10**12), 10**14)), max_size=60),
)
def test_any_readings_give_an_energy_or_a_reason(kind, rows):
    made_up = tuple(Reading(at, 0, (value,)) for at, value in rows)
    found = assessed(Trace(specification(kind, quantum_nj=1_000), made_up))
    assert isinstance(found, Refused)
    assert found.reason in set(Reason)
