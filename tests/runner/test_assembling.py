"""What a result leaves out so that its file stays small, and what opens its division."""

from __future__ import annotations

import pytest
from msgspec import structs

from edgebench import histogram
from edgebench.model.reason import Reason
from edgebench.runner.assembling import _fitting, _reads_shipped_meters
from tests.build import meter, metered, result


def with_engine_times(latencies_ns: list[int]):
    """A result whose engine's times lie in as many buckets."""
    times = histogram.of(latencies_ns)
    base = result()
    processes = [
        structs.replace(one, engine_latency=times, engine_latency_reason=None) for one in base.processes
    ]
    return structs.replace(base, processes=processes)


def test_the_engines_times_stay_where_there_is_room() -> None:
    small = with_engine_times([7_000_000] * 1000)
    assert _fitting(small) == small


def test_the_engines_times_go_before_a_file_is_too_large() -> None:
    fitted = _fitting(with_engine_times(list(range(1_000_000, 900_000_000, 25_000))))
    assert all(one.engine_latency is None for one in fitted.processes)
    assert {one.engine_latency_reason for one in fitted.processes} == {Reason.FILE_LIMIT}


@pytest.mark.parametrize(("driver", "closed"), [("powercap-rapl", True), ("ups-hat", False)])
def test_an_outsiders_meter_opens_the_division_as_an_outsiders_harness_does(
    driver: str, *, closed: bool
) -> None:
    energy = metered(by=meter(driver=driver)).energy
    assert _reads_shipped_meters(energy) is closed
    assert _reads_shipped_meters(None)
