"""The half-width against numbers from the tables of Student and of the GUM, and against draws (JCGM 101)."""

import math

import numpy
import pytest
from scipy import stats

from edgebench.energy.coverage import effective_freedom, half_width
from edgebench.energy.terms import Term, root_of_squares


def rectangular(u, name="gain"):
    return Term(name, u, "rectangular")


def scatter(u, freedom):
    return Term("repeats", u, "t", "A", freedom=freedom)


def test_one_rectangular_term_has_95_percent_of_its_limits():
    assert half_width([rectangular(1)]) == pytest.approx(0.95 * math.sqrt(3), rel=1e-6)  # k = 1.65


def test_one_triangular_term_leaves_a_corner_of_five_percent():
    assert half_width([Term("quantum", 1, "triangular")]) == pytest.approx(
        math.sqrt(6) * (1 - math.sqrt(0.05)), rel=1e-4
    )


def test_a_normal_term_has_the_normal_factor():
    assert half_width([Term("calibration", 2, "normal")]) == pytest.approx(2 * 1.960, rel=1e-3)


def test_many_terms_are_as_good_as_normal():
    assert half_width([rectangular(1) for _ in range(16)]) == pytest.approx(4 * 1.96, rel=5e-3)


def test_a_scatter_of_five_has_the_factor_of_four_degrees_of_freedom():
    assert half_width([], scatter(3, 4)) == pytest.approx(3 * 2.776, rel=1e-3)


@pytest.mark.parametrize("freedom", [1, 2, 9, 29, 500])
def test_a_scatter_alone_has_students_quantile(freedom):
    assert half_width([], scatter(1, freedom)) == pytest.approx(stats.t.ppf(0.975, freedom), rel=1e-3)


def test_nothing_has_no_width():
    assert half_width([]) == half_width([rectangular(0)], scatter(0, 4)) == 0


def test_a_scatter_of_endless_freedom_is_normal():
    assert half_width([], scatter(1, math.inf)) == pytest.approx(1.962, rel=1e-3)


@pytest.mark.parametrize(
    ("known", "one"),
    [
        ([rectangular(1), rectangular(1)], None),
        ([rectangular(3), Term("quantum", 1, "triangular"), Term("clock", 2, "normal")], None),
        ([rectangular(1)], scatter(1, 4)),
        ([rectangular(3), rectangular(2)], scatter(1, 4)),
        ([Term("clock", 1, "normal")], scatter(2, 2)),
    ],
    ids=["two rectangles", "three kinds", "rectangle and scatter", "mostly known", "mostly scatter"],
)
def test_sums_are_as_wide_as_a_million_draws_say(known, one):
    generator = numpy.random.default_rng(1)
    shapes = {
        "rectangular": lambda u: generator.uniform(-1, 1, 10**6) * u * math.sqrt(3),
        "triangular": lambda u: generator.triangular(-1, 0, 1, 10**6) * u * math.sqrt(6),
        "normal": lambda u: generator.normal(0, u, 10**6),
    }
    total = sum(shapes[term.distribution](term.u_nj) for term in known)
    if one:
        total = total + one.u_nj * generator.standard_t(one.freedom, 10**6)
    assert half_width(known, one) == pytest.approx(numpy.quantile(abs(total), 0.95), rel=5e-3)


def test_units_do_not_matter():
    wide = half_width([rectangular(2e9)], scatter(1e9, 4))
    assert wide == pytest.approx(1e9 * half_width([rectangular(2)], scatter(1, 4)))


def test_a_bench_meter_at_60_seconds():
    """A WT310E at 6 W for 60 s: 0.15 % as limits, 10 ms at two edges of 3 W, five repeats of 0.4 %.

    Welch and Satterthwaite's k for 6 degrees of freedom, 2.45, would make it 0.49 %.
    """
    known = [rectangular(0.15 / math.sqrt(3)), Term("edges", 0.042 / 360 * 100, "normal")]
    repeats = scatter(0.4 / math.sqrt(5), 4)
    combined = root_of_squares([*known, repeats])
    assert combined == pytest.approx(0.20, abs=0.002)
    assert effective_freedom(combined, repeats) == pytest.approx(6, abs=0.5)
    assert half_width(known, repeats) == pytest.approx(0.52, abs=0.005)


def test_without_a_scatter_freedom_has_no_end():
    assert effective_freedom(1, None) == effective_freedom(1, scatter(0, 4)) == math.inf
