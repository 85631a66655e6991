from __future__ import annotations

from edgebench.model.process import Temperature
from tests.build import process, rendered, seen

RULE = "hot-start"


def began_at(*starts_mc: int | None) -> dict[str, int | str] | None:
    windows = [
        process()
        if start is None
        else process(temperature_mc=Temperature(start, 80_000), temperature_mc_reason=None)
        for start in starts_mc
    ]
    return seen(RULE, processes=windows)


def test_five_degrees_between_the_begins_are_the_limit() -> None:
    assert began_at(45_000, 47_000, 50_000) is None
    assert began_at(50_001, 47_000, 45_000) == {"coolest-mc": 45_000, "hottest-mc": 50_001}


def test_the_ends_of_the_windows_do_not_count() -> None:
    assert began_at(79_000, 80_000) is None


def test_a_process_without_a_reading_is_passed_over() -> None:
    assert began_at(None, 45_000) is None
    assert began_at(45_000, None, 51_000) == {"coolest-mc": 45_000, "hottest-mc": 51_000}


def test_a_device_without_a_sensor_is_not_judged() -> None:
    assert seen(RULE) is None


def test_both_temperatures_are_told() -> None:
    assert rendered(RULE, coolest_mc=45_250, hottest_mc=61_000) == (
        "The coolest process began at 45.2 °C and the hottest at 61.0 °C. "
        "A hot one has to lower its clock sooner, so part of what differs between them is the heat. "
        "Between processes edgebench waits two minutes at most: let the device rest before the run, "
        "or cool it better, and run again."
    )
