"""Every pair of a table in arrays says what a test by itself says."""

from __future__ import annotations

import itertools
import random

import numpy
import pytest

from edgebench import difference, pairwise, statistics
from edgebench.difference import Samples
from edgebench.metrics import ENERGY, METRICS, Metric
from edgebench.model.energy import Meter, MeterAccuracy
from edgebench.model.reason import Reason
from edgebench.model.result import Result
from edgebench.pairwise import Side
from edgebench.statistics import LogRatios
from tests.build import meter, metered, rapl, result

P90 = METRICS["latency_p90_ns"]


def _row(ms: float, sessions: int, first: int, make: object = result) -> Side:
    """Of so many sessions, whose numbers begin at `first`."""
    jitter = random.Random(first)
    made: list[Result] = [
        make(ms * jitter.uniform(0.99, 1.01), {"session.id": f"{first + number:016x}"})  # type: ignore[operator]
        for number in range(sessions)
    ]
    metric: Metric = P90 if make is result else ENERGY
    return Side(made, metric.read(made[sessions // 2]).value)


def _one_by_one(rows: list[Side], metric: Metric) -> set[tuple[int, int]]:
    """As NUMBERS has it, pair by pair."""
    better, tests = set(), []
    for a, b in itertools.combinations(range(len(rows)), 2):
        sides = rows[a].results, rows[b].results
        groups = difference.samples(*sides, metric)
        common = metric.common_error(*sides)
        if isinstance(groups, Samples) and not metric.obstacle([*sides[0], *sides[1]]):
            tests.append((a, b, statistics.welch(groups.a, groups.b, common)))
        elif difference.reaches((rows[a].value or 1) / (rows[b].value or 1), pairwise._band(common)):
            better.add((a, b) if (rows[a].value or 1) < (rows[b].value or 1) else (b, a))
    for (a, b, found), significant in zip(
        tests, statistics.holm([one.p_value for *_, one in tests]), strict=True
    ):
        if significant and difference.reaches(found.ratio, difference.MINIMUM_EFFECT):
            better.add((a, b) if found.ratio < 1 else (b, a))
    return better


def _told(rows: list[Side], metric: Metric) -> set[tuple[int, int]]:
    found, _ = pairwise.verdicts(rows, metric)
    return {(int(a), int(b)) for a, b in zip(*found.nonzero(), strict=True)}


def test_rows_of_many_sessions_of_one_and_of_a_shared_one() -> None:
    many = [_row(8 * 1.01**place, 3, 100 * place) for place in range(1, 17)]
    alone = [_row(8 * 1.02**place, 1, 5000 + place) for place in range(6)]
    together = [_row(8 * 1.03**place, 1, 9000) for place in range(6)]
    rows = [*many, *alone, *together]
    assert _told(rows, P90) == _one_by_one(rows, P90)


COARSE = MeterAccuracy("power", 50_000, 0, 0, "datasheet", "https://example.org/plug")
METERS = (
    meter(),
    meter(model="Plug", accuracy=[COARSE]),
    meter(model="Toy", accuracy=None, accuracy_reason=Reason.ACCURACY_UNSPECIFIED),
    rapl(),
)


@pytest.mark.parametrize("sessions", [3, 1])
def test_energies_of_several_meters(sessions: int) -> None:
    def by(one: Meter) -> object:
        return lambda ms, changes: metered(ms, changes, by=one)

    def first(place: int) -> int:
        return 100 * place if sessions > 1 else 9000  # one session of all

    rows = [_row(8 * 1.03**place, sessions, first(place), by(METERS[place % 4])) for place in range(12)]
    assert _told(rows, ENERGY) == _one_by_one(rows, ENERGY)


LOGS = [(1.0, 0.02, 3), (0.8, 0.0, 2), (0.8, 0.0, 4), (0.3, 0.7, 5), (1.1, 1e-9, 40)]


@pytest.mark.parametrize("common_error", [0.0, 0.013, 0.4])
def test_welchs_t_of_an_array_is_that_of_each_to_the_last_bit(common_error: float) -> None:
    pairs = [(statistics.Logs(*a), statistics.Logs(*b)) for a, b in itertools.permutations(LOGS, 2)]
    a, b = numpy.array(pairs).swapaxes(0, 1)
    found = statistics.welch_of_many(a, b, numpy.full(len(pairs), common_error))
    assert found.singly() == [statistics.welch_of(*both, common_error) for both in pairs]


@pytest.mark.parametrize("freedom", [1.0, 2.5, 4.0, 30.7, 998.0, 10_000.0])
def test_p_values_of_an_array_are_those_of_each(freedom: float) -> None:
    values = 0.01 * numpy.array([0, 0.1, 0.7, 1.9, 2.4, 6, 40, 300])
    found = LogRatios(values, numpy.full(8, 0.01), numpy.full(8, freedom))
    singly = [one.p_value for one in found.singly()]
    assert statistics.p_values(found).tolist() == pytest.approx(singly, rel=1e-11, abs=1e-300)


def test_without_any_error_a_difference_is_certain_and_equality_is_none() -> None:
    found = LogRatios(numpy.array([0.0, 0.1]), numpy.zeros(2), numpy.full(2, 4.0))
    assert statistics.p_values(found).tolist() == [1.0, 0.0]


def test_the_fewest_latencies_of_a_percentile_are_mlperfs() -> None:
    assert [statistics.fewest_for(ppm) for ppm in (500_000, 900_000, 990_000)] == [11, 64, 662]
