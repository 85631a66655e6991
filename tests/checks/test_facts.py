from __future__ import annotations

from typing import get_args

import pytest

from edgebench.checks import facts
from edgebench.model.scenario import ScenarioName
from tests.build import process, result


def test_the_typical_query_is_the_median() -> None:
    assert facts.typical_ns(process([0.001, 0.002, 0.0015])) == 1500


def test_two_busy_threads_are_two_million_parts() -> None:
    assert facts.cpu_ppm(process([8.0], window_ns=3_000, cpu_ns=5_999)) == 1_999_666


def test_only_a_server_waits_for_its_queries() -> None:
    waits = [
        name
        for name in get_args(ScenarioName)
        if not facts.keeps_busy(result(changes={"load.scenario": name}))
    ]
    assert waits == ["server"]
    assert not facts.keeps_busy(result(changes={"load.period_ns": 100_000_000}))


@pytest.mark.parametrize(("threads", "streams", "together"), [(2, None, 2), (1, 3, 3), (2, 3, 6)])
def test_each_stream_has_threads_of_its_own(threads: int, streams: int | None, together: int) -> None:
    asked = result(changes={"sut.threads": threads, "load.streams": streams})
    assert facts.threads_in_all(asked) == together


@pytest.mark.parametrize(("affinity", "cpus"), [(None, 2), ([1], 1), ([0, 1, 2], 3)])
def test_a_pinned_worker_has_the_cpus_it_is_pinned_to(affinity: list[int] | None, cpus: int) -> None:
    assert facts.usable_cpus(result(changes={"sut.affinity": affinity})) == cpus


@pytest.mark.parametrize(("affinity", "cores"), [(None, 1), ([1], 1), ([0, 1, 2], 3)])
def test_hyperthreads_are_no_cores(affinity: list[int] | None, cores: int) -> None:
    assert facts.usable_cores(result(changes={"sut.affinity": affinity, "device.cpu.cores": 1})) == cores


def test_the_ends_of_a_series_are_medians_of_its_parts() -> None:
    assert facts.first_and_last([1, 9, 2, 50, 50, 7, 3, 8], 3) == (1, 3)
    assert facts.first_and_last([1, 9, 2, 50, 7, 3, 8, 8, 4], 3) == (2, 8)
