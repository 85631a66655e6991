"""A sweep becomes a curve: which results belong together, and how much faster each step is."""

from __future__ import annotations

from typing import Any

import pytest

from edgebench.curve import Curve, curves
from edgebench.model.result import Result
from tests.build import offline, process, result, server


def threads(count: int, ms: float, **changes: Any) -> Result:
    pinned = [0] if count == 1 else None
    told = {"sut.threads": count, "sut.affinity": pinned, "sut.options": {"threads": count}}
    return result(ms, told | {name.replace("__", "."): value for name, value in changes.items()})


def batch(count: int, ms: float) -> Result:
    told = {"load.batch": count, "load.samples_per_query": count, "provenance.repeat.batch": count}
    windows = [process([ms * noise] * 300, 5, samples=1500 * count) for noise in (1.0, 1.01, 0.99)]
    return result(ms, told, processes=windows)


def only(*results: Result) -> Curve:
    (found,) = curves(results)
    return found


def test_results_that_differ_in_threads_are_one_curve_in_their_order() -> None:
    found = only(threads(4, 2.5), threads(1, 8.0), threads(2, 4.0))
    assert (found.axis, [step.at for step in found.steps]) == ("threads", [1, 2, 4])


def test_speed_up_is_in_samples_a_second_over_the_first_with_an_interval() -> None:
    first, second = only(threads(1, 8.0), threads(2, 5.0)).steps
    assert (first.speed_up, first.efficiency) == (None, None)
    assert second.speed_up is not None
    assert second.speed_up.value == pytest.approx(1.6, rel=1e-3)
    assert (second.speed_up.low or 0) < second.speed_up.value < (second.speed_up.high or 0)


def test_efficiency_is_the_speed_up_over_the_share_of_threads() -> None:
    _, second, third = only(threads(1, 8.0), threads(2, 4.0), threads(4, 4.0)).steps
    assert second.efficiency == pytest.approx(1.0, rel=1e-3)
    assert third.efficiency == pytest.approx(0.5, rel=1e-3)


def test_a_batch_is_as_good_as_its_samples_a_second_and_has_no_efficiency() -> None:
    found = only(batch(8, 40.0), batch(1, 8.0))
    assert (found.axis, [step.at for step in found.steps]) == ("batch", [1, 8])
    assert found.steps[1].speed_up is not None
    assert found.steps[1].speed_up.value == pytest.approx(1.6, rel=1e-3)
    assert found.steps[1].efficiency is None


@pytest.mark.parametrize(
    "other",
    [
        {"session__id": "f" * 16},
        {"variant__name": "other"},
        {"sut__runtime__version": "3.0"},
        {"load__scenario": "sustained"},
        {"device__unit": "5eed0002"},
    ],
)
def test_what_differs_in_anything_else_is_no_step(other: dict[str, Any]) -> None:
    assert curves([threads(1, 8.0), threads(2, 4.0, **other)]) == ()


def test_answers_that_were_not_judged_are_as_fast() -> None:
    assert len(only(threads(1, 8.0), threads(2, 4.0, quality__met="undetermined")).steps) == 2


def test_one_step_is_no_curve_and_of_the_same_twice_the_first_counts() -> None:
    assert curves([threads(2, 8.0)]) == curves([threads(2, 8.0), threads(2, 4.0)]) == ()


def test_a_sweep_over_both_is_a_curve_of_each_at_every_step_of_the_other() -> None:
    both = [
        result(
            8.0 / count,
            {"sut.threads": count, "load.batch": size, "load.samples_per_query": size,
             "provenance.repeat.batch": size},
        )
        for count in (1, 2) for size in (1, 8)
    ]  # fmt: skip
    assert [curve.axis for curve in curves(both)] == ["threads", "threads", "batch", "batch"]


def test_what_offlines_pilot_found_is_no_step_but_a_batch_that_was_given_is() -> None:
    assert curves([offline(batch=1), offline(batch=8)]) == ()
    given = [offline(batch=size, changes={"provenance.repeat.batch": size}) for size in (1, 8)]
    assert only(*given).axis == "batch"


def test_threads_count_as_asked_for_however_many_the_pilot_left_each_stream() -> None:
    asked = {"provenance.repeat.threads": 4}
    shared = offline(2.0, {"sut.threads": 1, **asked}, batch=1, streams=4)
    found = only(shared, offline(8.0, {"sut.threads": 1}, batch=1, streams=1))
    assert [step.at for step in found.steps] == [1, 4]


def test_without_samples_a_second_there_is_no_speed_up() -> None:
    missed = server(found=False, changes={"sut.threads": 1})
    found = only(missed, server(found=False, changes={"sut.threads": 2}))
    assert [step.speed_up for step in found.steps] == [None, None]


def test_what_a_search_found_has_a_speed_up_without_an_interval() -> None:
    _, second = only(server(changes={"sut.threads": 1}), server(changes={"sut.threads": 2})).steps
    assert second.speed_up == (1.0, None, None)
