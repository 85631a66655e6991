"""Pairs and metrics become verdicts, or the reason why a metric is left out."""

from __future__ import annotations

from pathlib import PurePath

import pytest

from edgebench.difference import Difference
from edgebench.errors import ComparisonError, NothingComparedError
from edgebench.metrics import ENERGY, METRICS
from edgebench.model.entry import Entry
from edgebench.model.result import Result
from edgebench.pairing import Pair, cells
from edgebench.verdicts import Incomparable, Judged, Missing, judge
from tests.build import meter, metered, process, rapl, result

P50, THROUGHPUT = METRICS["latency_p50_ns"], METRICS["throughput_mhz"]


def pair(a: Result, b: Result) -> Pair:
    (first,), (second,) = (cells([Entry(PurePath("one.json"), one)]) for one in (a, b))
    return Pair(first, second, ())


def grouped() -> Result:
    """Calls too fast to time singly."""
    return result(8.0, processes=[process([0.004] * 10, 310_000, calls_per_clock=10)] * 5)


def answers(a: Result, b: Result, *metrics) -> Judged:
    (only,) = judge([pair(a, b)], metrics)
    return only


def test_each_pair_is_judged_in_each_metric_in_the_order_asked() -> None:
    made = judge([pair(result(8.0), result(8.4)), pair(result(8.0), result(8.0))], [THROUGHPUT, P50])
    assert [[one.metric for one in each.answers] for each in made] == [[THROUGHPUT, P50]] * 2
    assert [[one.better for one in each.differences] for each in made] == [["a", "a"], [None, None]]


def test_b_worse_is_a_regression_and_b_better_is_none() -> None:
    assert len(answers(result(8.0), result(8.4), P50, THROUGHPUT).regressions) == 2
    assert answers(result(8.4), result(8.0), P50, THROUGHPUT).regressions == ()


@pytest.mark.parametrize(
    ("a", "b", "side"), [(grouped, result, "A"), (result, grouped, "B"), (grouped, grouped, "A and B")]
)
def test_a_metric_that_a_side_lacks_is_left_out_with_side_and_reason(a, b, side) -> None:
    missing, there = answers(a(), b(), P50, THROUGHPUT).answers
    assert isinstance(missing, Missing)
    assert missing.text == f"too fast to time singly ({side})"
    assert isinstance(there, Difference)


def test_a_session_without_the_metric_is_not_counted() -> None:
    two = [result(8.0), result(8.0, {"session.id": "1" * 16}, processes=[process([8.0], 10)] * 5)]
    (first,) = cells(Entry(PurePath(f"{place}.json"), one) for place, one in enumerate(two))
    (judged,) = judge([Pair(first, first, ())], [P50])
    assert judged.differences[0].sessions == (1, 1)


def test_nothing_to_compare_in_any_metric_is_an_error_of_its_own() -> None:
    with pytest.raises(NothingComparedError, match=r"too fast to time singly \(A and B\)") as nothing:
        judge([pair(grouped(), grouped())], [P50])
    assert nothing.value.exit_code == 3


def test_energies_of_two_boundaries_are_left_out_with_the_fields_named() -> None:
    elsewhere = metered(by=meter(boundary="board_dc"))
    there, energy = answers(metered(), elsewhere, P50, ENERGY).answers
    assert isinstance(there, Difference)
    assert energy == Incomparable(
        ENERGY, "not comparable: they differ in energy.boundary (wall_ac, board_dc)"
    )


def test_where_nothing_else_is_asked_they_are_refused() -> None:
    with pytest.raises(ComparisonError, match="accuracy unspecified on different meters"):
        answers(metered(by=rapl()), metered(by=rapl(), changes={"device.unit": "5eed0002"}), ENERGY)
