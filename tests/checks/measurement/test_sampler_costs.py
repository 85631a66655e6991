from __future__ import annotations

import pytest

from tests.build import process, rendered, seen

RULE = "sampler-costs"


@pytest.mark.parametrize(("cpu_ns", "found"), [(50_000_000, None), (50_010_000, {"core-ppm": 5_001})])
def test_half_a_percent_of_a_core_is_the_limit(cpu_ns: int, found: dict[str, int] | None) -> None:
    windows = [process(window_ns=10**10, sampler_cpu_ns=each) for each in (0, cpu_ns)]
    assert seen(RULE, processes=windows) == found


def test_the_share_is_told() -> None:
    assert rendered(RULE, core_ppm=8_000).startswith("Reading meters and sensors took 0.8 % of one core. ")
