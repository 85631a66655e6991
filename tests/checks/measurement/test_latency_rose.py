from __future__ import annotations

from collections.abc import Sequence

import pytest

from edgebench.model.process import Process
from tests.build import Changes, process, rendered, seen

RULE = "latency-rose"


def window(first_ms: float, last_ms: float) -> Process:
    """Fifty rows: ten, thirty of something else, ten."""
    return process([first_ms] * 10 + [5.0] * 30 + [last_ms] * 10)


def shown(column: str, values: Sequence[int | None]) -> Changes:
    return {f"processes.0.series.{column}": values, f"processes.0.series.{column}_reason": None}


def test_five_percent_more_is_not_yet_a_rise() -> None:
    assert seen(RULE, processes=[window(0.001, 0.00105)]) is None


def test_more_than_five_percent_is() -> None:
    assert seen(RULE, processes=[window(0.001, 0.001051)]) == {"first-ns": 1000, "last-ns": 1051}


def test_a_latency_that_fell_or_rose_for_a_while_is_none() -> None:
    assert seen(RULE, processes=[window(8.5, 8.0)]) is None
    assert seen(RULE, processes=[process([8.0] * 20 + [12.0] * 10 + [8.0] * 20)]) is None


def test_the_process_in_the_middle_decides() -> None:
    rises = [8.0, 8.0, 9.0, 9.5, 10.0]
    found = seen(RULE, processes=[window(8.0, last) for last in rises])
    assert found == {"first-ns": 8_003_583, "last-ns": 9_003_007}
    assert seen(RULE, processes=[window(8.0, last) for last in (8.0, 8.0, 8.0, 20.0, 20.0)]) is None


def test_fourteen_rows_are_too_few_to_tell() -> None:
    assert seen(RULE, processes=[process([8.0] * 7 + [9.0] * 7)]) is None
    assert seen(RULE, processes=[process([8.0] * 7 + [9.0] * 8)]) is not None


def test_rows_without_queries_are_passed_over() -> None:
    gaps = [None, 8_000_000, None, None] * 15
    assert seen(RULE, {"processes.0.series.p50_ns": gaps}, processes=[window(8.0, 9.0)]) is None
    gaps[-12:] = [None, 9_000_000, None, None] * 3
    found = seen(RULE, {"processes.0.series.p50_ns": gaps}, processes=[window(8.0, 8.0)])
    assert found == {"first-ns": 8_000_000, "last-ns": 9_000_000}


@pytest.mark.parametrize("scenario", ["server", "sustained"])
def test_where_a_latency_holds_the_queue_or_is_meant_to_change_nothing_is_said(scenario: str) -> None:
    assert seen(RULE, {"load.scenario": scenario}, processes=[window(8.0, 9.0)]) is None


@pytest.mark.parametrize("scenario", ["multi-stream", "streams"])
def test_closed_loops_are_judged_alike(scenario: str) -> None:
    assert seen(RULE, {"load.scenario": scenario}, processes=[window(8.0, 9.0)]) is not None


def test_clock_and_temperature_at_both_ends_are_kept_where_they_are_shown() -> None:
    changes = {
        **shown("cpu_khz", [1_500_000] * 10 + [None] * 30 + [1_000_000] * 10),
        **shown("temperature_mc", [52_000] * 10 + [70_000] * 30 + [81_000] * 10),
    }
    assert seen(RULE, changes, processes=[window(8.0, 11.0)]) == {
        "first-ns": 8_003_583,
        "last-ns": 11_001_855,
        "first-khz": 1_500_000,
        "last-khz": 1_000_000,
        "first-mc": 52_000,
        "last-mc": 81_000,
    }


def test_beside_an_accelerator_the_clock_of_the_cpu_explains_nothing() -> None:
    changes = {**shown("cpu_khz", [1_500_000] * 25 + [600_000] * 25), "sut.accelerator": "GPU"}
    found = seen(RULE, changes, processes=[window(8.0, 11.0)])
    assert found == {"first-ns": 8_003_583, "last-ns": 11_001_855}


def test_a_latency_of_nothing_cannot_rise() -> None:
    nothing = {"processes.0.series.p50_ns": [0] * 40 + [9_000_000] * 10}
    assert seen(RULE, nothing, processes=[window(8.0, 9.0)]) is None


def test_a_clock_of_few_readings_is_not_told() -> None:
    changes = shown("cpu_khz", [None] * 36 + [1_000_000] * 14)
    assert "last-khz" not in (seen(RULE, changes, processes=[window(8.0, 11.0)]) or {"last-khz": 0})


def test_a_clock_that_fell_is_the_reason() -> None:
    text = rendered(
        RULE,
        first_ns=8_420_000,
        last_ns=11_030_000,
        first_khz=1_500_000,
        last_khz=1_000_000,
        first_mc=52_000,
        last_mc=81_000,
    )
    assert text == (
        "The median latency rose by 31 % within a window, from 8.42 ms to 11.0 ms, "
        "while the clock fell from 1.50 to 1.00 GHz and the temperature rose from 52.0 to 81.0 °C. "
        "The device could not hold its clock, so this measures its cooling and its power supply "
        "as much as its processor. "
        "Add a heatsink or a fan, or lower the power mode, and run again."
    )


def test_a_clock_that_stayed_is_not() -> None:
    assert rendered(RULE, first_ns=8_000_000, last_ns=9_000_000, first_khz=1_500_000, last_khz=1_500_000) == (
        "The median latency rose by 12 % within a window, from 8.00 ms to 9.00 ms, "
        "while the clock stayed at 1.50 GHz. "
        "The clock does not explain it, so something else took the time: "
        "other programs, memory, or a limit that the clock does not show. "
        "Stop other programs (see: edgebench doctor) and run again."
    )


def test_without_a_clock_the_reason_is_left_open() -> None:
    assert rendered(RULE, first_ns=8_000_000, last_ns=9_000_000) == (
        "The median latency rose by 12 % within a window, from 8.00 ms to 9.00 ms. "
        "The device was not steady, so the figures depend on how long it had run before. "
        "Improve its cooling, stop other programs (see: edgebench doctor) and run again."
    )


def test_a_temperature_alone_is_told_too() -> None:
    text = rendered(RULE, first_ns=8_000_000, last_ns=9_000_000, first_mc=81_000, last_mc=79_500)
    assert ", while the temperature fell from 81.0 to 79.5 °C. The device was not steady" in text
