"""How long queries took, as bars: what is drawn, and what is said of the rest."""

from __future__ import annotations

from edgebench.publish.result import distribution
from tests.build import offline, process, result

MS = 1_000_000


def test_bars_have_one_width_and_the_highest_has_a_thousand() -> None:
    drawn = distribution.of_result(result())
    assert drawn is not None
    assert len(drawn.heights) <= distribution.MOST_BARS
    assert max(drawn.heights) == distribution.HIGHEST


def test_a_single_query_is_seen_beside_thousands() -> None:
    drawn = distribution.of_result(result(processes=[process([8.0] * 5000 + [8.25] + [8.5] * 100)] * 5))
    assert drawn is not None
    assert min(height for height in drawn.heights if height) == 1


def test_what_lies_beyond_is_said() -> None:
    drawn = distribution.of_result(result(processes=[process([8.0] * 500 + [8.1] * 499 + [80.0])] * 5))
    assert drawn is not None
    assert drawn.told == "5000 queries in 5 processes."
    assert drawn.beyond.startswith("5 above 8.")
    assert drawn.beyond.endswith(", slowest 80.0\u00a0ms")


def test_percentiles_are_those_of_the_summary() -> None:
    one = result()
    drawn = distribution.of_result(one)
    assert drawn is not None
    p90 = drawn.percentiles[1]
    stored = one.summary.latency_p90_ns
    assert (p90.name, p90.value, p90.low, p90.high) == ("p90", stored.value, stored.low, stored.high)


def test_every_bar_lies_within_what_was_measured() -> None:
    drawn = distribution.of_result(result(8.0))
    assert drawn is not None
    assert 7.5 * MS < drawn.first_ns < drawn.first_ns + drawn.width_ns * len(drawn.heights) < 9 * MS


def test_queries_of_one_time_make_a_picture_too() -> None:
    drawn = distribution.of_result(result(processes=[process([8.0] * 2000)] * 5))
    assert drawn is not None
    assert sum(drawn.heights) >= distribution.HIGHEST


def test_offline_has_no_latency_and_says_so() -> None:
    assert distribution.of_result(offline()) is None
    assert distribution.why_none(offline()) == distribution.OFFLINE
