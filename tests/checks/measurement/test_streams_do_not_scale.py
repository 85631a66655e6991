from __future__ import annotations

import pytest

from edgebench.model.result import Point
from tests.build import Changes, point, rendered, seen

RULE = "streams-do-not-scale"
FOUR_CORES: Changes = {"load.scenario": "streams", "device.cpu.cores": 4, "sut.threads": 1}


def found(*points: Point, **changes: object) -> dict[str, int | str] | None:
    settings = {name.replace("__", "."): value for name, value in changes.items()}
    return seen(RULE, {**FOUR_CORES, "points": list(points), **settings})


def test_two_streams_reach_a_fifth_more_than_one() -> None:
    assert found(point(1, 100_000), point(2, 120_000)) is None
    due = {"alone-mhz": 100_000, "streams": 2, "together-mhz": 119_999}
    assert found(point(1, 100_000), point(2, 119_999)) == due


def test_the_most_streams_that_had_a_core_each_decide() -> None:
    points = [point(1, 100_000), point(2, 110_000), point(4, 150_000), point(8, 90_000)]
    assert found(*points) is None
    points[2] = point(4, 115_000)
    assert found(*points) == {"alone-mhz": 100_000, "streams": 4, "together-mhz": 115_000}


def test_of_offline_whose_one_stream_has_every_thread_nothing_is_said() -> None:
    assert found(point(1, 100_000), point(4, 100_000), load__scenario="offline") is None


def test_the_confirmation_run_stands_for_its_probe() -> None:
    assert found(point(1, 100_000), point(2, 110_000), point(2, 130_000)) is None


@pytest.mark.parametrize(
    "points", [[], [point(2, 100_000)], [point(1, 100_000)], [point(1, None), point(2, 100_000)]]
)
def test_without_both_there_is_nothing_to_compare(points: list[Point]) -> None:
    assert found(*points) is None


def test_streams_that_share_an_accelerator_need_not_scale() -> None:
    assert found(point(1, 100_000), point(2, 100_000), sut__accelerator="GPU") is None


def test_a_result_without_a_search_is_not_judged() -> None:
    assert seen(RULE) is None


def test_both_rates_are_told() -> None:
    assert rendered(RULE, alone_mhz=145_000, streams=2, together_mhz=152_250) == (
        "2 streams together reached 152 /s, 1.05 times the 145 /s of one, though each had a core of its own. "
        "They wait for each other: for a lock in the runtime or the harness, or for memory. "
        "Try another harness; if none scales, the device's memory is the limit and one stream its answer."
    )
