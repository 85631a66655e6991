import math

import numpy
import pytest
from msgspec import structs

from edgebench.energy import aliasing
from edgebench.energy.series import prepare
from edgebench.energy.trace import Span
from tests.energy.traces import MARKS, ONE_PERCENT, S, energy, sampled, specification

MS = 1_000_000


@pytest.mark.parametrize("query_ms", [100, 50, 33, 101.9, 200, 250, 66.7, 40])
def test_small_whole_ratios_resonate(query_ms):
    assert aliasing.resonates(100 * MS, query_ms * MS)


@pytest.mark.parametrize("query_ms", [0, 37, 130, 71, 8.123, 600])
def test_other_ratios_do_not(query_ms):
    assert not aliasing.resonates(100 * MS, query_ms * MS, 60 * S)


@pytest.mark.parametrize(("query_ms", "risky"), [(10, True), (10.001, True), (10.01, False), (0.1, False)])
def test_many_queries_resonate_where_their_number_is_whole_all_through_the_window(query_ms, risky):
    """Of 600 samples each may be off by a 600th of a query. A thousand queries scatter by more."""
    assert aliasing.resonates(100 * MS, query_ms * MS, 60 * S) is risky


@pytest.mark.parametrize(
    ("kind", "facts", "points"),
    [
        ("counter", {}, False),
        ("sampler", {}, True),
        ("sampler", {"averaging_us": 19_000}, True),
        ("sampler", {"averaging_us": 20_000}, False),
    ],
)
def test_only_samplers_that_average_little_take_points(kind, facts, points):
    assert aliasing.takes_points(specification(kind, **facts)) is points


def pulses(at_s):
    """9 W for the first 30 ms of each 100 ms and 3 W for the rest, within the run; 2 W beside it."""
    return 2.0 if not 19 <= at_s < 81 else 9.0 if at_s % 0.1 < 0.03 else 3.0


def test_in_resonance_the_truth_lies_within_the_powers_that_were_seen():
    """Samples at 50 ms of every 100 ms see 3 W of a mean of 4.8 W: unseen, but for the first, at 9 W."""
    locked = sampled(shown=lambda at: 9.0 if at == 19.5 else pulses(at + 0.05), accuracy=(ONE_PERCENT,))
    found = energy(locked, marks=structs.replace(MARKS, queries=600, samples=600))
    assert found.windows[0].flags == ["alias-risk"]
    (term,) = [one for one in found.terms if one.name == "aliasing"]
    assert term.u_nj == pytest.approx(6e9 / 10 / math.sqrt(3), rel=1e-6)  # 9 W less 3 W, of 100 ms
    assert found.gross_u_nj is not None
    expanded_nj = found.gross_u_nj * found.coverage_factor_milli / 1000
    assert abs(found.gross_per_sample_nj - 480e6) < expanded_nj


def test_beats_leave_less_of_it():
    """Powers from 1 to 2.9 W about 1.5."""
    series = prepare(sampled(shown=lambda at: 1 + at % 2), 0)
    span = Span(0, 99 * S)
    locked, beating = (aliasing.u_nw(series, span, span.ns / queries, 1.5e9) for queries in (990, 1000))
    assert locked is not None
    assert locked == pytest.approx(1.4e9 / math.sqrt(3))
    assert beating == pytest.approx(locked / math.pi / 10, rel=0.02)  # 10 beats in the window


def test_readings_at_random_times_are_marked_and_do_not_resonate():
    steady = sampled(accuracy=(ONE_PERCENT,))
    later_ns = numpy.random.default_rng(1).uniform(0, 80, 1000) * MS
    moved = [one._replace(at_ns=one.at_ns + int(later_ns[i])) for i, one in enumerate(steady.readings)]
    jittered = structs.replace(steady, readings=tuple(moved))
    found = energy(jittered, marks=structs.replace(MARKS, queries=600))
    assert found.windows[0].flags == ["alias-risk", "jittered"]
    assert "aliasing" not in [one.name for one in found.terms]


def test_means_and_counters_need_no_jitter():
    assert aliasing.u_nw(prepare(sampled(averaging_us=100_000), 0), Span(0, 60 * S), 100 * MS, 6e9) is None
